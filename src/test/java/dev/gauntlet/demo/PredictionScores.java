package dev.gauntlet.demo;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts predictions, correct predictions and what they cost once their labels are known.
 *
 * <p>Exported as {@code predictions_total}, {@code predictions_correct_total} and
 * {@code predictions_cost_microdollars_total}, all labelled {@code unit_bucket} (empty when the request carried none). The
 * counters of a scrape come from one instant and the series of a bucket appear together, so a numerator is never ahead of
 * its denominator. Each prediction is counted at most once. Only the newest predictions are remembered;
 * {@code predictions_expired_total} counts those forgotten before their label came.
 */
final class PredictionScores extends Collector {

    /** What became of a label. */
    enum Feedback {
        /** The prediction is now counted. */
        COUNTED,
        /** The prediction was counted before; nothing changed. */
        DUPLICATE,
        /** No such prediction is remembered; nothing changed. */
        UNKNOWN
    }

    private record Prediction(String unitBucket, int[] digits, long cost, boolean counted) {
        Prediction asCounted() {
            return new Prediction(unitBucket, digits, cost, true);
        }
    }

    private static final class Score {
        private long total;
        private long correct;
        private long cost;
    }

    private final int capacity;
    private final Map<String, Prediction> predictions = new LinkedHashMap<>();
    private final ByUnitBucket<Score> scores = new ByUnitBucket<>(Score::new);
    private long expired;

    /**
     * Creates an empty score.
     *
     * @param capacity how many predictions are remembered, at least 1
     */
    PredictionScores(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Remembers a prediction until its label comes. A second prediction with the same id replaces the first, unless
     * that was counted already.
     *
     * @param id the id of the request
     * @param unitBucket the hash bucket of the unit that made the request; empty if unknown
     * @param digits the predicted digits, one per image
     * @param costMicrodollars what the prediction cost
     */
    synchronized void predicted(String id, String unitBucket, int[] digits, long costMicrodollars) {
        Prediction previous = predictions.get(id);
        if (previous != null && previous.counted()) {
            return;
        }
        predictions.put(id, new Prediction(unitBucket, digits, costMicrodollars, false));
        if (predictions.size() > capacity) {
            var eldest = predictions.entrySet().iterator();
            if (!eldest.next().getValue().counted()) {
                expired++;
            }
            eldest.remove();
        }
    }

    /**
     * Counts a prediction whose label has become known.
     *
     * @param id the id of the request
     * @param labels the true digits, one per image
     * @return what became of the label
     * @throws IllegalArgumentException if there are more or fewer labels than images; nothing changes
     */
    synchronized Feedback labelled(String id, int[] labels) {
        Prediction prediction = predictions.get(id);
        if (prediction == null) {
            return Feedback.UNKNOWN;
        }
        if (prediction.digits().length != labels.length) {
            throw new IllegalArgumentException("%d labels for %d images"
                    .formatted(labels.length, prediction.digits().length));
        }
        if (prediction.counted()) {
            return Feedback.DUPLICATE;
        }
        Score score = scores.of(prediction.unitBucket());
        score.cost += prediction.cost();
        for (int i = 0; i < labels.length; i++) {
            score.total++;
            score.correct += prediction.digits()[i] == labels[i] ? 1 : 0;
        }
        predictions.put(id, prediction.asCounted());
        return Feedback.COUNTED;
    }

    @Override
    public synchronized List<MetricFamilySamples> collect() {
        List<String> labelNames = List.of("unit_bucket");
        CounterMetricFamily total = new CounterMetricFamily(
                "predictions", "Predictions whose label has become known.", labelNames);
        CounterMetricFamily correct = new CounterMetricFamily(
                "predictions_correct", "Predictions that agree with the label that has become known.", labelNames);
        CounterMetricFamily cost = new CounterMetricFamily(
                "predictions_cost_microdollars", "Cost of the predictions whose label has become known.", labelNames);
        scores.forEach((bucket, score) -> {
            total.addMetric(List.of(bucket), score.total);
            correct.addMetric(List.of(bucket), score.correct);
            cost.addMetric(List.of(bucket), score.cost);
        });
        return List.of(total, correct, cost, new CounterMetricFamily(
                "predictions_expired", "Predictions forgotten before their label became known.", expired));
    }
}
