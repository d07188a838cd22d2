package dev.gauntlet.demo;

import static dev.gauntlet.demo.PredictionScores.Feedback.COUNTED;
import static dev.gauntlet.demo.PredictionScores.Feedback.DUPLICATE;
import static dev.gauntlet.demo.PredictionScores.Feedback.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PredictionScoresTest {

    private static final long COST = 300;

    private final PredictionScores scores = new PredictionScores(1000);

    @Test
    void nothingIsCountedBeforeTheLabelIsKnown() {
        scores.predicted("a", "", new int[] {7}, COST);

        assertThat(values(scores)).containsOnly(Map.entry("predictions_expired_total", 0.0));
    }

    @Test
    void aLabelCountsThePredictionAndWhetherItWasRight() {
        scores.predicted("right", "", new int[] {7}, COST);
        scores.predicted("wrong", "", new int[] {7}, COST);

        assertThat(scores.labelled("right", new int[] {7})).isEqualTo(COUNTED);
        assertThat(scores.labelled("wrong", new int[] {1})).isEqualTo(COUNTED);

        assertThat(values(scores))
                .containsEntry("predictions_total{}", 2.0)
                .containsEntry("predictions_correct_total{}", 1.0);
    }

    @Test
    void theCostOfAPredictionIsCountedOnceWithItsLabelAndNotBefore() {
        scores.predicted("a", "3", new int[] {7}, 320);
        scores.predicted("batch", "3", new int[] {1, 2}, 650);
        scores.predicted("never labelled", "3", new int[] {1}, 1000);
        assertThat(values(scores)).doesNotContainKey("predictions_cost_microdollars_total{3}");

        scores.labelled("a", new int[] {7});
        scores.labelled("a", new int[] {7});
        scores.labelled("batch", new int[] {1, 9});

        assertThat(values(scores)).containsEntry("predictions_cost_microdollars_total{3}", 970.0);
    }

    @Test
    void eachImageOfABatchIsCounted() {
        scores.predicted("batch", "", new int[] {1, 2, 3}, COST);

        scores.labelled("batch", new int[] {1, 2, 9});

        assertThat(values(scores))
                .containsEntry("predictions_total{}", 3.0)
                .containsEntry("predictions_correct_total{}", 2.0);
    }

    @Test
    void aSecondLabelForAPredictionChangesNothing() {
        scores.predicted("a", "", new int[] {7}, COST);
        scores.labelled("a", new int[] {7});

        assertThat(scores.labelled("a", new int[] {7})).isEqualTo(DUPLICATE);
        assertThat(scores.labelled("a", new int[] {1})).isEqualTo(DUPLICATE);

        assertThat(values(scores)).containsEntry("predictions_total{}", 1.0);
    }

    @Test
    void aPredictionRepeatedUnderAnIdThatWasCountedIsNotCountedAgain() {
        scores.predicted("a", "", new int[] {7}, COST);
        scores.labelled("a", new int[] {7});
        scores.predicted("a", "", new int[] {7}, COST);

        assertThat(scores.labelled("a", new int[] {7})).isEqualTo(DUPLICATE);

        assertThat(values(scores)).containsEntry("predictions_total{}", 1.0);
    }

    @Test
    void aPredictionRepeatedBeforeItsLabelIsCountedOnceAsTheLastOne() {
        scores.predicted("a", "", new int[] {7}, COST);
        scores.predicted("a", "", new int[] {3}, COST);

        scores.labelled("a", new int[] {3});

        assertThat(values(scores))
                .containsEntry("predictions_total{}", 1.0)
                .containsEntry("predictions_correct_total{}", 1.0);
    }

    @Test
    void aLabelForAnUnknownPredictionChangesNothing() {
        assertThat(scores.labelled("nobody", new int[] {7})).isEqualTo(UNKNOWN);

        assertThat(values(scores)).doesNotContainKey("predictions_total{}");
    }

    @Test
    void aWrongNumberOfLabelsIsRefusedAndTheRightOneStillCounts() {
        scores.predicted("batch", "", new int[] {1, 2}, COST);

        assertThatThrownBy(() -> scores.labelled("batch", new int[] {1})).hasMessage("1 labels for 2 images");
        assertThat(scores.labelled("batch", new int[] {1, 2})).isEqualTo(COUNTED);
    }

    @Test
    void predictionsAreCountedUnderTheBucketOfTheirUnit() {
        scores.predicted("a", "17", new int[] {7}, COST);
        scores.predicted("b", "3", new int[] {7}, COST);
        scores.labelled("a", new int[] {7});
        scores.labelled("b", new int[] {0});

        assertThat(values(scores))
                .containsEntry("predictions_total{17}", 1.0)
                .containsEntry("predictions_correct_total{17}", 1.0)
                .containsEntry("predictions_total{3}", 1.0)
                .containsEntry("predictions_correct_total{3}", 0.0);
    }

    @Test
    void bucketsBeyondTheLimitAreCountedWithoutABucket() {
        for (int i = 0; i < ByUnitBucket.MAX_UNIT_BUCKETS + 10; i++) {
            scores.predicted("id" + i, "bucket-" + i, new int[] {7}, COST);
            scores.labelled("id" + i, new int[] {7});
        }

        Map<String, Double> values = values(scores);
        assertThat(values).containsEntry("predictions_total{}", 10.0);
        assertThat(total(values, "predictions_total{")).isEqualTo(ByUnitBucket.MAX_UNIT_BUCKETS + 10);
    }

    @Test
    void theOldestPredictionIsForgottenWhenThereAreTooManyAndThatIsCounted() {
        PredictionScores small = new PredictionScores(2);
        small.predicted("counted", "", new int[] {1}, COST);
        small.labelled("counted", new int[] {1});
        small.predicted("old", "", new int[] {1}, COST);
        small.predicted("new", "", new int[] {1}, COST);
        assertThat(values(small)).containsEntry("predictions_expired_total", 0.0);

        small.predicted("newest", "", new int[] {1}, COST);

        assertThat(values(small)).containsEntry("predictions_expired_total", 1.0);
        assertThat(small.labelled("old", new int[] {1})).isEqualTo(UNKNOWN);
        assertThat(small.labelled("new", new int[] {1})).isEqualTo(COUNTED);
        assertThat(small.labelled("newest", new int[] {1})).isEqualTo(COUNTED);
    }

    @Test
    void concurrentLabelsOfTheSamePredictionsCountEachExactlyOnceAndNoScrapeIsTorn() throws Exception {
        int predictions = 20_000;
        PredictionScores shared = new PredictionScores(predictions);
        for (int i = 0; i < predictions; i++) {
            shared.predicted("id" + i, Integer.toString(i % 8), new int[] {i % 10}, COST);
        }
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> labellers = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                labellers.add(executor.submit(labelAll(shared, predictions)));
            }
            Future<Boolean> scrapes = executor.submit(() -> {
                boolean whole = true;
                while (labellers.stream().anyMatch(labeller -> !labeller.isDone())) {
                    Map<String, Double> values = values(shared);
                    // All labels are right, so any difference is a scrape between two increments.
                    whole &= total(values, "predictions_total{") == total(values, "predictions_correct_total{");
                }
                return whole;
            });
            int counted = 0;
            for (Future<Integer> labeller : labellers) {
                counted += labeller.get(30, TimeUnit.SECONDS);
            }

            assertThat(counted).isEqualTo(predictions);
            assertThat(scrapes.get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(total(values(shared), "predictions_total{")).isEqualTo(predictions);
        } finally {
            executor.shutdownNow();
        }
    }

    private static Callable<Integer> labelAll(PredictionScores scores, int predictions) {
        return () -> {
            int counted = 0;
            for (int i = 0; i < predictions; i++) {
                counted += scores.labelled("id" + i, new int[] {i % 10}) == COUNTED ? 1 : 0;
            }
            return counted;
        };
    }

    private static double total(Map<String, Double> values, String prefix) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static Map<String, Double> values(PredictionScores scores) {
        Map<String, Double> values = new TreeMap<>();
        scores.collect()
                .forEach(family -> family.samples.forEach(sample -> values.put(
                        sample.name + (sample.labelNames.isEmpty() ? "" : "{" + sample.labelValues.get(0) + "}"),
                        sample.value)));
        return values;
    }
}
