package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BoundaryCrossingOracleTest {

    private static final Oracles ORACLES = Oracles.of("boundary-crossing");

    static List<Oracles.Case> boundary() {
        return ORACLES.cases("boundary");
    }

    static List<Oracles.Case> closedHorizonMixture() {
        return ORACLES.cases("closedHorizonMixture");
    }

    static List<Oracles.Case> continuousHorizonMixture() {
        return ORACLES.cases("continuousHorizonMixture");
    }

    @Test
    void everyKindIsTested() {
        assertThat(ORACLES.cases().stream().map(c -> c.input().get("kind").asText()).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("boundary", "closedHorizonMixture", "continuousHorizonMixture");
    }

    @ParameterizedTest
    @MethodSource("boundary")
    void exitProbabilitiesOfAnyBoundaryAgree(Oracles.Case c) {
        ExitProbabilities exits = BoundaryRecursion.exits(
                Oracles.numbers(c.input().get("information")),
                Oracles.numbers(c.input().get("lowerZ")),
                Oracles.numbers(c.input().get("upperZ")),
                c.in("effect"));
        new ComparedFields(c)
                .matches("upperExit", exits.above())
                .matches("lowerExit", exits.below())
                .matches("total", exits.total())
                .andNothingElse();
    }

    @ParameterizedTest
    @MethodSource("closedHorizonMixture")
    void levelAndPowerOfAClosedHorizonAgree(Oracles.Case c) {
        double[] information = Oracles.numbers(c.input().get("information"));
        NormalMixture mixture = mixture(c);
        double level = HorizonCalibration.levelAtLooks(mixture, information, c.in("alpha"));
        double[] upper = Arrays.stream(information).map(i -> mixture.criticalZ(i, level)).toArray();
        double[] lower = Arrays.stream(upper)
                .map(z -> mixture instanceof TwoSidedMixture ? -z : Double.NEGATIVE_INFINITY)
                .toArray();
        ComparedFields fields = new ComparedFields(c).matches("level", level).matches("criticalZ", upper);
        for (int multiple = 1; fields.expects("powerAtEffect" + multiple); multiple++) {
            ExitProbabilities exits =
                    BoundaryRecursion.exits(information, lower, upper, multiple * c.in("unitEffect"));
            fields.matches("powerAtEffect" + multiple, exits.total())
                    .matches("meanInformationAtEffect" + multiple, exits.meanInformation());
        }
        fields.andNothingElse();
    }

    @ParameterizedTest
    @MethodSource("continuousHorizonMixture")
    void levelOfAContinuousWatchAgrees(Oracles.Case c) {
        NormalMixture mixture = mixture(c);
        double level = HorizonCalibration.continuousLevel(
                mixture, c.in("start"), c.in("end"), (int) c.in("looks"), c.in("alpha"));
        new ComparedFields(c)
                .matches("level", level)
                .matches("firstCriticalZ", mixture.criticalZ(c.in("start"), level))
                .andNothingElse();
    }

    private static NormalMixture mixture(Oracles.Case c) {
        return c.in("sides") == 2 ? new TwoSidedMixture(c.in("rho")) : new OneSidedMixture(c.in("rho"));
    }
}
