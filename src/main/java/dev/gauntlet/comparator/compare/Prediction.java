package dev.gauntlet.comparator.compare;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an answer predicts. */
public sealed interface Prediction {

    /** A prediction that was found. */
    sealed interface Found extends Prediction {
    }

    /**
     * Names of classes, truth values or other words that are equal or are not.
     *
     * @param values in the order of the answer
     */
    record Labels(List<String> values) implements Found {
        /** Copies the list. */
        public Labels {
            values = List.copyOf(values);
        }
    }

    /**
     * Numbers, row by row.
     *
     * @param values in the order of the answer; may hold infinities and what is not a number
     * @param width numbers per row, at least 1: 1 where each instance has one score, the number of classes where it has one for each
     */
    record Scores(List<Double> values, int width) implements Found {
        /** Copies the list. */
        public Scores {
            values = List.copyOf(values);
        }

        /** Number of rows. */
        int rows() {
            return values.size() / width;
        }

        /** One row, as numbers to compute with. */
        double[] row(int index) {
            return values.subList(index * width, (index + 1) * width).stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    /**
     * Embeddings: numbers that say something only together, so that neither their ranks nor their distribution matter.
     *
     * @param values in the order of the answer
     * @param width numbers per embedding
     */
    record Embeddings(List<Double> values, int width) implements Found {
        /** Copies the list. */
        public Embeddings {
            values = List.copyOf(values);
        }
    }

    /**
     * Written texts.
     *
     * @param values in the order of the answer
     */
    record Texts(List<String> values) implements Found {
        /** Copies the list. */
        public Texts {
            values = List.copyOf(values);
        }
    }

    /**
     * Several outputs with names.
     *
     * @param parts by name
     */
    record Outputs(SortedMap<String, Found> parts) implements Found {
        /** Copies the map. */
        public Outputs {
            parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
        }
    }

    /**
     * An answer with status 2xx in which no prediction was found.
     *
     * @param reason why
     */
    record Unreadable(Unread reason) implements Prediction {
    }

    /**
     * No answer, or one that tells an error.
     *
     * @param failure what happened
     * @param status the HTTP status, 0 without an answer
     */
    record Failed(Failure failure, int status) implements Prediction {
    }
}
