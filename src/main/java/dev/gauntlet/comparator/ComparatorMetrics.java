package dev.gauntlet.comparator;

import dev.gauntlet.comparator.compare.Answer;
import dev.gauntlet.comparator.compare.PairJudge.Judgement;
import dev.gauntlet.comparator.compare.PairOutcome;
import dev.gauntlet.comparator.compare.PairOutcome.Compared;
import dev.gauntlet.comparator.compare.PairOutcome.Errors;
import dev.gauntlet.comparator.compare.Side;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Counts what comparisons show. Every series carries {@code experiment} (namespace/name), {@code variant}, {@code source="mirrored"} and
 * the variant's metric labels, so that series are told apart as those of the managed proxy are. The champion has the same series as a
 * challenger, with what a comparison with itself would show (no divergence, no difference, full agreement): a metric of the experiment
 * then finds both variants.
 */
final class ComparatorMetrics {

    private final ShadowFamilies families;
    private final ModelSeries champion;
    private final Map<String, ModelSeries> challengers = new TreeMap<>();

    /**
     * All series at zero.
     *
     * @param config the models
     * @param startSeconds when this process started, in seconds since 1970
     */
    ComparatorMetrics(ComparatorConfig config, double startSeconds) {
        List<String> names = ModelSeries.labelNames(Stream.concat(Stream.of(config.champion().metricLabels()),
                config.challengers().stream().map(ComparatorConfig.Challenger::metricLabels)));
        families = new ShadowFamilies(names, config.scoreBuckets(), startSeconds);
        champion = new ModelSeries(families, ModelSeries.labelValues(config.experiment(), config.champion().name(),
                config.champion().metricLabels(), names));
        config.challengers().forEach(challenger -> {
            ModelSeries series = new ModelSeries(families, ModelSeries.labelValues(config.experiment(), challenger.name(),
                    challenger.metricLabels(), names));
            series.expectCopies();
            challengers.put(challenger.name(), series);
        });
    }

    /** Counts a copy that arrived. */
    synchronized void arrived(String challenger) {
        challengers.get(challenger).arrived();
    }

    /** Counts a copy that is not compared. */
    synchronized void dropped(String challenger, DropReason reason) {
        challengers.get(challenger).dropped(reason);
    }

    /** Counts a copy that both models were asked about; all at once, so that no scrape sees a part of it. */
    synchronized void judged(String name, Answer expected, Answer found, Judgement judgement) {
        ModelSeries challenger = challengers.get(name);
        champion.answered(expected, judgement.champion());
        challenger.answered(found, judgement.challenger());
        PairOutcome outcome = judgement.outcome();
        if (outcome instanceof Errors errors) {
            challenger.failed(errors.side());
            if (errors.side() != Side.Challenger) {
                champion.failed(Side.Both);
            }
            return;
        }
        champion.slower(0);
        challenger.slower(found.seconds() - expected.seconds());
        if (outcome instanceof Compared compared) {
            champion.compared(compared.difference().none(), compared.championScores());
            challenger.compared(compared.difference(), compared.challengerScores());
        }
    }

    /** All series in the Prometheus text format, version 0.0.4. */
    synchronized String expose() {
        return families.expose();
    }
}
