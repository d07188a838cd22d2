package dev.gauntlet.stats.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.TwoArmCounts;
import dev.gauntlet.stats.TwoArmSums;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class MarginsTest {

    private static final double ALPHA = 0.05;
    private static final double[] MARGINS = {0.01, 0.03, 0.1, 0.2, 0.4, 0.7};

    @Test
    void equivalenceOfProportionsIsShownExactlyWhenTheIntervalLiesInsideOfTheMargins() {
        for (long x = 10; x <= 70; x += 4) {
            TwoArmCounts counts = counts(x, 500, 40, 500);
            for (double margin : MARGINS) {
                for (Margins margins : ofEveryKind(margin)) {
                    for (ScoreForm form : ScoreForm.values()) {
                        assertCoherent(ProportionMargins.score(counts, margins, ALPHA, form), margins);
                    }
                    assertCoherent(ProportionMargins.wald(counts, margins, ALPHA), margins);
                }
            }
        }
    }

    @Test
    void equivalenceOfEventRatesIsShownExactlyWhenTheIntervalLiesInsideOfTheMargins() {
        for (long x = 10; x <= 70; x += 4) {
            TwoArmSums events = events(x, 50, 40, 60);
            for (double margin : MARGINS) {
                for (Margins margins : ofEveryKind(margin)) {
                    assertCoherent(EventRateMargins.score(events, margins, ALPHA, 1), margins);
                    assertCoherent(EventRateMargins.score(events, margins, ALPHA, 2.5), margins);
                }
                assertCoherent(EventRateMargins.exact(events, Margins.relative(margin), ALPHA), Margins.relative(margin));
            }
        }
    }

    @Test
    void equivalenceOfMeansIsShownExactlyWhenTheIntervalLiesInsideOfTheMargins() {
        SampleMoments champion = new SampleMoments(120, 2, 1.5);
        for (double mean = 1.5; mean < 2.5; mean += 0.07) {
            SampleMoments challenger = new SampleMoments(40, mean, 0.8);
            for (double margin : MARGINS) {
                for (Margins margins : new Margins[] {Margins.absolute(margin), Margins.relative(margin)}) {
                    assertCoherent(MeanMargins.welch(challenger, champion, margins, ALPHA), margins);
                }
            }
        }
    }

    private static List<Margins> ofEveryKind(double margin) {
        return List.of(Margins.absolute(margin), Margins.relative(margin), Margins.ofRatio(1 - margin));
    }

    private static void assertCoherent(Optional<MarginTest> result, Margins margins) {
        MarginTest test = result.orElseThrow();
        assertThat(test.aboveLower().value() < ALPHA).as("%s %s", test, margins)
                .isEqualTo(test.interval().lower() > margins.lower());
        assertThat(test.belowUpper().value() < ALPHA).as("%s %s", test, margins)
                .isEqualTo(test.interval().upper() < margins.upper());
        assertThat(test.equivalence()).isEqualTo(test.aboveLower().max(test.belowUpper()));
        assertThat(test.interval().contains(test.estimate())).isTrue();
        assertThat(test.interval().level()).isCloseTo(0.9, within(1e-15));
    }

    /** Rates restricted to r1 - r0 = 0.2 by the likelihood of 10 events in 50 and 40 in 60, maximised here on a fine grid. */
    @Test
    void theVarianceOfADifferenceOfRatesIsThatOfTheMostLikelyRates() {
        double best = Double.NEGATIVE_INFINITY;
        double rate = 0;
        for (int i = 1; i < 2_000_000; i++) {
            double r = i * 1e-6;
            double likelihood = 10 * Math.log(r + 0.2) - 50 * (r + 0.2) + 40 * Math.log(r) - 60 * r;
            if (likelihood > best) {
                best = likelihood;
                rate = r;
            }
        }
        double difference = 10 / 50.0 - 40 / 60.0;
        double z = (difference - 0.2) / Math.sqrt((rate + 0.2) / 50 + rate / 60);
        MarginTest test = EventRateMargins.score(events(10, 50, 40, 60), Margins.absolute(0.2), ALPHA, 1).orElseThrow();
        assertThat(test.upperStatistic()).isCloseTo(z, within(1e-5));
        MarginTest mirrored = EventRateMargins.score(events(40, 60, 10, 50), Margins.absolute(0.2), ALPHA, 1).orElseThrow();
        assertThat(mirrored.lowerStatistic()).isCloseTo(-test.upperStatistic(), within(1e-12));
    }

    @Test
    void exactTestsOfARatioOfRatesAreBinomial() {
        TwoArmSums events = events(12, 1000, 20, 900);
        MarginTest test = EventRateMargins.exact(events, Margins.relative(0.2), ALPHA).orElseThrow();
        assertThat(test.aboveLower()).isEqualTo(EventRates.exact(events, 0.8).greater());
        assertThat(test.belowUpper()).isEqualTo(EventRates.exact(events, 1.2).less());
        assertThatThrownBy(() -> EventRateMargins.exact(events, Margins.absolute(0.2), ALPHA))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("margins");
    }

    /** With equal sizes and variances the degrees of freedom at a ratio are known, so each end can be tested directly. */
    @Test
    void endsOfARelativeIntervalOfMeansAreJustRejected() {
        SampleMoments challenger = new SampleMoments(30, 11, 9);
        SampleMoments champion = new SampleMoments(40, 10, 16);
        Interval lift = MeanMargins.welch(challenger, champion, Margins.relative(0.3), ALPHA).orElseThrow().interval();
        for (double end : new double[] {lift.lower(), lift.upper()}) {
            WelchContrast contrast = WelchContrast.of(challenger, champion, 1 + end);
            assertThat(2 * TDistribution.of(contrast.degreesOfFreedom()).survivalProbability(Math.abs(contrast.t())))
                    .isCloseTo(0.1, Percentage.withPercentage(1e-9));
        }
    }

    @Test
    void aChampionMeanThatCannotBeToldFromZeroHasNoLift() {
        SampleMoments challenger = new SampleMoments(5, 1, 4);
        SampleMoments champion = new SampleMoments(5, 0.1, 4);
        assertThat(MeanMargins.welch(challenger, champion, Margins.relative(0.3), ALPHA)).isEmpty();
        assertThat(MeanMargins.welch(challenger, champion, Margins.absolute(0.3), ALPHA)).isPresent();
    }

    @Test
    void countsThatSayNothingShowNothing() {
        for (ScoreForm form : ScoreForm.values()) {
            MarginTest none = ProportionMargins.score(counts(0, 20, 0, 20), Margins.absolute(0.05), ALPHA, form).orElseThrow();
            assertThat(none.equivalence().value()).isGreaterThan(0.1);
            assertThat(ProportionMargins.score(counts(0, 1, 1, 1), Margins.absolute(0.05), ALPHA, form).orElseThrow()
                    .aboveLower().value()).isGreaterThan(0.5);
            assertThat(ProportionMargins.score(counts(0, 20, 0, 20), Margins.relative(0.05), ALPHA, form)).isEmpty();
        }
        assertThat(ProportionMargins.wald(counts(0, 20, 0, 20), Margins.absolute(0.05), ALPHA)).isEmpty();
        assertThat(ProportionMargins.wald(counts(0, 20, 1, 20), Margins.relative(0.05), ALPHA)).isEmpty();
        assertThat(EventRateMargins.score(events(0, 10, 0, 10), Margins.relative(0.1), ALPHA, 1)).isEmpty();
        assertThat(EventRateMargins.exact(events(0, 10, 0, 10), Margins.relative(0.1), ALPHA)).isEmpty();
        SampleMoments constant = new SampleMoments(10, 3, 0);
        assertThat(MeanMargins.welch(constant, constant, Margins.absolute(1), ALPHA)).isEmpty();
        SampleMoments negative = new SampleMoments(10, -3, 1);
        assertThat(MeanMargins.welch(negative, negative, Margins.relative(0.1), ALPHA)).isEmpty();
        assertThat(SampleMoments.of(ArmSums.of(1, 3, 9))).isEmpty();
        assertThat(SampleMoments.of(ArmSums.of(10, 3))).isEmpty();
    }

    @Test
    void aLiftOverAChampionAtZeroIsInfiniteButTested() {
        MarginTest proportions = ProportionMargins.score(counts(5, 200, 0, 200), Margins.relative(0.2), ALPHA,
                ScoreForm.MIETTINEN_NURMINEN).orElseThrow();
        MarginTest rates = EventRateMargins.score(events(5, 200, 0, 200), Margins.relative(0.2), ALPHA, 1).orElseThrow();
        MarginTest exact = EventRateMargins.exact(events(5, 200, 0, 200), Margins.relative(0.2), ALPHA).orElseThrow();
        for (MarginTest test : new MarginTest[] {proportions, rates, exact}) {
            assertThat(test.estimate()).isInfinite();
            assertThat(test.interval().upper()).isInfinite();
            assertThat(test.aboveLower().value()).isLessThan(ALPHA);
            assertThat(test.belowUpper().value()).isGreaterThan(0.9);
        }
    }

    @Test
    void muchExposureWithoutAnyEventShowsEquivalenceOfRates() {
        MarginTest test = EventRateMargins.score(events(0, 1e4, 0, 2e4), Margins.absolute(0.001), ALPHA, 1).orElseThrow();
        assertThat(test.equivalence().value()).isLessThan(0.001);
        assertThat(test.interval().upper()).isCloseTo(1.6448536269514722 * 1.6448536269514722 / 1e4, within(1e-15));
        assertThat(test.interval().lower()).isCloseTo(-1.6448536269514722 * 1.6448536269514722 / 2e4, within(1e-15));
        assertThat(EventRateMargins.score(events(0, 10, 0, 20), Margins.absolute(0.001), ALPHA, 1).orElseThrow()
                .equivalence().value()).isGreaterThan(ALPHA);
    }

    @Test
    void hugeSamplesAreTestedAndTinyPValuesKeepTheirLogarithm() {
        long n = 1_000_000_000_000L;
        MarginTest same = ProportionMargins.score(counts(n / 2, n, n / 2, n), Margins.absolute(0.01), ALPHA,
                ScoreForm.MIETTINEN_NURMINEN).orElseThrow();
        assertThat(same.equivalence().value()).isZero();
        assertThat(same.equivalence().log()).isCloseTo(-1e-4 / (0.5 / n) / 2, Percentage.withPercentage(0.1));
        MarginTest rare = ProportionMargins.score(counts(n / 1_000_000, n, n / 1_000_000, n), Margins.relative(0.01), ALPHA,
                ScoreForm.MIETTINEN_NURMINEN).orElseThrow();
        assertThat(rare.interval().upper()).isCloseTo(1.6448536 * Math.sqrt(2e-6), Percentage.withPercentage(0.5));
    }

    @Test
    void momentsComeFromSums() {
        SampleMoments moments = SampleMoments.of(ArmSums.of(4, 10, 30)).orElseThrow();
        assertThat(moments).isEqualTo(new SampleMoments(4, 2.5, 5 / 3.0));
    }

    @Test
    void badInputIsRefusedByName() {
        for (double bad : new double[] {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Margins.absolute(bad))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("margin").hasMessageContaining("" + bad);
            assertThatThrownBy(() -> Margins.relative(bad))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("margin").hasMessageContaining("" + bad);
        }
        assertThatThrownBy(() -> new Margins(-1, 1, EffectScale.RELATIVE))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("lower");
        assertThatThrownBy(() -> new Margins(1, 1, EffectScale.ABSOLUTE))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("upper");
        assertThatThrownBy(() -> ProportionMargins.wald(counts(1, 9, 1, 9), Margins.absolute(0.1), 0.5))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("alpha");
        Margins impossible = Margins.absolute(1.5);
        assertThatThrownBy(() -> ProportionMargins.score(counts(1, 9, 1, 9), impossible, ALPHA, ScoreForm.FARRINGTON_MANNING))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("margins");
        assertThatThrownBy(() -> new SampleMoments(1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("size");
        assertThatThrownBy(() -> new SampleMoments(2, Double.NaN, 1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("mean");
        assertThatThrownBy(() -> new PValue(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("log");
    }

    private static TwoArmCounts counts(long x1, long n1, long x0, long n0) {
        return new TwoArmCounts(new BinomialCounts(n1, x1), new BinomialCounts(n0, x0));
    }

    private static TwoArmSums events(double x1, double e1, double x0, double e0) {
        return new TwoArmSums(ArmSums.of(e1, x1), ArmSums.of(e0, x0));
    }
}
