package dev.gauntlet.evidence;

import java.util.List;

/** The queries behind the counts, as text that can be pasted into the store's own console. */
public final class SentQueries {

    private SentQueries() {
    }

    /**
     * The selectors that fetch the counters of all variants, as sent. Each is sent with a range that reaches back to the last look.
     *
     * @param spec what is counted
     */
    public static List<String> of(EvidenceSpec spec) {
        return QueryPlan.counters(spec).stream().map(query -> query.narrowed().toPromQl()).toList();
    }

    /**
     * The selectors of one metric of one variant, such as {@code requests_total{version="v2"}}, in the order in which the metric names
     * them.
     *
     * @param spec what is counted
     * @param metric a metric's name
     * @param variant a variant of the specification
     */
    public static List<String> of(EvidenceSpec spec, String metric, VariantLabels variant) {
        return spec.metric(metric).source().selectors().stream().map(counter -> counter.and(variant.labels().entrySet().stream()
                .map(label -> QueryPlan.equal(label.getKey(), label.getValue())).toList()).toPromQl()).toList();
    }
}
