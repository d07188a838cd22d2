package dev.gauntlet.stats.multiplicity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.Planning;
import dev.gauntlet.stats.multiplicity.AlphaPlan.Correction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AlphaPlanTest {

    @Test
    void errorRatesAreSplitOverTheTestsThatMayEachErr() {
        AlphaPlan plan = plan(2, 1, 3, Correction.BONFERRONI);
        assertThat(plan.superiority()).isCloseTo(0.025, within(1e-15));
        assertThat(plan.nonInferiority()).isEqualTo(0.05);
        assertThat(plan.deterioration()).isCloseTo(0.01 / 8, within(1e-15));
    }

    @Test
    void anyChallengerMayBeFoundNonInferior() {
        assertThat(plan(2, 1, 3, Correction.HOLM).nonInferiorityOfSuccess()).isEqualTo(0.025);
        assertThat(plan(2, 1, 3, Correction.NONE).nonInferiorityOfSuccess()).isEqualTo(0.05);
    }

    @Test
    void aShadowTestsEveryGuardrailOnceMore() {
        AlphaPlan plan = new AlphaPlan(0.05, 0.01, 2, 1, 3, true, Correction.BONFERRONI);
        assertThat(plan.deterioration()).isCloseTo(0.01 / (2 * (1 + 3) + 2 * 3), within(1e-15));
        assertThat(plan.superiority()).isCloseTo(0.025, within(1e-15));
    }

    @Test
    void errorRatesWithoutMetricsOrChallengersAreRefusedOrLeftWhole() {
        assertThat(plan(1, 0, 0, Correction.HOLM).superiority()).isEqualTo(0.05);
        assertThatThrownBy(() -> plan(0, 1, 1, Correction.HOLM)).hasMessageContaining("challengers");
        assertThatThrownBy(() -> plan(1, -1, 1, Correction.HOLM)).hasMessageContaining("successMetrics");
        assertThatThrownBy(() -> new AlphaPlan(0.05, Double.NaN, 1, 1, 1, false, Correction.HOLM))
                .hasMessageContaining("deteriorationAlpha");
        assertThatThrownBy(() -> plan(2, 2, 1, Correction.HOLM).superiorityAt(5)).hasMessageContaining("rank");
    }

    @ParameterizedTest
    @EnumSource(Correction.class)
    void ratesByRankRejectWhatAdjustedPValuesDo(Correction correction) {
        AlphaPlan plan = plan(3, 2, 1, correction);
        Adjustment adjustment = Adjustment.valueOf(correction.name());
        Random random = new Random(20261122);
        for (int run = 0; run < 500; run++) {
            List<Double> pValues = new ArrayList<>();
            for (int i = 0; i < plan.superiorityTests(); i++) {
                pValues.add(Math.pow(random.nextDouble(), 4));
            }
            long byRank = correction == Correction.HOLM ? stepDown(plan, pValues) : stepUp(plan, pValues);
            assertThat(adjustment.rejects(pValues, 0.05).stream().filter(r -> r).count()).isEqualTo(byRank);
        }
    }

    @Test
    void sharingAlphaCostsPowerThatALargerSampleGivesBack() {
        AlphaPlan alone = plan(1, 1, 2, Correction.HOLM);
        AlphaPlan shared = plan(3, 2, 2, Correction.HOLM);
        assertThat(alone.superiorityPower(0.2)).isCloseTo(0.8, within(1e-12));
        assertThat(alone.superioritySampleFactor(0.2)).isCloseTo(1, within(1e-12));
        assertThat(shared.superiorityPower(0.2)).isBetween(0.5, 0.6);
        double information = shared.superioritySampleFactor(0.2) * Planning.information(0.05, 2, 0.2, 1);
        assertThat(Planning.power(shared.superiority(), 2, 1, information)).isCloseTo(0.8, within(1e-12));
        assertThat(plan(3, 2, 2, Correction.NONE).superiorityPower(0.2)).isCloseTo(0.8, within(1e-12));
    }

    @Test
    void allTestsTogetherSucceedAtLeastAsOftenAsTheirMissesAllow() {
        AlphaPlan plan = plan(1, 1, 3, Correction.HOLM);
        double each = 1 - plan.betaOfEach(0.2);
        JointPower joint = JointPower.of(Collections.nCopies(4, each));
        assertThat(joint.lowerBound()).isCloseTo(0.8, within(1e-12));
        assertThat(joint.ifIndependent()).isBetween(joint.lowerBound(), joint.upperBound());
        assertThat(joint.upperBound()).isEqualTo(each);
        assertThat(JointPower.of(List.of(0.3, 0.4)).lowerBound()).isZero();
        assertThatThrownBy(() -> JointPower.of(List.of())).hasMessageContaining("powers");
        assertThatThrownBy(() -> JointPower.of(List.of(Double.NaN))).hasMessageContaining("powers");
    }

    private static long stepDown(AlphaPlan plan, List<Double> pValues) {
        List<Double> sorted = pValues.stream().sorted().toList();
        int rejected = 0;
        while (rejected < sorted.size() && sorted.get(rejected) <= plan.superiorityAt(rejected + 1)) {
            rejected++;
        }
        return rejected;
    }

    private static long stepUp(AlphaPlan plan, List<Double> pValues) {
        List<Double> sorted = pValues.stream().sorted().toList();
        int rejected = sorted.size();
        while (rejected > 0 && sorted.get(rejected - 1) > plan.superiorityAt(rejected)) {
            rejected--;
        }
        return rejected;
    }

    private static AlphaPlan plan(int challengers, int successMetrics, int guardrails, Correction correction) {
        return new AlphaPlan(0.05, 0.01, challengers, successMetrics, guardrails, false, correction);
    }
}
