package dev.gauntlet.stats.histogram;

/**
 * Bucket bounds of a native Prometheus histogram: with schema n, bucket i of the positive side holds the values in
 * {@code (2^((i-1)/2^n), 2^(i/2^n)]}, that of the negative side its mirror image. A schema lower by one merges buckets in pairs.
 *
 * @param schema from -4 (bounds a factor 65536 apart) to 8 (0.27 percent)
 */
record ExponentialScale(int schema) {

    static final int COARSEST = -4;
    static final int FINEST = 8;

    private static final double LOG_2 = Math.log(2);
    private static final int MAX_EXPONENT = 1024;
    /** Distance from a whole index at which a bound still counts as one of the scale: far above the rounding of any index. */
    private static final double OFF_GRID = 1e-6;

    /**
     * @throws IllegalArgumentException when the schema is not an exponential one
     */
    ExponentialScale {
        if (schema < COARSEST || schema > FINEST) {
            throw new IllegalArgumentException("schema must lie in [" + COARSEST + ", " + FINEST + "] but is " + schema);
        }
    }

    /** Upper bound of a bucket of the positive side; 2^1024 is replaced by the largest number, those above are infinite. */
    double upperBound(int index) {
        double exponent = Math.scalb((double) index, -schema);
        if (exponent == MAX_EXPONENT) {
            return Double.MAX_VALUE;
        }
        return Math.pow(2, exponent);
    }

    /** True when a positive number is an upper bound of the scale, rounding aside. */
    boolean hasBound(double bound) {
        double index = exactIndex(bound);
        return Math.abs(index - Math.rint(index)) <= OFF_GRID;
    }

    /**
     * Index of the bucket with an upper bound.
     *
     * @throws IllegalArgumentException when the number is no bound of the scale
     */
    int index(double upperBound) {
        if (!hasBound(upperBound)) {
            throw new IllegalArgumentException("upper bound must be one of schema " + schema + " but is " + upperBound);
        }
        return (int) Math.rint(exactIndex(upperBound));
    }

    /** Index at a coarser scale of a bucket of this one. */
    int indexAt(ExponentialScale coarser, int index) {
        // The ceiling of index / 2^(difference of schemas), also for negative indices.
        return -(-index >> (schema - coarser.schema));
    }

    /** The schema whose neighbouring bounds are these, when there is one; FINEST + 1 otherwise. */
    static int schemaOf(double lower, double upper) {
        for (int schema = COARSEST; schema <= FINEST; schema++) {
            ExponentialScale scale = new ExponentialScale(schema);
            if (scale.hasBound(upper) && scale.hasBound(lower) && scale.index(upper) - scale.index(lower) == 1) {
                return schema;
            }
        }
        return FINEST + 1;
    }

    private double exactIndex(double bound) {
        double exponent = bound == Double.MAX_VALUE ? MAX_EXPONENT
                : bound == Double.POSITIVE_INFINITY ? MAX_EXPONENT + Math.scalb(1.0, -schema)
                : Math.getExponent(bound) + Math.log(Math.scalb(bound, -Math.getExponent(bound))) / LOG_2;
        return Math.scalb(exponent, schema);
    }
}
