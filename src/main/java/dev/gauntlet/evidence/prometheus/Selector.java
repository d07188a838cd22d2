package dev.gauntlet.evidence.prometheus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * An instant vector selector in canonical form: two selectors that match the same series by the same matchers are equal,
 * however the user spaced, quoted or ordered them.
 *
 * @param names the names of the metrics, at least one, sorted and without repetition. Several are the names that one counter has in
 *        different versions of its exporter, or counters of which the sum is wanted; the growth of all their series is added up
 * @param matchers the label matchers, sorted and without repetition; none is on {@code __name__}
 */
public record Selector(List<String> names, List<Matcher> matchers) implements Comparable<Selector> {

    /** Sorts names and matchers and drops repetitions; refuses to select without a name. */
    public Selector {
        names = List.copyOf(new TreeSet<>(names));
        matchers = List.copyOf(new TreeSet<>(matchers));
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a selector names at least one metric");
        }
    }

    /**
     * A selector of one metric's series.
     *
     * @param metric the metric's name
     * @param matchers the label matchers
     */
    public Selector(String metric, List<Matcher> matchers) {
        this(List.of(metric), matchers);
    }

    /** What the notations of all its series begin with: the metric's name, or nothing if there are several. */
    public String commonName() {
        return names.size() == 1 ? names.get(0) : "";
    }

    /** Whether a series of this notation, its name and behind it the labels in braces, carries one of the names. */
    public boolean isNameOf(String series) {
        return names.stream().anyMatch(name -> series.startsWith(name + "{"));
    }

    /**
     * The same selector narrowed by further matchers.
     *
     * @param more matchers that must hold too
     */
    public Selector and(Collection<Matcher> more) {
        List<Matcher> all = new ArrayList<>(matchers);
        all.addAll(more);
        return new Selector(names, all);
    }

    @Override
    public int compareTo(Selector other) {
        if (this == other) {
            return 0;
        }
        int order = Arrays.compare(names.toArray(String[]::new), other.names.toArray(String[]::new));
        for (int i = 0; order == 0 && i < Math.min(matchers.size(), other.matchers.size()); i++) {
            order = matchers.get(i).compareTo(other.matchers.get(i));
        }
        return order != 0 ? order : Integer.compare(matchers.size(), other.matchers.size());
    }

    /** The selector in PromQL. */
    public String toPromQl() {
        List<String> conditions = new ArrayList<>();
        if (names.size() > 1) {
            conditions.add("__name__=~" + Matcher.quote(String.join("|", names)));
        }
        matchers.forEach(matcher -> conditions.add(matcher.toPromQl()));
        return conditions.isEmpty() ? commonName() : commonName() + "{" + String.join(",", conditions) + "}";
    }

    @Override
    public String toString() {
        return toPromQl();
    }
}
