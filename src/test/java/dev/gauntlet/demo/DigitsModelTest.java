package dev.gauntlet.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DigitsModelTest {

    private static DigitsDataset.Split split;

    @BeforeAll
    static void load() throws IOException {
        split = DigitsDataset.load(DigitsDataset.DEFAULT_FILE).split();
    }

    @ParameterizedTest(name = "{0} is right in {1} to {2} of the held-out images")
    @CsvSource({"BASELINE, 0.88, 0.92", "CANDIDATE, 0.95, 1.00", "DAMAGED, 0.75, 0.82", "SAME, 0.88, 0.92"})
    void eachModelHasTheQualityItsScenarioNeeds(DigitsModel model, double least, double most) {
        long start = System.nanoTime();
        Classifier classifier = model.train(split.train());
        double millis = (System.nanoTime() - start) / 1e6;

        double accuracy = classifier.accuracyOn(split.heldOut());

        System.out.printf(
                "%-9s accuracy %.4f on %d held-out images, trained on %d in %.0f ms%n",
                model, accuracy, split.heldOut().size(), split.train().size(), millis);
        assertThat(accuracy).isBetween(least, most);
    }

    @ParameterizedTest
    @EnumSource
    void trainingTwiceGivesTheSameModel(DigitsModel model) {
        assertSamePredictions(model.train(split.train()), model.train(split.train()));
    }

    @Test
    void theSameModelPredictsWhatTheBaselinePredicts() {
        assertSamePredictions(
                DigitsModel.SAME.train(split.train()), DigitsModel.BASELINE.train(split.train()));
    }

    @Test
    void anUnknownModelIsRefusedWithTheKnownNames() {
        assertThat(DigitsModel.named("candidate")).isEqualTo(DigitsModel.CANDIDATE);
        assertThatThrownBy(() -> DigitsModel.named("best"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("best")
                .hasMessageContaining("baseline, candidate, damaged, same");
    }

    private static void assertSamePredictions(Classifier one, Classifier other) {
        assertThat(split.heldOut().images())
                .allSatisfy(image ->
                        assertThat(one.classify(image.pixels())).isEqualTo(other.classify(image.pixels())));
    }
}
