package dev.gauntlet.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.MonteCarloLimits;
import dev.gauntlet.stats.ProportionStratum;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Three challengers against one champion, each with as much traffic as the champion, looked at forty times up to the horizon of the design;
 * alpha 0.05 is shared by Holm, and a harmful challenger is removed while the others go on.
 */
class SeveralChallengersErrorRateTest {

    private static final List<String> CHALLENGERS = List.of("a", "b", "c");
    private static final Metric ACCURACY = Specs.success(Metric.Direction.Increase, Specs.absolute("0.02"));
    private static final ModelExperimentSpec SPEC = spec();
    private static final int LOOKS = 40;
    private static final int REQUESTS_PER_LOOK = 160;
    private static final int RUNS = 400;
    private static final double RATE = 0.10;

    @Test
    void nobodyIsBetterAndSomebodyIsPromotedInLessThanAlpha() {
        SplittableRandom random = new SplittableRandom(4711);
        int promoted = 0;
        for (int run = 0; run < RUNS; run++) {
            promoted += winner(random, Map.of("a", RATE, "b", RATE, "c", RATE)).isPresent() ? 1 : 0;
        }
        System.out.println("three challengers without effect: " + promoted + " of " + RUNS + " runs promoted one");
        MonteCarloLimits.assertAtMost(promoted, RUNS, 0.05);
    }

    @Test
    void theBetterOneIsPromotedAlthoughAHarmfulOneIsRemoved() {
        SplittableRandom random = new SplittableRandom(815);
        int right = 0;
        for (int run = 0; run < 50; run++) {
            Optional<String> winner = winner(random, Map.of("a", RATE - 0.04, "b", RATE + 0.04, "c", RATE));
            assertThat(winner.orElse("b")).isEqualTo("b");
            right += winner.isPresent() ? 1 : 0;
        }
        assertThat(right).isGreaterThan(45);
    }

    private static Optional<String> winner(SplittableRandom random, Map<String, Double> rates) {
        MetricAssessor assessor = new MetricAssessor(SPEC, LookBook.EMPTY);
        Map<String, BinomialCounts> counts = new TreeMap<>();
        BinomialCounts champion = new BinomialCounts(0, 0);
        List<String> active = new ArrayList<>(CHALLENGERS);
        CHALLENGERS.forEach(c -> counts.put(c, new BinomialCounts(0, 0)));
        for (int look = 1; look <= LOOKS; look++) {
            champion = champion.plus(draw(random, RATE));
            for (String challenger : active) {
                counts.put(challenger, counts.get(challenger).plus(draw(random, rates.get(challenger))));
            }
            Decision decision = RuleTable.decide(inputs(assessor, counts, champion, active, look));
            if (decision.action() == Action.Promote) {
                return Optional.of(decision.winner());
            }
            if (decision.action() == Action.Rollback && !decision.removed().isEmpty()) {
                active.removeAll(decision.removed());
            } else if (decision.action() != Action.Continue) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static DecisionInputs inputs(MetricAssessor assessor, Map<String, BinomialCounts> counts, BinomialCounts champion,
            List<String> active, int look) {
        List<MetricAssessment> metrics = CHALLENGERS.stream().map(c -> assessor.assess(ACCURACY, c,
                new MetricData.Proportions(List.of(ProportionStratum.unclustered(counts.get(c), champion))), Optional.empty())).toList();
        StepProgress step = new StepProgress("experiment", Stage.Experiment, true, Duration.ofSeconds(look), Duration.ZERO,
                Optional.empty(),
                Optional.empty(), 0, 0, Optional.empty());
        return DecisionInputs.of(SPEC, step, MultipleTestingCorrection.correct(SPEC, metrics), List.of(), SampleRatio.UNKNOWN, DataHealth.HEALTHY,
                Circumstances.plain(active), "");
    }

    private static BinomialCounts draw(SplittableRandom random, double rate) {
        return new BinomialCounts(REQUESTS_PER_LOOK, BinomialSampler.draw(random, REQUESTS_PER_LOOK, rate));
    }

    private static ModelExperimentSpec spec() {
        ModelExperimentSpec plain = Specs.perRequest("0.01", ACCURACY);
        Variant challenger = plain.challengers().get(0);
        List<Variant> variants = new ArrayList<>(List.of(plain.champion()));
        CHALLENGERS.forEach(name -> variants.add(new Variant(name, challenger.role(), challenger.serviceRef(), challenger.workloadRef(),
                challenger.timeouts(), Map.of("version", name))));
        return new ModelExperimentSpec(null, null, null, variants, plain.routing(), plain.assignment(), plain.steps(), null,
                plain.metrics(),
                plain.analysis(), null, null, null, null);
    }
}
