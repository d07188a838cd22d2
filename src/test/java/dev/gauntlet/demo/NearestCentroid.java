package dev.gauntlet.demo;

import dev.gauntlet.demo.DigitsDataset.LabelledImage;

/**
 * Nearest-centroid classifier: the digit whose mean training image is nearest in Euclidean distance. Its confidence falls
 * with the squared distance, as if the images of each digit were spread evenly around their mean.
 */
public final class NearestCentroid implements Classifier {

    /** Twice the variance of a pixel around the mean image that the confidence supposes. */
    private static final double SCALE = 100;

    private final double[][] centroids;

    private NearestCentroid(double[][] centroids) {
        this.centroids = centroids;
    }

    /**
     * Averages the training images of each digit.
     *
     * @param train training images with at least one of each digit
     * @return the trained model
     */
    public static NearestCentroid train(DigitsDataset train) {
        double[][] centroids = new double[DigitsDataset.CLASSES][DigitsDataset.PIXELS];
        int[] counts = new int[DigitsDataset.CLASSES];
        for (LabelledImage image : train.images()) {
            counts[image.label()]++;
            for (int i = 0; i < DigitsDataset.PIXELS; i++) {
                centroids[image.label()][i] += image.pixels()[i];
            }
        }
        for (int digit = 0; digit < DigitsDataset.CLASSES; digit++) {
            for (int i = 0; i < DigitsDataset.PIXELS; i++) {
                centroids[digit][i] /= counts[digit];
            }
        }
        return new NearestCentroid(centroids);
    }

    @Override
    public double[] confidences(double[] pixels) {
        double[] scores = new double[centroids.length];
        for (int digit = 0; digit < centroids.length; digit++) {
            double squared = 0;
            for (int i = 0; i < DigitsDataset.PIXELS; i++) {
                double difference = pixels[i] - centroids[digit][i];
                squared += difference * difference;
            }
            scores[digit] = -squared / SCALE;
        }
        return Confidences.softmax(scores);
    }
}
