package dev.gauntlet.stats;

import dev.gauntlet.stats.diagnostics.EffectTrend;
import dev.gauntlet.stats.diagnostics.TimedEffect;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NoveltyOracleTest {

    static List<Oracles.Case> cases() {
        return Oracles.of("novelty").cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theTrendOfTheEffectAgrees(Oracles.Case c) {
        double[] times = Oracles.numbers(c.input().get("blockIndex"));
        double[] effects = Oracles.numbers(c.input().get("effect"));
        double[] variances = Oracles.numbers(c.input().get("variance"));
        EffectTrend trend = EffectTrend.of(IntStream.range(0, times.length)
                .mapToObj(i -> new TimedEffect(times[i], effects[i], variances[i])).toList()).orElseThrow();
        new ComparedFields(c)
                .matches("intercept", trend.intercept())
                .matches("slope", trend.slope())
                .matches("slopeSe", trend.slopeStandardError())
                .matches("slopeZ", trend.slopeZ())
                .matches("slopePTwoSided", trend.slopePValue())
                .matches("residualQ", trend.residualQ())
                .matches("residualQP", trend.residualPValue())
                .matches("firstHalfEffect", trend.firstHalf().effect())
                .matches("secondHalfEffect", trend.secondHalf().effect())
                .matches("halvesZ", trend.halvesZ())
                .matches("halvesPTwoSided", trend.halvesPValue())
                .matches("overallEffect", trend.overall().effect())
                .matches("overallSe", trend.overall().standardError())
                .matches("cochranQ", trend.overall().cochranQ())
                .andNothingElse();
    }
}
