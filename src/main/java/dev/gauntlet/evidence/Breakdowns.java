package dev.gauntlet.evidence;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The filed counts once more, cut otherwise than by cluster, for diagnostics and reports. Histograms are not among them, because
 * of their size.
 *
 * @param blocks per arm and epoch: counts by block of the ledger's {@link TimeGrid}, of a gauge without squares
 * @param segments per arm and epoch: counts by the values of the segment labels, {@value #OTHER_SEGMENTS} where there are too
 *        many; empty if there are no segment labels
 */
public record Breakdowns(SortedMap<FiledKey, SortedMap<Integer, Amount>> blocks,
        SortedMap<FiledKey, SortedMap<String, Amount>> segments) {

    /** Nothing filed. */
    static final Breakdowns NONE = new Breakdowns(new TreeMap<>(), new TreeMap<>());
    /** The name under which all segments beyond the first {@value #MOST_SEGMENTS} are filed. */
    static final String OTHER_SEGMENTS = "other";
    static final int MOST_SEGMENTS = 50;

    /** Copies the maps. */
    public Breakdowns {
        blocks = Collections.unmodifiableSortedMap(new TreeMap<>(blocks));
        segments = Collections.unmodifiableSortedMap(new TreeMap<>(segments));
    }
}
