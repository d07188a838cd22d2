package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClusterVarianceOracleTest {

    private static final Oracles ORACLES = Oracles.of("cluster-variance");

    /** The file also holds sums of a measured quantity, which exceed the number of observations; they belong to means. */
    static List<Oracles.Case> bucketTotals() {
        List<Oracles.Case> proportions = ORACLES.cases("bucketTotals").stream()
                .filter(c -> c.input().findValuesAsText("treatmentN").stream().mapToDouble(Double::parseDouble).sum()
                        > c.input().findValuesAsText("treatmentSum").stream().mapToDouble(Double::parseDouble).sum())
                .toList();
        assertThat(proportions).isNotEmpty();
        return proportions;
    }

    static List<Oracles.Case> studentToNormal() {
        return ORACLES.cases("studentToNormal");
    }

    @Test
    void everyKindIsTested() {
        assertThat(ORACLES.cases().stream().map(c -> c.input().get("kind").asText()).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("bucketTotals", "studentToNormal");
    }

    @ParameterizedTest
    @MethodSource("bucketTotals")
    void estimatesAndVarianceBetweenClustersAgree(Oracles.Case c) {
        List<ProportionStratum> strata = strata(c);
        EffectEstimate difference = StratifiedProportions.estimate(strata, EffectScale.ABSOLUTE).orElseThrow();
        EffectEstimate lift = StratifiedProportions.estimate(strata, EffectScale.RELATIVE).orElseThrow();
        double standardError = Math.sqrt(StratifiedProportions.clusterVariance(strata, 1));
        double liftStandardError =
                Math.sqrt(StratifiedProportions.clusterVariance(strata, 1 + lift.effect())) / lift.champion();
        double z = difference.effect() / standardError;
        c.matches("weights", StratifiedProportions.weights(strata.stream().map(ProportionStratum::totals).toList())
                .stream().mapToDouble(Double::doubleValue).toArray());
        c.matches("difference", difference.effect());
        c.matches("standardError", standardError);
        c.matches("lift", lift.effect());
        c.matches("liftStandardError", liftStandardError);
        c.matches("z", z);
        c.matches("studentToNormalZ", StandardNormal.fromStudent(z, c.in("buckets") - 1));
    }

    @ParameterizedTest
    @MethodSource("bucketTotals")
    void theEstimateNeverClaimsLessVarianceThanTheClustersShow(Oracles.Case c) {
        EffectEstimate difference = StratifiedProportions.estimate(strata(c), EffectScale.ABSOLUTE).orElseThrow();
        assertThat(difference.varianceMethod()).isEqualTo(VarianceMethod.UNIT_CLUSTERS);
        assertThat(difference.standardError())
                .isGreaterThanOrEqualTo(c.expected().get("standardError").asDouble() * (1 - c.relative()));
    }

    @ParameterizedTest
    @MethodSource("studentToNormal")
    void studentDeviatesMapToNormalOnes(Oracles.Case c) {
        c.matches("z", StandardNormal.fromStudent(c.in("t"), c.in("df")));
    }

    private static List<ProportionStratum> strata(Oracles.Case c) {
        List<ProportionStratum> strata = new ArrayList<>();
        for (JsonNode stratum : c.input().get("strata")) {
            TreeMap<String, TwoArmCounts> clusters = new TreeMap<>();
            for (JsonNode bucket : stratum.get("bucket")) {
                clusters.put(String.format("%03d", clusters.size()), new TwoArmCounts(
                        new BinomialCounts(bucket.get("treatmentN").asLong(), bucket.get("treatmentSum").asLong()),
                        new BinomialCounts(bucket.get("controlN").asLong(), bucket.get("controlSum").asLong())));
            }
            strata.add(ProportionStratum.clustered(clusters));
        }
        return strata;
    }
}
