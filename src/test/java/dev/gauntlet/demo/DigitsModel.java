package dev.gauntlet.demo;

import dev.gauntlet.demo.DigitsDataset.LabelledImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/** The models of the quick start. Each is trained when asked for, quickly and always with the same result. */
public enum DigitsModel {
    /** The champion: a nearest-centroid classifier. */
    BASELINE {
        @Override
        public Classifier train(DigitsDataset train) {
            return NearestCentroid.train(train);
        }
    },
    /** A better challenger: softmax regression. */
    CANDIDATE {
        @Override
        public Classifier train(DigitsDataset train) {
            return SoftmaxRegression.train(train, TRAINING_SEED);
        }
    },
    /** A challenger that is clearly worse than the champion: the candidate, trained on partly wrong labels. */
    DAMAGED {
        @Override
        public Classifier train(DigitsDataset train) {
            return SoftmaxRegression.train(withDamagedLabels(train), TRAINING_SEED);
        }
    },
    /** A challenger that is the champion's equal: the same model as {@link #BASELINE}. */
    SAME {
        @Override
        public Classifier train(DigitsDataset train) {
            return BASELINE.train(train);
        }
    };

    private static final long TRAINING_SEED = 7;
    private static final long DAMAGE_SEED = 5;
    private static final double DAMAGED_SHARE = 0.3;

    /**
     * Trains the model.
     *
     * @param train the images to learn from
     * @return the trained model
     */
    public abstract Classifier train(DigitsDataset train);

    /**
     * Finds a model by its name in any case.
     *
     * @param name such as {@code candidate}
     * @return the model of that name
     * @throws IllegalArgumentException if there is none
     */
    public static DigitsModel named(String name) {
        return Arrays.stream(values())
                .filter(model -> model.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no model '%s', only %s"
                        .formatted(name, Arrays.toString(values()).toLowerCase(Locale.ROOT))));
    }

    /**
     * Gives a share of the images the label of the next digit, as when a label file slips by one class. Random wrong
     * labels would hardly hurt: softmax regression averages them out.
     */
    private static DigitsDataset withDamagedLabels(DigitsDataset dataset) {
        Random random = new Random(DAMAGE_SEED);
        List<LabelledImage> damaged = dataset.images().stream()
                .map(image -> random.nextDouble() < DAMAGED_SHARE
                        ? new LabelledImage(image.pixels(), (image.label() + 1) % DigitsDataset.CLASSES)
                        : image)
                .collect(Collectors.toList());
        return new DigitsDataset(damaged);
    }
}
