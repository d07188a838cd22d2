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

    static List<Oracles.Case> bucketTotals() {
        return ORACLES.cases("bucketTotals");
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
        List<SumsStratum> strata = strata(c);
        EffectEstimate difference =
                StratifiedSums.estimate(strata, EffectScale.ABSOLUTE, SumsVariance.ratio()).orElseThrow();
        EffectEstimate lift = StratifiedSums.estimate(strata, EffectScale.RELATIVE, SumsVariance.ratio()).orElseThrow();
        double standardError = Math.sqrt(ClusterVariance.ofContrast(strata, 1));
        double z = difference.effect() / standardError;
        new ComparedFields(c)
                .matches("weights",
                        strata.stream().mapToDouble(stratum -> MantelHaenszelWeights.of(stratum.totals())).toArray())
                .matches("difference", difference.effect())
                .matches("standardError", standardError)
                .matches("standardErrorArmsApart", Math.sqrt(ClusterVariance.ofContrastArmsApart(strata, 1)))
                .matches("lift", lift.effect())
                .matches("liftStandardError", Math.sqrt(ClusterVariance.ofContrast(strata, 1 + lift.effect())) / lift.champion())
                .matches("z", z)
                .matches("studentToNormalZ", StandardNormal.fromStudent(z, c.in("buckets") - 1))
                .andNothingElse();
    }

    @ParameterizedTest
    @MethodSource("bucketTotals")
    void successesGiveTheSameAsProportions(Oracles.Case c) {
        List<SumsStratum> strata = strata(c);
        if (strata.stream().allMatch(ClusterVarianceOracleTest::holdsCounts)) {
            List<ProportionStratum> counts = strata.stream().map(ClusterVarianceOracleTest::counts).toList();
            EffectEstimate difference = StratifiedProportions.estimate(counts, EffectScale.ABSOLUTE).orElseThrow();
            c.matches("difference", difference.effect());
            c.matches("standardError", Math.sqrt(ClusterVariance.ofContrast(counts, 1)));
            c.matches("lift", StratifiedProportions.estimate(counts, EffectScale.RELATIVE).orElseThrow().effect());
        }
    }

    @ParameterizedTest
    @MethodSource("bucketTotals")
    void theEstimateNeverClaimsLessVarianceThanTheClustersShow(Oracles.Case c) {
        for (SumsVariance variance : List.of(SumsVariance.ratio(), SumsVariance.mean())) {
            EffectEstimate difference = StratifiedSums.estimate(strata(c), EffectScale.ABSOLUTE, variance).orElseThrow();
            assertThat(difference.varianceMethod()).isEqualTo(VarianceMethod.UNIT_CLUSTERS);
            assertThat(difference.standardError())
                    .isGreaterThanOrEqualTo(c.expected().get("standardError").asDouble() * (1 - c.relative()));
        }
    }

    @ParameterizedTest
    @MethodSource("studentToNormal")
    void studentDeviatesMapToNormalOnes(Oracles.Case c) {
        new ComparedFields(c).matches("z", StandardNormal.fromStudent(c.in("t"), c.in("df"))).andNothingElse();
    }

    private static List<SumsStratum> strata(Oracles.Case c) {
        List<SumsStratum> strata = new ArrayList<>();
        for (JsonNode stratum : c.input().get("strata")) {
            TreeMap<String, TwoArmSums> clusters = new TreeMap<>();
            for (JsonNode bucket : stratum.get("bucket")) {
                clusters.put(String.format("%03d", clusters.size()), new TwoArmSums(
                        ArmSums.of(bucket.get("treatmentN").asDouble(), bucket.get("treatmentSum").asDouble()),
                        ArmSums.of(bucket.get("controlN").asDouble(), bucket.get("controlSum").asDouble())));
            }
            strata.add(SumsStratum.clustered(clusters));
        }
        return strata;
    }

    private static boolean holdsCounts(SumsStratum stratum) {
        return stratum.clusters().values().stream()
                .allMatch(cluster -> isCount(cluster.challenger()) && isCount(cluster.champion()));
    }

    private static boolean isCount(ArmSums arm) {
        return arm.numerator() >= 0 && arm.numerator() <= arm.denominator() && arm.numerator() == Math.rint(arm.numerator());
    }

    private static ProportionStratum counts(SumsStratum stratum) {
        TreeMap<String, TwoArmCounts> clusters = new TreeMap<>();
        stratum.clusters().forEach((name, cluster) ->
                clusters.put(name, new TwoArmCounts(counts(cluster.challenger()), counts(cluster.champion()))));
        return ProportionStratum.clustered(clusters);
    }

    private static BinomialCounts counts(ArmSums arm) {
        return new BinomialCounts((long) arm.denominator(), (long) arm.numerator());
    }
}
