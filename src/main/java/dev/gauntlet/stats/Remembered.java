package dev.gauntlet.stats;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Results that take long to compute and depend on their key alone. */
public final class Remembered {

    private Remembered() {
    }

    /**
     * A map that forgets what was not asked for longest when it holds more than so many results; safe for use by several threads.
     *
     * @param most how many results are kept, at least 1
     */
    public static <K, V> Map<K, V> atMost(int most) {
        Arguments.positive("most", (double) most);
        return Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        });
    }
}
