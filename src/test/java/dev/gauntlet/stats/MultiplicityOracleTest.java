package dev.gauntlet.stats;

import dev.gauntlet.stats.multiplicity.Adjustment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MultiplicityOracleTest {

    private static final Map<String, Adjustment> FIELDS = new LinkedHashMap<>();

    static {
        FIELDS.put("bonferroni", Adjustment.BONFERRONI);
        FIELDS.put("sidak", Adjustment.SIDAK);
        FIELDS.put("holm", Adjustment.HOLM);
        FIELDS.put("hochberg", Adjustment.HOCHBERG);
        FIELDS.put("hommel", Adjustment.HOMMEL);
        FIELDS.put("benjaminiHochberg", Adjustment.BENJAMINI_HOCHBERG);
        FIELDS.put("benjaminiYekutieli", Adjustment.BENJAMINI_YEKUTIELI);
    }

    static List<Oracles.Case> cases() {
        return Oracles.of("multiplicity").cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void adjustedPValuesAndRejectionsAgree(Oracles.Case c) {
        List<Double> pValues = Arrays.stream(Oracles.numbers(c.input().get("pValues"))).boxed().toList();
        ComparedFields fields = new ComparedFields(c);
        FIELDS.forEach((field, adjustment) -> {
            fields.matches(field, adjustment.adjust(pValues).stream().mapToDouble(Double::doubleValue).toArray());
            List<Boolean> rejected = adjustment.rejects(pValues, 0.05);
            boolean[] flags = new boolean[rejected.size()];
            for (int i = 0; i < flags.length; i++) {
                flags[i] = rejected.get(i);
            }
            fields.matches("rejectedAt05." + field, flags);
        });
        fields.andNothingElse();
    }
}
