package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.stats.groupsequential.ConditionalPower;
import dev.gauntlet.stats.groupsequential.GroupSequentialMonitor;
import dev.gauntlet.stats.groupsequential.GroupSequentialPlan;
import dev.gauntlet.stats.groupsequential.Look;
import dev.gauntlet.stats.groupsequential.LookOutcome;
import dev.gauntlet.stats.groupsequential.StageWiseInference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GroupSequentialAnalysisOracleTest {

    private static final int LOOKS_THAT_MAKE_EVERY_LOOK_DUE = 500;

    static List<Oracles.Case> conditionalPower() {
        return Oracles.of("group-sequential-analysis").cases("conditionalPower");
    }

    static List<Oracles.Case> monitoring() {
        return Oracles.of("group-sequential-analysis").cases().stream().filter(c -> !c.input().has("kind")).toList();
    }

    @ParameterizedTest
    @MethodSource("conditionalPower")
    void conditionalPowerAgrees(Oracles.Case c) {
        ConditionalPower power = new ConditionalPower(c.in("informationFraction"), c.in("z"), c.in("finalCritical"));
        new ComparedFields(c)
                .matches("underPlannedDrift", power.underDrift(c.in("plannedDrift")))
                .matches("underCurrentTrend", power.underCurrentTrend())
                .matches("underNull", power.underNull())
                .matches("predictiveFlatPrior", power.predictive())
                .andNothingElse();
    }

    @ParameterizedTest
    @MethodSource("monitoring")
    void monitoringAndInferenceAfterStoppingAgree(Oracles.Case c) {
        double[] information = Oracles.numbers(c.input().get("information"));
        double[] z = Oracles.numbers(c.input().get("z"));
        double[] fractions = Arrays.stream(information)
                .map(i -> Math.min(1, i / c.in("plannedMaximumInformation")))
                .toArray();
        Alternative alternative = c.in("sides") == 2 ? Alternative.TWO_SIDED : Alternative.GREATER;
        GroupSequentialMonitor monitor = GroupSequentialMonitor.of(new GroupSequentialPlan(
                c.in("alpha"), alternative, 0, SpendingFamilies.spendingOf(c), LOOKS_THAT_MAKE_EVERY_LOOK_DUE, Optional.empty()));
        // The bounds of all looks are wanted, also of those after a stop: they are found with estimates of 0.
        GroupSequentialMonitor unstopped = monitor;
        List<LookOutcome.Taken> taken = new ArrayList<>();
        for (int k = 0; k < z.length; k++) {
            boolean last = k + 1 == z.length && c.input().get("lastLookIsFinal").asBoolean();
            double clock = last ? 1 : fractions[k];
            if (monitor.verdict() == LookOutcome.Verdict.CONTINUE) {
                taken.add((LookOutcome.Taken) monitor.next(estimate(z[k], information[k]), clock));
                monitor = monitor.with(taken.get(k).look());
            }
            unstopped = unstopped.with(((LookOutcome.Taken) unstopped.next(estimate(0, information[k]), clock)).look());
        }
        LookOutcome.Taken stop = taken.get(taken.size() - 1);
        boolean rejected = stop.verdict() == LookOutcome.Verdict.REJECT;
        assertThat(monitor.pValue().orElseThrow() <= c.in("alpha")).as(c + " repeated p-value").isEqualTo(rejected);
        double effect = z[taken.size() - 1] / Math.sqrt(information[taken.size() - 1]);
        StageWiseInference inference = inference(monitor);
        assertThat(monitor.conclusion().orElseThrow().estimate()).isEqualTo(inference.medianUnbiasedEstimate());
        Interval ninetyFive = inference.interval(0.95);
        new ComparedFields(c)
                .matches("informationFractions", fractions)
                .matches("criticalZ", unstopped.looks().stream().map(Look::bound).toList())
                .is("stoppedAtLook", rejected ? taken.size() : null)
                .is("rejected", rejected)
                .matches("estimateAtStop", effect)
                .matches("repeatedConfidenceInterval", stop.interval().lower(), stop.interval().upper())
                .matches("stageWisePUpper", inference.pUpper(0))
                .matches("stageWisePTwoSided", inference.pTwoSided(0))
                .matches("medianUnbiasedEstimate", inference.medianUnbiasedEstimate())
                .matches("stageWiseCi95", ninetyFive.lower(), ninetyFive.upper())
                .andNothingElse();
    }

    private static StageWiseInference inference(GroupSequentialMonitor monitor) {
        List<Look> before = monitor.looks().subList(0, monitor.looks().size() - 1);
        double[] upper = before.stream().mapToDouble(Look::bound).toArray();
        double[] lower = Arrays.stream(upper)
                .map(bound -> monitor.plan().alternative() == Alternative.TWO_SIDED ? -bound : Double.NEGATIVE_INFINITY)
                .toArray();
        return new StageWiseInference(monitor.looks().stream().mapToDouble(Look::information).toArray(), lower, upper,
                monitor.lastLook().orElseThrow().z());
    }

    private static EffectEstimate estimate(double z, double information) {
        return new EffectEstimate(0.5, 0.5 + z / Math.sqrt(information), z / Math.sqrt(information), 1 / information,
                EffectScale.ABSOLUTE, VarianceMethod.STRATUM, 1, 1);
    }
}
