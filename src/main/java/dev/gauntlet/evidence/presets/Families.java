package dev.gauntlet.evidence.presets;

import dev.gauntlet.evidence.prometheus.Matcher;
import dev.gauntlet.evidence.prometheus.Selector;
import dev.gauntlet.evidence.presets.SignalSeries.Share;
import dev.gauntlet.evidence.presets.SignalSeries.Times;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Builds the series of the table of presets. */
final class Families {

    private static final String TOTAL = "_total";

    private Families() {
    }

    /**
     * A counter under its name and, because client libraries and collectors append {@code _total} where it is missing, under the longer
     * one. A scrape holds one of the two.
     */
    static Selector counter(String name, Matcher... narrowing) {
        return new Selector(name.endsWith(TOTAL) ? List.of(name) : List.of(name, name + TOTAL), List.of(narrowing));
    }

    /** Counters whose sum is wanted. */
    static Selector sum(Selector one, Selector other) {
        return new Selector(Stream.concat(one.names().stream(), other.names().stream()).toList(), one.matchers());
    }

    /** The share of a counter's events of which a label tells that they are failures. */
    static Share share(Selector trials, Matcher failed) {
        return new Share(trials.and(List.of(failed)), trials);
    }

    /** A histogram under one of several names, of which a scrape holds one. */
    static Times histogram(TimeUnit unit, List<String> names, Matcher... narrowing) {
        return new Times(unit, parts(names, "_sum", narrowing), parts(names, "_count", narrowing),
                Optional.of(parts(names, "_bucket", narrowing)));
    }

    /** A histogram. */
    static Times histogram(TimeUnit unit, String name, Matcher... narrowing) {
        return histogram(unit, List.of(name), narrowing);
    }

    /** Times of which only sum and number are known. */
    static Times average(TimeUnit unit, Selector sum, Selector count) {
        return new Times(unit, sum, count, Optional.empty());
    }

    /** The part of a histogram or summary. */
    static Selector parts(List<String> names, String suffix, Matcher... narrowing) {
        return new Selector(names.stream().map(name -> name + suffix).toList(), Arrays.asList(narrowing));
    }

    /** A label with a value. */
    static Matcher is(String label, String value) {
        return new Matcher(label, Matcher.Operator.EQUAL, value);
    }

    /** A label with another value. */
    static Matcher isNot(String label, String value) {
        return new Matcher(label, Matcher.Operator.NOT_EQUAL, value);
    }

    /** A label whose value matches a pattern as a whole. */
    static Matcher matches(String label, String pattern) {
        return new Matcher(label, Matcher.Operator.MATCHES, pattern);
    }

    /** A label whose value does not match a pattern as a whole. */
    static Matcher differs(String label, String pattern) {
        return new Matcher(label, Matcher.Operator.NOT_MATCHES, pattern);
    }
}
