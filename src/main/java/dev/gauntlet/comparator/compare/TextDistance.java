package dev.gauntlet.comparator.compare;

import dev.gauntlet.api.v1alpha1.Comparison;

/** How different two texts are. */
@FunctionalInterface
public interface TextDistance {

    /**
     * The difference as a share.
     *
     * @param one a text
     * @param other another one
     * @return 0 for equal texts, 1 for texts that have nothing in common; symmetric
     */
    double between(String one, String other);

    /** The distance that a user chose. */
    static TextDistance of(Comparison.TextMeasure measure) {
        return switch (measure) {
            case Exact -> (one, other) -> one.equals(other) ? 0 : 1;
            case Length -> TextDistances::length;
            case Levenshtein -> TextDistances::levenshtein;
            case JaroWinkler -> TextDistances::jaroWinkler;
        };
    }
}
