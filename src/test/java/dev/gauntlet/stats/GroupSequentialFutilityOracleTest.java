package dev.gauntlet.stats;

import dev.gauntlet.stats.groupsequential.FutilityDesign;
import dev.gauntlet.stats.groupsequential.GroupSequentialDesign;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GroupSequentialFutilityOracleTest {

    static List<Oracles.Case> cases() {
        return Oracles.of("group-sequential-futility").cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void boundsAndPowerAgree(Oracles.Case c) {
        double alpha = c.in("alphaOneSided");
        double beta = c.in("beta");
        FutilityDesign design = FutilityDesign.of(
                SpendingFamilies.spendingOf(c),
                alpha,
                SpendingFamilies.spending(c.input().get("futilityFamily"), c.input().path("futilityParameter")),
                beta,
                c.input().get("binding").asBoolean(),
                Oracles.numbers(c.input().get("informationFractions")));
        double drift = design.drift();
        double inflation = GroupSequentialDesign.inflation(drift, alpha, 1, beta);
        ExitProbabilities atDrift = design.bounds().exits(drift);
        ExitProbabilities underNull = design.bounds().exits(0);
        new ComparedFields(c)
                .matches("efficacyZ", design.bounds().upper())
                .matches("futilityZ", design.bounds().lower())
                .matches("drift", drift)
                .matches("inflationFactor", inflation)
                .matches("upperExitAtDrift", atDrift.above())
                .matches("lowerExitAtDrift", atDrift.below())
                .matches("upperExitUnderNull", underNull.above())
                .matches("lowerExitUnderNull", underNull.below())
                .matches("expectedOverFixedAtDrift", inflation * design.bounds().meanFraction(drift))
                .matches("expectedOverFixedUnderNull", inflation * design.bounds().meanFraction(0))
                .andNothingElse();
    }
}
