package dev.gauntlet.stats;

import dev.gauntlet.stats.fixed.MeanComparison;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WelchTOracleTest {

    static List<Oracles.Case> cases() {
        return Oracles.of("welch-t").cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void meansAreComparedByWelchStudentDeltaAndFieller(Oracles.Case c) {
        ArmSums challenger = ArmSums.of(c.in("treatmentN"), c.in("treatmentSum"), c.in("treatmentSumOfSquares"));
        ArmSums champion = ArmSums.of(c.in("controlN"), c.in("controlSum"), c.in("controlSumOfSquares"));
        MeanComparison comparison = MeanComparison.of(challenger, champion).orElseThrow();
        double level = c.in("confidence");
        ComparedFields fields = new ComparedFields(c)
                .matches("treatmentMean", comparison.means().challenger())
                .matches("treatmentVariance", comparison.challengerVariance())
                .matches("controlMean", comparison.means().champion())
                .matches("controlVariance", comparison.championVariance())
                .matches("difference", comparison.means().difference())
                .matches("standardError", comparison.means().standardError())
                .matches("t", comparison.t())
                .matches("df", comparison.degreesOfFreedom())
                .matches("pTwoSided", comparison.pTwoSided())
                .matches("pTreatmentGreater", comparison.pGreater())
                .matches("differenceCi", ends(comparison.differenceInterval(level)))
                .matches("tPooled", comparison.pooledT())
                .matches("pTwoSidedPooled", comparison.pooledPTwoSided());
        fields.matchesIfExpected("lift", comparison.means().lift());
        fields.matchesIfExpected("liftDeltaSe", comparison.means().liftStandardError());
        fields.matchesIfExpected("liftNormalCi", comparison.liftInterval(level).map(WelchTOracleTest::ends));
        fields.matchesIfExpected("ratioFiellerCi", comparison.fiellerInterval(level).map(WelchTOracleTest::ends));
        fields.andNothingElse();
    }

    private static double[] ends(Interval interval) {
        return new double[] {interval.lower(), interval.upper()};
    }
}
