package dev.gauntlet.evidence.prometheus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An instant vector selector in canonical form: two selectors that match the same series by the same matchers are equal,
 * however the user spaced, quoted or ordered them.
 *
 * @param metric the metric name
 * @param matchers the label matchers, sorted and without repetition; none is on {@code __name__}
 */
public record Selector(String metric, List<Matcher> matchers) implements Comparable<Selector> {

    /** Sorts the matchers and drops repetitions. */
    public Selector {
        Objects.requireNonNull(metric);
        matchers = List.copyOf(new TreeSet<>(matchers));
    }

    /**
     * The same selector narrowed by further matchers.
     *
     * @param more matchers that must hold too
     */
    public Selector and(Collection<Matcher> more) {
        List<Matcher> all = new ArrayList<>(matchers);
        all.addAll(more);
        return new Selector(metric, all);
    }

    @Override
    public int compareTo(Selector other) {
        if (this == other) {
            return 0;
        }
        int order = metric.compareTo(other.metric);
        for (int i = 0; order == 0 && i < Math.min(matchers.size(), other.matchers.size()); i++) {
            order = matchers.get(i).compareTo(other.matchers.get(i));
        }
        return order != 0 ? order : Integer.compare(matchers.size(), other.matchers.size());
    }

    /** The selector in PromQL. */
    public String toPromQl() {
        if (matchers.isEmpty()) {
            return metric;
        }
        return metric + matchers.stream().map(Matcher::toPromQl).collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    public String toString() {
        return toPromQl();
    }
}
