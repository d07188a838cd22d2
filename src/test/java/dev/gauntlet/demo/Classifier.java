package dev.gauntlet.demo;

/** A trained model: tells which digit an image shows. Safe for use by several threads. */
@FunctionalInterface
public interface Classifier {

    /**
     * Classifies one image.
     *
     * @param pixels {@value DigitsDataset#PIXELS} values from 0 to {@value DigitsDataset#MAX_PIXEL}, row by row
     * @return the digit, 0 to 9
     */
    int classify(double[] pixels);

    /**
     * Measures the share of images that are classified correctly.
     *
     * @param dataset labelled images, at least one
     * @return the accuracy, 0 to 1
     */
    default double accuracyOn(DigitsDataset dataset) {
        long correct = dataset.images().stream()
                .filter(image -> classify(image.pixels()) == image.label())
                .count();
        return (double) correct / dataset.size();
    }
}
