package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.Oracles;
import dev.gauntlet.stats.TwoArmSums;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventRatesOracleTest {

    static List<Oracles.Case> cases() {
        return Oracles.of("event-rates").cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void exactAndNormalMethodsAgree(Oracles.Case c) {
        TwoArmSums events = new TwoArmSums(
                ArmSums.of(c.in("treatmentExposure"), c.in("treatmentEvents")),
                ArmSums.of(c.in("controlExposure"), c.in("controlEvents")));
        c.expected().fieldNames().forEachRemaining(field -> {
            switch (field) {
                case "pTreatmentRateGreater" -> c.matches(field, EventRates.exact(events, 1).greater().value());
                case "pTreatmentRateLess" -> c.matches(field, EventRates.exact(events, 1).less().value());
                case "pTwoSidedExact" -> c.matches(field, EventRates.exact(events, 1).twoSided().value());
                case "rateRatioExactCi95" -> c.matches(field, EventRates.exactInterval(events, 0.95));
                case "rateRatio" -> c.matches(field, EventRates.ratio(events));
                case "rateRatioLogWaldCi95" -> c.matches(field, EventRates.logWald(events, 0.95, 1));
                case "zScore" -> c.matches(field, EventRates.scoreZ(events, 1, 1));
                default -> throw new AssertionError("nobody computes " + field);
            }
        });
        c.isWhollyCompared();
    }
}
