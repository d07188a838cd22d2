package dev.gauntlet.stats;

import static dev.gauntlet.stats.MarkdownTable.percent;

import dev.gauntlet.stats.WatchedRuns.Tally;
import dev.gauntlet.stats.WatchedRuns.Watch;
import dev.gauntlet.stats.fixed.MeanComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** False positives of the calibrated default for means of heavy-tailed values and for counts of events, without effect. */
@Tag("calibration")
class SumsCharacteristicsTest {

    private static final double LIMIT = 0.056;
    private static final int RUNS = 3_000;
    private static final int LOOKS = 100;
    private static final MarkdownTable TABLE = new MarkdownTable(
            "Heavy tails and counts without effect, 100 looks, 3,000 runs each, calibrated confidence sequence",
            "data", "false positives", "with each arm's own variance");

    @AfterAll
    static void print() {
        TABLE.print();
    }

    @ParameterizedTest
    @CsvSource({"0.8, 60, 60", "1.5, 60, 60", "0.8, 6, 114", "1.5, 6, 114"})
    void meansOfHeavyTailedValues(double sigma, int challengers, int champions) {
        double variance = Math.expm1(sigma * sigma) * Math.exp(sigma * sigma);
        double perLook = 1 / (1.0 / challengers + 1.0 / champions) / variance;
        List<Tally> tallies = simulate(perLook, 2, random -> new WatchedRuns.Traffic.Run() {
            private ArmSums challenger = ArmSums.NONE;
            private ArmSums champion = ArmSums.NONE;

            @Override
            public List<EffectEstimate> next() {
                challenger = challenger.plus(lognormalValues(random, sigma, challengers));
                champion = champion.plus(lognormalValues(random, sigma, champions));
                Optional<EffectEstimate> own = MeanComparison.of(challenger, champion).flatMap(comparison -> comparison.means()
                        .effect(EffectScale.ABSOLUTE, VarianceMethod.SUMS_OF_SQUARES, 1, 1, Double.POSITIVE_INFINITY));
                return both(StratifiedSums.estimate(List.of(SumsStratum.unclustered(challenger, champion)), EffectScale.ABSOLUTE,
                        SumsVariance.mean()), own);
            }
        }, 20261221);
        Tally standard = tallies.get(0);
        TABLE.row("mean of lognormal values, sigma " + sigma + ", " + challengers + " + " + champions + " a look",
                percent(standard.refuted(), RUNS), percent(tallies.get(1).refuted(), RUNS));
        MonteCarloLimits.assertAtMost(standard.refuted(), RUNS, LIMIT);
    }

    @ParameterizedTest
    @CsvSource({"0.5, 3", "0.05, 6"})
    void countsOfEvents(double share, double events) {
        double noChallengerEvent = Math.exp(-share * events);
        double noChampionEvent = Math.exp(-(1 - share) * events);
        List<Tally> tallies = simulate(events * share * (1 - share), 1, random -> new WatchedRuns.Traffic.Run() {
            private double challenger;
            private double champion;
            private int look;

            @Override
            public List<EffectEstimate> next() {
                look++;
                challenger += poisson(random, noChallengerEvent);
                champion += poisson(random, noChampionEvent);
                return StratifiedSums.estimate(List.of(SumsStratum.unclustered(ArmSums.of(share * look, challenger),
                        ArmSums.of((1 - share) * look, champion))), EffectScale.RELATIVE, SumsVariance.eventRate())
                        .map(List::of).orElse(List.of());
            }
        }, 20261222);
        TABLE.row(String.format(Locale.ROOT, "rate of Poisson events, %.1f + %.1f a look", share * events, (1 - share) * events),
                percent(tallies.get(0).refuted(), RUNS), "");
        MonteCarloLimits.assertAtMost(tallies.get(0).refuted(), RUNS, LIMIT);
    }

    private interface Start {
        WatchedRuns.Traffic.Run with(SplittableRandom random);
    }

    private static List<Tally> simulate(double informationPerLook, int views, Start start, long seed) {
        double[] information = ScoreProcessRuns.evenly(LOOKS * informationPerLook, LOOKS);
        LookingMethod calibrated = new LookingMethods(information,
                information[LOOKS - 1] / SequentialDesign.HORIZON_FRACTION).calibrated();
        WatchedRuns.Traffic traffic = new WatchedRuns.Traffic() {
            @Override
            public List<double[]> expectedInformation() {
                return List.of(information);
            }

            @Override
            public Run start(SplittableRandom random) {
                return start.with(random);
            }
        };
        List<Watch> watches = Stream.of(0, 1).limit(views).map(view -> Watch.of(calibrated, view)).toList();
        return WatchedRuns.simulate(traffic, 0, watches, information, RUNS, seed);
    }

    private static List<EffectEstimate> both(Optional<EffectEstimate> one, Optional<EffectEstimate> other) {
        List<EffectEstimate> known = new ArrayList<>();
        if (one.isPresent() && other.isPresent()) {
            known.add(one.get());
            known.add(other.get());
        }
        return known;
    }

    private static ArmSums lognormalValues(SplittableRandom random, double sigma, int count) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            double value = Math.exp(sigma * random.nextGaussian());
            sum += value;
            squares += value * value;
        }
        return ArmSums.of(count, sum, squares);
    }

    private static int poisson(SplittableRandom random, double noEvent) {
        int events = 0;
        for (double p = random.nextDouble(); p > noEvent; p *= random.nextDouble()) {
            events++;
        }
        return events;
    }
}
