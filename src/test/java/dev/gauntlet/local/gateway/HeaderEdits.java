package dev.gauntlet.local.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Changes of a request's headers.
 *
 * @param set values by name; they take the place of all values the request has
 * @param remove names of headers that the request loses
 */
record HeaderEdits(Map<String, String> set, List<String> remove) {

    static final HeaderEdits NONE = new HeaderEdits(Map.of(), List.of());

    HeaderEdits {
        set = Map.copyOf(set);
        remove = List.copyOf(remove);
    }

    /** These changes and then others. */
    HeaderEdits and(HeaderEdits others) {
        Map<String, String> all = new TreeMap<>(set);
        all.putAll(others.set);
        List<String> removed = new ArrayList<>(remove);
        removed.addAll(others.remove);
        return new HeaderEdits(all, removed);
    }
}
