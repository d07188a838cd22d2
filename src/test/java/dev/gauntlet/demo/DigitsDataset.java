package dev.gauntlet.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/**
 * Images of handwritten digits with their labels, in a fixed order.
 *
 * @param images the labelled images
 */
public record DigitsDataset(List<LabelledImage> images) {

    /** Pixels of an image: 8 rows of 8. */
    public static final int PIXELS = 64;

    /** The labels are the digits 0 to 9. */
    public static final int CLASSES = 10;

    /** Largest value of a pixel; the smallest is 0. */
    public static final int MAX_PIXEL = 16;

    /** The file of the data set, relative to the root of the project. */
    public static final Path DEFAULT_FILE = Path.of("examples", "quickstart", "data", "digits.csv.gz");

    private static final long SPLIT_SEED = 1998;

    /**
     * One image and what it shows.
     *
     * @param pixels {@value DigitsDataset#PIXELS} values from 0 to {@value DigitsDataset#MAX_PIXEL}, row by row; never
     *     changed by whoever holds the record
     * @param label the digit, 0 to 9
     */
    public record LabelledImage(double[] pixels, int label) {}

    /**
     * The two disjoint parts of the data set.
     *
     * @param train what the models learn from
     * @param heldOut what no model has seen: the traffic is drawn from it, so accuracy on traffic is honest
     */
    public record Split(DigitsDataset train, DigitsDataset heldOut) {}

    /** Copies the list. */
    public DigitsDataset {
        images = List.copyOf(images);
    }

    /**
     * Reads the data set from a gzip-compressed file with one image a line: the pixels and then the label, separated by
     * commas.
     *
     * @param file where the data set is
     * @return the images in the order of the file
     * @throws IOException if the file cannot be read or is not of this form
     */
    public static DigitsDataset load(Path file) throws IOException {
        List<LabelledImage> images = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                images.add(parse(line, images.size() + 1));
            }
        }
        return new DigitsDataset(images);
    }

    private static LabelledImage parse(String line, int lineNumber) throws IOException {
        String[] fields = line.split(",");
        if (fields.length != PIXELS + 1) {
            throw new IOException("line %d has %d fields, not %d".formatted(lineNumber, fields.length, PIXELS + 1));
        }
        double[] pixels = new double[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            pixels[i] = inRange(fields[i], MAX_PIXEL, lineNumber);
        }
        return new LabelledImage(pixels, inRange(fields[PIXELS], CLASSES - 1, lineNumber));
    }

    private static int inRange(String field, int max, int lineNumber) throws IOException {
        int value;
        try {
            value = Integer.parseInt(field.trim());
        } catch (NumberFormatException e) {
            throw new IOException("line %d: '%s' is no whole number".formatted(lineNumber, field), e);
        }
        if (value < 0 || value > max) {
            throw new IOException("line %d: %d is not in 0..%d".formatted(lineNumber, value, max));
        }
        return value;
    }

    /**
     * Splits the data set in two halves after a shuffle with a fixed seed, because the file is ordered by writer. Every
     * process that loads the same file gets the same split.
     *
     * @return the parts to learn from and to test on
     */
    public Split split() {
        List<LabelledImage> shuffled = new ArrayList<>(images);
        Collections.shuffle(shuffled, new Random(SPLIT_SEED));
        int half = shuffled.size() / 2;
        return new Split(
                new DigitsDataset(shuffled.subList(0, half)),
                new DigitsDataset(shuffled.subList(half, shuffled.size())));
    }

    /** Returns the number of images. */
    public int size() {
        return images.size();
    }
}
