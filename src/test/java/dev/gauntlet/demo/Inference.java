package dev.gauntlet.demo;

import java.util.Arrays;

/**
 * What a model said about one image.
 *
 * @param digit the digit it takes the image for
 * @param confidence the share of its confidence that this digit has, 0.1 to 1
 * @param alternatives how many other digits it holds possible, 0 to 9: those with at least {@value #POSSIBLE} of the confidence
 * @param litPixels pixels of the image above 0, which is the work that the image makes
 */
record Inference(int digit, double confidence, int alternatives, int litPixels) {

    /** The share of the confidence from which on a digit is held possible. */
    static final double POSSIBLE = 0.05;

    /** Lets a model look at an image. */
    static Inference of(Classifier classifier, double[] pixels) {
        double[] confidences = classifier.confidences(pixels);
        int digit = Confidences.indexOfLargest(confidences);
        int possible = (int) Arrays.stream(confidences).filter(confidence -> confidence >= POSSIBLE).count();
        int lit = (int) Arrays.stream(pixels).filter(pixel -> pixel > 0).count();
        return new Inference(digit, confidences[digit], possible - 1, lit);
    }
}
