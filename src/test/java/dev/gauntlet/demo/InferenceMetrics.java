package dev.gauntlet.demo;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.SummaryMetricFamily;
import java.util.ArrayList;
import java.util.List;

/**
 * What each classified image cost, how sure the model was, and how many other digits it held possible. All series are
 * labelled {@code unit_bucket} (empty when the request carried none), and those of a scrape come from one instant.
 *
 * <ul>
 *   <li>{@code inferences_total}: images classified
 *   <li>{@code inference_cost_microdollars_sum}, {@code ..._count} and {@code ..._sumsq_total}: their cost, in whole numbers, so
 *       that all three are exact; with the sum of squares a reader can tell the variance
 *   <li>{@code prediction_alternatives_total}: other digits held possible, of which one image can have up to nine
 *   <li>{@code prediction_score_bucket}: a histogram of the confidence
 * </ul>
 */
final class InferenceMetrics extends Collector {

    /** Upper bounds of the confidence's histogram; the last bucket ends at +Inf. */
    static final double[] SCORE_BOUNDS = {0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99};

    private static final String UNIT_BUCKET = "unit_bucket";

    private static final class Sums {
        private long images;
        private long cost;
        private double squaredCost;
        private long alternatives;
        private double score;
        private final long[] scores = new long[SCORE_BOUNDS.length + 1];
    }

    private final ByUnitBucket<Sums> sums = new ByUnitBucket<>(Sums::new);

    /**
     * Counts one classified image.
     *
     * @param unitBucket the hash bucket of the unit that sent it; empty if unknown
     * @param inference what the model said
     * @param costMicrodollars what it cost
     */
    synchronized void inferred(String unitBucket, Inference inference, long costMicrodollars) {
        Sums of = sums.of(unitBucket);
        of.images++;
        of.cost += costMicrodollars;
        of.squaredCost += (double) costMicrodollars * costMicrodollars;
        of.alternatives += inference.alternatives();
        of.score += inference.confidence();
        of.scores[bucketOf(inference.confidence())]++;
    }

    private static int bucketOf(double confidence) {
        int bucket = 0;
        while (bucket < SCORE_BOUNDS.length && confidence > SCORE_BOUNDS[bucket]) {
            bucket++;
        }
        return bucket;
    }

    @Override
    public synchronized List<MetricFamilySamples> collect() {
        List<String> labels = List.of(UNIT_BUCKET);
        CounterMetricFamily images = new CounterMetricFamily("inferences", "Images classified.", labels);
        SummaryMetricFamily cost =
                new SummaryMetricFamily("inference_cost_microdollars", "Cost of the images classified.", labels);
        CounterMetricFamily squaredCost = new CounterMetricFamily(
                "inference_cost_microdollars_sumsq", "Sum of the squared costs of the images classified.", labels);
        CounterMetricFamily alternatives = new CounterMetricFamily(
                "prediction_alternatives", "Digits besides the predicted one that the model held possible.", labels);
        List<MetricFamilySamples.Sample> scores = new ArrayList<>();
        sums.forEach((bucket, of) -> {
            List<String> values = List.of(bucket);
            images.addMetric(values, of.images);
            cost.addMetric(values, of.images, of.cost);
            squaredCost.addMetric(values, of.squaredCost);
            alternatives.addMetric(values, of.alternatives);
            addScores(scores, bucket, of);
        });
        return List.of(images, cost, squaredCost, alternatives, new MetricFamilySamples(
                "prediction_score", Type.HISTOGRAM, "Confidence in the predicted digit.", scores));
    }

    private static void addScores(List<MetricFamilySamples.Sample> samples, String bucket, Sums of) {
        long cumulated = 0;
        for (int i = 0; i < of.scores.length; i++) {
            cumulated += of.scores[i];
            double bound = i < SCORE_BOUNDS.length ? SCORE_BOUNDS[i] : Double.POSITIVE_INFINITY;
            samples.add(new MetricFamilySamples.Sample("prediction_score_bucket", List.of(UNIT_BUCKET, "le"),
                    List.of(bucket, doubleToGoString(bound)), cumulated));
        }
        samples.add(new MetricFamilySamples.Sample("prediction_score_count", List.of(UNIT_BUCKET), List.of(bucket), cumulated));
        samples.add(new MetricFamilySamples.Sample("prediction_score_sum", List.of(UNIT_BUCKET), List.of(bucket), of.score));
    }
}
