package dev.gauntlet.demo;

/** A trained model: tells which digit an image shows and how sure it is. Safe for use by several threads. */
@FunctionalInterface
public interface Classifier {

    /**
     * Tells how the model's confidence is spread over the digits.
     *
     * @param pixels {@value DigitsDataset#PIXELS} values from 0 to {@value DigitsDataset#MAX_PIXEL}, row by row
     * @return one share per digit, 0 to 1, that sum to 1; a new array
     */
    double[] confidences(double[] pixels);

    /**
     * Classifies one image.
     *
     * @param pixels {@value DigitsDataset#PIXELS} values from 0 to {@value DigitsDataset#MAX_PIXEL}, row by row
     * @return the digit that has the most confidence, 0 to 9
     */
    default int classify(double[] pixels) {
        return Confidences.indexOfLargest(confidences(pixels));
    }

    /**
     * Returns the same model with another confidence: it gives the same answers, but is surer of them or less sure.
     *
     * @param power above 1 for a surer model, between 0 and 1 for a less sure one
     * @return a model whose confidences are these to that power, scaled to sum to 1
     */
    default Classifier sharpened(double power) {
        return power == 1 ? this : pixels -> Confidences.sharpened(confidences(pixels), power);
    }

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
