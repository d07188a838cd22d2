package dev.gauntlet.demo;

import dev.gauntlet.demo.DigitsDataset.LabelledImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Multinomial logistic (softmax) regression on the pixels, fitted by stochastic gradient descent on the cross-entropy
 * (C. M. Bishop, Pattern Recognition and Machine Learning, 2006, section 4.3.4).
 */
public final class SoftmaxRegression implements Classifier {

    private static final int EPOCHS = 30;
    private static final double LEARNING_RATE = 0.1;

    /** One row per digit: a weight per pixel and the intercept last. */
    private final double[][] weights = new double[DigitsDataset.CLASSES][DigitsDataset.PIXELS + 1];

    private SoftmaxRegression() {}

    /**
     * Fits the model. The same images and seed give the same weights on every machine.
     *
     * @param train training images
     * @param seed seed of the order in which the images are visited
     * @return the trained model
     */
    public static SoftmaxRegression train(DigitsDataset train, long seed) {
        SoftmaxRegression model = new SoftmaxRegression();
        List<LabelledImage> order = new ArrayList<>(train.images());
        Random random = new Random(seed);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Collections.shuffle(order, random);
            double rate = LEARNING_RATE / (1 + epoch);
            order.forEach(image -> model.descend(image, rate));
        }
        return model;
    }

    private void descend(LabelledImage image, double rate) {
        double[] probabilities = confidences(image.pixels());
        for (int digit = 0; digit < weights.length; digit++) {
            double gradient = probabilities[digit] - (digit == image.label() ? 1 : 0);
            double[] row = weights[digit];
            for (int i = 0; i < DigitsDataset.PIXELS; i++) {
                row[i] -= rate * gradient * image.pixels()[i] / DigitsDataset.MAX_PIXEL;
            }
            row[DigitsDataset.PIXELS] -= rate * gradient;
        }
    }

    private double[] scores(double[] pixels) {
        double[] scores = new double[weights.length];
        for (int digit = 0; digit < weights.length; digit++) {
            double[] row = weights[digit];
            double score = row[DigitsDataset.PIXELS];
            for (int i = 0; i < DigitsDataset.PIXELS; i++) {
                score += row[i] * pixels[i] / DigitsDataset.MAX_PIXEL;
            }
            scores[digit] = score;
        }
        return scores;
    }

    @Override
    public double[] confidences(double[] pixels) {
        return Confidences.softmax(scores(pixels));
    }
}
