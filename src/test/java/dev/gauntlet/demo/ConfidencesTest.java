package dev.gauntlet.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfidencesTest {

    private static DigitsDataset.Split split;

    @BeforeAll
    static void load() throws IOException {
        split = DigitsDataset.load(DigitsDataset.DEFAULT_FILE).split();
    }

    @ParameterizedTest
    @EnumSource
    void everyModelSpreadsItsWholeConfidenceOverTheDigits(DigitsModel model) {
        Classifier classifier = model.train(split.train());

        assertThat(split.heldOut().images()).allSatisfy(image -> {
            double[] confidences = classifier.confidences(image.pixels());
            assertThat(confidences).hasSize(DigitsDataset.CLASSES);
            assertThat(Arrays.stream(confidences).allMatch(confidence -> confidence >= 0 && confidence <= 1)).isTrue();
            assertThat(Arrays.stream(confidences).sum()).isCloseTo(1, within(1e-12));
        });
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.5, 3})
    void sharpeningChangesTheConfidenceAndNoAnswer(double power) {
        Classifier classifier = DigitsModel.CANDIDATE.train(split.train());
        Classifier sharpened = classifier.sharpened(power);

        assertThat(split.heldOut().images()).allSatisfy(image ->
                assertThat(sharpened.classify(image.pixels())).isEqualTo(classifier.classify(image.pixels())));
        double before = meanConfidence(classifier);
        double after = meanConfidence(sharpened);
        assertThat(power < 1 ? before - after : after - before).isGreaterThan(0.03);
    }

    @Test
    void anUnsureModelHoldsMoreDigitsPossible() {
        Classifier classifier = DigitsModel.CANDIDATE.train(split.train());

        assertThat(meanAlternatives(classifier)).isBetween(0.3, 0.7);
        assertThat(meanAlternatives(classifier.sharpened(0.5))).isBetween(1.7, 2.3);
    }

    @Test
    void softmaxOfHugeScoresIsStillAShare() {
        assertThat(Confidences.softmax(new double[] {1e6, 1e6, -1e6})).containsExactly(0.5, 0.5, 0);
    }

    private static double meanConfidence(Classifier classifier) {
        return split.heldOut().images().stream().mapToDouble(image -> Inference.of(classifier, image.pixels()).confidence())
                .average().orElseThrow();
    }

    private static double meanAlternatives(Classifier classifier) {
        return split.heldOut().images().stream().mapToInt(image -> Inference.of(classifier, image.pixels()).alternatives())
                .average().orElseThrow();
    }
}
