package dev.gauntlet.evidence;

import java.util.Comparator;

/**
 * Where increments are filed.
 *
 * @param arm the counter and the variant
 * @param epoch the epoch's generation
 */
public record FiledKey(Arm arm, int epoch) implements Comparable<FiledKey> {
    private static final Comparator<FiledKey> ORDER = Comparator.comparing(FiledKey::arm).thenComparingInt(FiledKey::epoch);

    @Override
    public int compareTo(FiledKey other) {
        return ORDER.compare(this, other);
    }
}
