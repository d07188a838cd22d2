package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Matcher;
import dev.gauntlet.evidence.prometheus.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which queries fetch the counters of all variants: one per counter when all variants are told apart by the same labels. */
final class QueryPlan {
    /** Keeps one query's text well below what stores and gateways accept in a form. */
    private static final int TARGETS_PER_QUERY = 200;

    /**
     * One query for a counter.
     *
     * @param counter the counter's own selector
     * @param narrowed the selector with the matchers of some variants; what it returns is split afterwards
     */
    record CounterQuery(Selector counter, Selector narrowed) {
    }

    private QueryPlan() {
    }

    /** The queries of all counters of a specification. */
    static List<CounterQuery> counters(EvidenceSpec spec) {
        Map<Set<String>, List<VariantLabels>> alike = spec.variants().stream()
                .collect(Collectors.groupingBy(variant -> variant.labels().keySet(), LinkedHashMap::new, Collectors.toList()));
        List<CounterQuery> queries = new ArrayList<>();
        for (Selector counter : spec.counters()) {
            alike.forEach((labels, variants) -> queries.add(new CounterQuery(counter,
                    counter.and(labels.stream().map(label -> oneOf(label, values(label, variants))).toList()))));
        }
        return queries;
    }

    private static Set<String> values(String label, List<VariantLabels> variants) {
        return variants.stream().map(variant -> variant.labels().get(label)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The queries of the scrapes of some targets. */
    static List<String> scrapes(Collection<TargetKey> targets) {
        List<TargetKey> known = targets.stream().filter(TargetKey::isKnown).sorted().distinct().toList();
        List<String> queries = new ArrayList<>();
        for (int first = 0; first < known.size(); first += TARGETS_PER_QUERY) {
            List<TargetKey> some = known.subList(first, Math.min(first + TARGETS_PER_QUERY, known.size()));
            Matcher names = oneOf("__name__", new TreeSet<>(Set.of(TargetScrapes.PROCESS_START, TargetScrapes.UP)));
            Matcher jobs = oneOf("job", some.stream().map(TargetKey::job).collect(Collectors.toCollection(TreeSet::new)));
            Matcher instances = oneOf("instance", some.stream().map(TargetKey::instance).collect(Collectors.toCollection(TreeSet::new)));
            queries.add("{" + names.toPromQl() + "," + jobs.toPromQl() + "," + instances.toPromQl() + "}");
        }
        return queries;
    }

    /** A label with one value. */
    static Matcher equal(String label, String value) {
        return new Matcher(label, Matcher.Operator.EQUAL, value);
    }

    private static Matcher oneOf(String label, Set<String> values) {
        if (values.size() == 1) {
            return equal(label, values.iterator().next());
        }
        return new Matcher(label, Matcher.Operator.MATCHES,
                values.stream().map(Matcher::escapePattern).collect(Collectors.joining("|")));
    }
}
