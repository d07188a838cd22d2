package dev.gauntlet.stats.groupsequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gauntlet.stats.Alternative;
import dev.gauntlet.stats.BoundaryRecursion;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.StandardNormal;
import dev.gauntlet.stats.VarianceMethod;
import dev.gauntlet.stats.groupsequential.LookOutcome.Reason;
import dev.gauntlet.stats.groupsequential.LookOutcome.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupSequentialMonitorTest {

    private static final SpendingFunction OBRIEN_FLEMING = new SpendingFunction.OBrienFleming();
    private static final SpendingFunction POCOCK = new SpendingFunction.Pocock();
    private static final double FIXED = StandardNormal.upperQuantile(0.025);

    @Test
    void aSingleLookIsAFixedSampleTest() {
        GroupSequentialMonitor monitor = GroupSequentialMonitor.of(GroupSequentialPlan.superiority(0.05, OBRIEN_FLEMING, 1));
        assertThat(monitor.next(estimate(9, 100), 0.99)).isEqualTo(new LookOutcome.Skipped(Reason.NOT_DUE));
        LookOutcome.Taken taken = taken(monitor, estimate(2.2, 100), 1);
        assertThat(taken.look().bound()).isCloseTo(FIXED, within(1e-12));
        assertThat(taken.look().spent()).isEqualTo(0.025);
        assertThat(taken.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(monitor.with(taken.look()).pValue().orElseThrow()).isCloseTo(2 * StandardNormal.survival(2.2), within(1e-9));
        assertThat(taken.interval().lower()).isCloseTo((2.2 - FIXED) / 10, within(1e-10));
        assertThat(taken.interval().upper()).isCloseTo((2.2 + FIXED) / 10, within(1e-10));
        Conclusion conclusion = monitor.with(taken.look()).conclusion().orElseThrow();
        assertThat(conclusion.pValue()).isCloseTo(2 * StandardNormal.survival(2.2), within(1e-12));
        assertThat(conclusion.estimate()).isCloseTo(0.22, within(1e-10));
        assertThat(conclusion.interval().lower()).isCloseTo((2.2 - FIXED) / 10, within(1e-10));
        assertThat(conclusion.interval().upper()).isCloseTo((2.2 + FIXED) / 10, within(1e-10));
    }

    @Test
    void plannedInformationGivesThePlannedBounds() {
        GroupSequentialMonitor monitor = GroupSequentialMonitor.of(GroupSequentialPlan.superiority(0.05, POCOCK, 10));
        double[] fractions = new double[10];
        for (int k = 0; k < 10; k++) {
            fractions[k] = (k + 1) / 10.0;
            monitor = monitor.with(taken(monitor, estimate(0, 37 * fractions[k]), 0.1 * (k + 1)).look());
        }
        GroupSequentialDesign design = GroupSequentialDesign.spending(POCOCK, 0.05, 2, fractions);
        for (int k = 0; k < 10; k++) {
            assertThat(monitor.looks().get(k).bound()).isCloseTo(design.upper().get(k), within(1e-10));
        }
        assertThat(monitor.verdict()).isEqualTo(Verdict.END);
        assertThat(monitor.next(estimate(9, 100), 1)).isEqualTo(new LookOutcome.Skipped(Reason.STOPPED));
    }

    @Test
    void theErrorRateIsKeptWhateverInformationComesAndWhicheverLooksAreMissed() {
        SplittableRandom random = new SplittableRandom(7);
        for (int run = 0; run < 20; run++) {
            GroupSequentialMonitor monitor = GroupSequentialMonitor.of(
                    GroupSequentialPlan.superiority(0.05, run % 2 == 0 ? OBRIEN_FLEMING : POCOCK, 20));
            double information = 0;
            for (double clock = 0; clock < 1.01; clock += random.nextDouble(0.02, 0.2)) {
                information += random.nextInt(4) == 0 ? 0 : Math.exp(random.nextDouble(0, 6));
                if (information > 0 && monitor.next(estimate(0, information), clock) instanceof LookOutcome.Taken look) {
                    monitor = monitor.with(look.look());
                }
            }
            if (monitor.verdict() == Verdict.CONTINUE) {
                monitor = monitor.with(taken(monitor, estimate(0, information), 1).look());
            }
            double[] upper = monitor.looks().stream().mapToDouble(Look::bound).toArray();
            double[] lower = monitor.looks().stream().mapToDouble(look -> -look.bound()).toArray();
            double[] taken = monitor.looks().stream().mapToDouble(Look::information).toArray();
            assertThat(BoundaryRecursion.exits(taken, lower, upper, 0).total()).isCloseTo(0.05, within(1e-10));
        }
    }

    @Test
    void aLookWithoutNewInformationIsSkippedAndSpendsNothing() {
        GroupSequentialMonitor monitor = GroupSequentialMonitor.of(GroupSequentialPlan.superiority(0.05, OBRIEN_FLEMING, 4));
        monitor = monitor.with(taken(monitor, estimate(1, 100), 0.25).look());
        assertThat(monitor.next(estimate(9, 300), 0.45)).isEqualTo(new LookOutcome.Skipped(Reason.NOT_DUE));
        assertThat(monitor.next(estimate(9, 99), 0.5)).isEqualTo(new LookOutcome.Skipped(Reason.NO_NEW_INFORMATION));
        LookOutcome.Taken third = taken(monitor, estimate(1, 150), 0.75);
        assertThat(third.look().spent()).isEqualTo(OBRIEN_FLEMING.spent(0.025, 0.75));
    }

    @Test
    void theLastLookIsTakenAlsoWhenTheInformationFell() {
        GroupSequentialMonitor monitor = GroupSequentialMonitor.of(GroupSequentialPlan.superiority(0.05, OBRIEN_FLEMING, 4));
        monitor = monitor.with(taken(monitor, estimate(1, 100), 0.75).look());
        LookOutcome.Taken last = taken(monitor, estimate(2.5, 90), 1);
        assertThat(last.look().spent()).isEqualTo(0.025);
        assertThat(last.look().information()).isGreaterThan(100);
        assertThat(last.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(last.look().bound()).isCloseTo(FIXED, within(1e-6));
    }

    @ParameterizedTest
    @EnumSource(Alternative.class)
    void intervalPValueAndVerdictAgreeAtEveryLook(Alternative alternative) {
        SplittableRandom random = new SplittableRandom(11);
        for (int run = 0; run < 50; run++) {
            GroupSequentialMonitor monitor = GroupSequentialMonitor.of(new GroupSequentialPlan(
                    0.05, alternative, 0.01, run % 2 == 0 ? OBRIEN_FLEMING : POCOCK, 4, Optional.empty()));
            double score = 0;
            for (int k = 1; k <= 4 && monitor.verdict() == Verdict.CONTINUE; k++) {
                score += 1.3 * random.nextGaussian();
                EffectEstimate estimate = estimate(score / Math.sqrt(k), 100.0 * k);
                LookOutcome.Taken taken = taken(monitor, estimate, k / 4.0);
                boolean rejected = taken.verdict() == Verdict.REJECT;
                assertThat(monitor.with(taken.look()).pValue().orElseThrow() <= 0.05).isEqualTo(rejected);
                assertThat(taken.interval().contains(0.01)).isNotEqualTo(rejected);
                monitor = monitor.with(taken.look());
            }
            Conclusion conclusion = monitor.conclusion().orElseThrow();
            boolean rejected = monitor.verdict() == Verdict.REJECT;
            assertThat(conclusion.pValue() <= 0.05).isEqualTo(rejected);
            assertThat(conclusion.interval().contains(0.01)).isNotEqualTo(rejected);
        }
    }

    @Test
    void theMirroredAlternativeGivesTheMirroredAnswer() {
        FutilityRule up = new FutilityRule(0.2, POCOCK, 0.3, false);
        FutilityRule down = new FutilityRule(0.2, POCOCK, -0.3, false);
        for (Alternative[] pair : new Alternative[][] {
            {Alternative.GREATER, Alternative.LESS}, {Alternative.TWO_SIDED, Alternative.TWO_SIDED}}) {
            GroupSequentialMonitor rising = GroupSequentialMonitor.of(
                    new GroupSequentialPlan(0.05, pair[0], 0.02, POCOCK, 3, Optional.of(up)));
            GroupSequentialMonitor falling = GroupSequentialMonitor.of(
                    new GroupSequentialPlan(0.05, pair[1], -0.02, POCOCK, 3, Optional.of(down)));
            for (int k = 1; k <= 3; k++) {
                LookOutcome.Taken one = taken(rising, estimate(1.9, 30 * k), k / 3.0);
                LookOutcome.Taken other = taken(falling, estimate(-1.9, 30 * k), k / 3.0);
                assertThat(other.look()).isEqualTo(one.look());
                assertThat(other.verdict()).isEqualTo(one.verdict());
                assertThat(other.interval()).isEqualTo(mirrored(one.interval()));
                rising = rising.with(one.look());
                falling = falling.with(other.look());
            }
            Conclusion one = rising.conclusion().orElseThrow();
            Conclusion other = falling.conclusion().orElseThrow();
            assertThat(other.estimate()).isEqualTo(-one.estimate());
            assertThat(other.pValue()).isEqualTo(one.pValue());
            assertThat(other.interval()).isEqualTo(mirrored(one.interval()));
        }
    }

    @Test
    void aGuardrailPassesWhenItIsNotWorseByTheMargin() {
        // Larger is worse: the error rate may rise by 0.02.
        GroupSequentialPlan plan = GroupSequentialPlan.nonInferiority(0.05, 0.02, OBRIEN_FLEMING, 5);
        assertThat(plan.alternative()).isEqualTo(Alternative.LESS);
        assertThat(GroupSequentialPlan.nonInferiority(0.05, -0.02, OBRIEN_FLEMING, 5).alternative())
                .isEqualTo(Alternative.GREATER);
        GroupSequentialMonitor monitor = GroupSequentialMonitor.of(plan);
        LookOutcome.Taken early = taken(monitor, estimate(0, 1e4), 0.4);
        assertThat(early.verdict()).isEqualTo(Verdict.CONTINUE);
        monitor = monitor.with(early.look());
        LookOutcome.Taken late = taken(monitor, estimate(0.3, 3e4), 0.8);
        assertThat(late.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(late.interval().upper()).isLessThan(0.02);
        assertThat(late.interval().lower()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(late.interval().level()).isEqualTo(0.95);
    }

    @Test
    void futilityStopsAndOnlyNonBindingFutilityMayBeOverruled() {
        for (boolean binding : new boolean[] {false, true}) {
            GroupSequentialPlan plan = new GroupSequentialPlan(0.025, Alternative.GREATER, 0, OBRIEN_FLEMING, 4,
                    Optional.of(new FutilityRule(0.2, POCOCK, 0.28, binding)));
            GroupSequentialMonitor monitor = GroupSequentialMonitor.of(plan);
            LookOutcome.Taken poor = taken(monitor, estimate(-0.5, 50), 0.5);
            assertThat(poor.verdict()).isEqualTo(Verdict.FUTILE);
            monitor = monitor.with(poor.look());
            LookOutcome next = monitor.next(estimate(3, 75), 0.75);
            if (binding) {
                assertThat(next).isEqualTo(new LookOutcome.Skipped(Reason.STOPPED));
            } else {
                assertThat(((LookOutcome.Taken) next).verdict()).isEqualTo(Verdict.REJECT);
            }
        }
    }

    @Test
    void theMonitorGivesUpAtTheDesignsFutilityBounds() {
        double[] fractions = {0.25, 0.5, 0.75, 1};
        for (boolean binding : new boolean[] {false, true}) {
            FutilityDesign design = FutilityDesign.of(OBRIEN_FLEMING, 0.025, POCOCK, 0.2, binding, fractions);
            GroupSequentialMonitor monitor = GroupSequentialMonitor.of(new GroupSequentialPlan(
                    0.025, Alternative.GREATER, 0, OBRIEN_FLEMING, 4,
                    Optional.of(new FutilityRule(0.2, POCOCK, design.drift() / 10, binding))));
            for (int k = 0; k < 4; k++) {
                Look look = taken(monitor, estimate(1.8, 100 * fractions[k]), fractions[k]).look();
                assertThat(look.bound()).isCloseTo(design.bounds().upper().get(k), within(1e-9));
                assertThat(look.futilityBound()).isCloseTo(design.bounds().lower().get(k), within(1e-9));
                monitor = monitor.with(new Look(look.fraction(), look.information(), Math.max(1.8, look.futilityBound() + 1e-6),
                        look.spent(), look.bound(), look.futilitySpent(), look.futilityBound()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e9, -40, -5, 0, 5, 40, 1e9})
    void extremeResultsGiveFiniteNumbers(double z) {
        for (Alternative alternative : Alternative.values()) {
            GroupSequentialMonitor monitor = GroupSequentialMonitor.of(
                    new GroupSequentialPlan(0.05, alternative, 0, OBRIEN_FLEMING, 100, Optional.empty()));
            monitor = monitor.with(taken(monitor, estimate(0.5, 1), 0.01).look());
            LookOutcome.Taken taken = taken(monitor, estimate(z, 1e12), 0.5);
            assertThat(monitor.with(taken.look()).pValue().orElseThrow()).isBetween(1e-301, 1.0);
            assertThat(taken.interval().lower()).isNotNaN();
            Conclusion conclusion = monitor.with(taken.look()).conclusion().orElseThrow();
            assertThat(conclusion.pValue()).isBetween(0.0, 1.0);
            assertThat(conclusion.estimate()).isFinite();
        }
    }

    @Test
    void aLookSurvivesJson() throws Exception {
        ObjectMapper json = new ObjectMapper();
        GroupSequentialMonitor monitor = GroupSequentialMonitor.of(GroupSequentialPlan.superiority(0.05, OBRIEN_FLEMING, 7));
        Look look = taken(monitor, estimate(1.1, 1e7), 1 / 7.0).look();
        assertThat(json.readValue(json.writeValueAsString(look), Look.class)).isEqualTo(look);
    }

    @Test
    void aLookBeforeAnythingCanBeSpentIsTakenWithAFiniteBound() {
        GroupSequentialMonitor monitor = GroupSequentialMonitor.of(GroupSequentialPlan.superiority(1e-9, OBRIEN_FLEMING, 500));
        LookOutcome.Taken taken = taken(monitor, estimate(30, 10), 0.002);
        assertThat(taken.look().bound()).isEqualTo(Look.NEVER);
        assertThat(taken.verdict()).isEqualTo(Verdict.CONTINUE);
        assertThat(monitor.with(taken.look()).next(estimate(1, 20), 0.004)).isInstanceOf(LookOutcome.Taken.class);
    }

    @Test
    void argumentsOutOfRangeAreRefusedByName() {
        GroupSequentialPlan plan = GroupSequentialPlan.superiority(0.05, POCOCK, 5);
        GroupSequentialMonitor monitor = GroupSequentialMonitor.of(plan);
        assertThat(monitor.conclusion()).isEmpty();
        assertThat(monitor.pValue()).isEmpty();
        assertThatThrownBy(() -> monitor.next(estimate(1, 1), Double.NaN)).hasMessageContaining("fraction");
        assertThatThrownBy(() -> monitor.next(estimate(1, 1), -1)).hasMessageContaining("fraction");
        assertThatThrownBy(() -> GroupSequentialPlan.superiority(0.5, POCOCK, 5)).hasMessageContaining("alpha");
        assertThatThrownBy(() -> GroupSequentialPlan.superiority(0.05, POCOCK, 0)).hasMessageContaining("looks");
        assertThatThrownBy(() -> GroupSequentialPlan.nonInferiority(0.05, 0, POCOCK, 5)).hasMessageContaining("margin");
        assertThatThrownBy(() -> plan.givingUp(new FutilityRule(0.2, POCOCK, 0.1, true))).hasMessageContaining("binding");
        assertThatThrownBy(() -> plan.givingUp(new FutilityRule(0.2, POCOCK, 0, false))).hasMessageContaining("targetEffect");
        assertThatThrownBy(() -> new FutilityRule(1, POCOCK, 0.1, false)).hasMessageContaining("beta");
        Look look = new Look(0.5, 10, 1, 0.01, 2, 0, -2);
        assertThatThrownBy(() -> new GroupSequentialMonitor(plan, List.of(look, look))).hasMessageContaining("grow");
        assertThatThrownBy(() -> new Look(0.5, 10, Double.NaN, 0.01, 2, 0, -2)).hasMessageContaining("z");
        assertThatThrownBy(() -> new Look(0.5, 10, 1, 0.01, 2, 0, 3)).hasMessageContaining("futilityBound");
        assertThatThrownBy(() -> new Look(1.5, 10, 1, 0.01, 2, 0, -2)).hasMessageContaining("fraction");
        assertThatThrownBy(() -> new StageWiseInference(new double[] {1, 2}, new double[0], new double[0], 1))
                .hasMessageContaining("lower");
        assertThatThrownBy(() -> new StageWiseInference(new double[] {1}, new double[0], new double[0], Double.NaN))
                .hasMessageContaining("z");
    }

    private static LookOutcome.Taken taken(GroupSequentialMonitor monitor, EffectEstimate estimate, double fraction) {
        return (LookOutcome.Taken) monitor.next(estimate, fraction);
    }

    private static Interval mirrored(Interval interval) {
        return new Interval(-interval.upper(), -interval.lower(), interval.level());
    }

    private static EffectEstimate estimate(double z, double information) {
        double effect = z / Math.sqrt(information);
        return new EffectEstimate(0.5, 0.5 + effect, effect, 1 / information, EffectScale.ABSOLUTE, VarianceMethod.STRATUM, 1, 1);
    }
}
