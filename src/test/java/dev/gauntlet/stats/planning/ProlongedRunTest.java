package dev.gauntlet.stats.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.OneSidedDesign;
import dev.gauntlet.stats.SequentialDesign;
import dev.gauntlet.stats.TwoSidedDesign;
import dev.gauntlet.stats.VarianceMethod;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProlongedRunTest {

    private static final TwoSidedDesign DESIGN = SequentialDesign.superiority(0.05, 0.2, 0.1);
    private static final int RUNS = 20_000;
    private static final int LOOKS = 20;

    @Test
    void agreesWithTheFormulaWorkedOutByHand() {
        // z = 2 at information 1, trend 2, asked for 2.5 standard errors at information 2: P(N(4, 1) > 2.5 sqrt(2)) = Phi(0.46447).
        assertThat(new ProlongedRun(2, 1, 2).conditionalPower(2.5)).isCloseTo(0.678844, within(1e-6));
    }

    @ParameterizedTest(name = "z = {0} at {1} of the plan, prolonged {2} times")
    @CsvSource({"1.5, 0.6, 2", "2.2, 1.0, 1.3", "0.5, 0.8, 1.5", "-0.5, 0.5, 2", "2.0, 1.2, 1.5"})
    void agreesWithSimulationAtTheNewEndAndIsExceededByLookingAllTheTime(double z, double fraction, double growth) {
        double information = fraction * DESIGN.plannedInformation();
        double effect = z / Math.sqrt(information);
        double power = new ProlongedRun(effect, information, growth).conditionalPower(DESIGN);
        SplittableRandom random = new SplittableRandom(7);
        int atTheEnd = 0;
        int ever = 0;
        for (int run = 0; run < RUNS; run++) {
            double step = (growth - 1) * information / LOOKS;
            double score = z * Math.sqrt(information);
            double reached = information;
            boolean shown = false;
            boolean shownNow = false;
            for (int look = 0; look < LOOKS; look++) {
                score += effect * step + Math.sqrt(step) * random.nextGaussian();
                reached += step;
                shownNow = DESIGN.interval(estimate(score / reached, 1 / reached)).lower() > 0;
                shown |= shownNow;
            }
            atTheEnd += shownNow ? 1 : 0;
            ever += shown ? 1 : 0;
        }
        double error = 4 * Math.sqrt(0.25 / RUNS);
        assertThat((double) atTheEnd / RUNS).isCloseTo(power, within(error));
        assertThat((double) ever / RUNS).isGreaterThan(power - error);
    }

    @Test
    void theBoundOfAOneSidedDesignIsReachedAsItsIntervalSays() {
        OneSidedDesign design = SequentialDesign.nonInferiority(0.05, 0.2, 0.1);
        double information = design.plannedInformation();
        double critical = design.criticalZ(information);

        assertThat(design.lowerBound(estimate(critical / Math.sqrt(information), 1 / information))).isCloseTo(0, within(1e-9));
        assertThat(new ProlongedRun(critical / Math.sqrt(information), information, 1.0001).conditionalPower(design)).isGreaterThan(0.4);
    }

    @Test
    void theIntervalOfATwoSidedDesignIsReachedAsItSays() {
        for (double fraction : new double[] {0.1, 1, 1.5, 6}) {
            double information = fraction * DESIGN.plannedInformation();
            double effect = DESIGN.criticalZ(information) / Math.sqrt(information);

            assertThat(DESIGN.interval(estimate(effect, 1 / information)).lower()).isCloseTo(0, within(1e-12));
        }
    }

    @Test
    void moreTimeHelpsATrendAndNothingHelpsBeforeTheStart() {
        double information = DESIGN.plannedInformation();
        double effect = 1.5 / Math.sqrt(information);

        assertThat(new ProlongedRun(effect, information, 3).conditionalPower(DESIGN))
                .isGreaterThan(new ProlongedRun(effect, information, 1.5).conditionalPower(DESIGN));
        assertThat(new ProlongedRun(10, information / 100, 2).conditionalPower(DESIGN)).isZero();
    }

    @Test
    void refusesWhatIsNoProlongation() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ProlongedRun(1, 1, 1)).withMessageContaining("growth");
        assertThatIllegalArgumentException().isThrownBy(() -> new ProlongedRun(1, 0, 2)).withMessageContaining("information");
        assertThatIllegalArgumentException().isThrownBy(() -> new ProlongedRun(Double.NaN, 1, 2)).withMessageContaining("distance");
    }

    private static EffectEstimate estimate(double effect, double variance) {
        return new EffectEstimate(0, 0, effect, variance, EffectScale.ABSOLUTE, VarianceMethod.STRATUM, 100, 100);
    }
}
