package dev.gauntlet.stats;

import java.util.List;

/**
 * Probabilities of leaving the boundaries for the first time at each look.
 *
 * @param information information at the looks
 * @param above probability of first leaving upwards, per look
 * @param below probability of first leaving downwards, per look
 */
public record ExitProbabilities(List<Double> information, List<Double> above, List<Double> below) {

    /**
     * @throws IllegalArgumentException when the lists differ in length
     */
    public ExitProbabilities {
        information = List.copyOf(information);
        above = List.copyOf(above);
        below = List.copyOf(below);
        if (above.size() != information.size() || below.size() != information.size()) {
            throw new IllegalArgumentException("above and below must have one entry for each look");
        }
    }

    /** Probability of leaving upwards at any look. */
    public double totalAbove() {
        return above.stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Probability of leaving downwards at any look. */
    public double totalBelow() {
        return below.stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Probability of leaving at any look, in either direction. */
    public double total() {
        return totalAbove() + totalBelow();
    }

    /** Expected information when the watch ends at the first exit or else at the last look. */
    public double meanInformation() {
        double inside = 1;
        double mean = 0;
        for (int k = 0; k < information.size(); k++) {
            double exit = above.get(k) + below.get(k);
            mean += information.get(k) * exit;
            inside -= exit;
        }
        return mean + Math.max(0, inside) * information.get(information.size() - 1);
    }
}
