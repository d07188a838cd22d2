package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.Oracles;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OneProportionOracleTest {

    static List<Oracles.Case> cases() {
        return Oracles.of("one-proportion").cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyIntervalAgrees(Oracles.Case c) {
        BinomialCounts counts = new BinomialCounts((long) c.in("n"), (long) c.in("successes"));
        double level = c.in("confidence");
        c.matches("estimate", counts.rate());
        c.matches("wald", ProportionInterval.WALD.of(counts, level));
        c.matches("wilson", ProportionInterval.WILSON.of(counts, level));
        c.matches("agrestiCoull", ProportionInterval.AGRESTI_COULL.of(counts, level));
        c.matches("clopperPearson", ProportionInterval.CLOPPER_PEARSON.of(counts, level));
        c.matches("jeffreys", ProportionInterval.JEFFREYS.of(counts, level));
        c.isWhollyCompared();
    }
}
