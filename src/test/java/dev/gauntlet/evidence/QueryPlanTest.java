package dev.gauntlet.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueryPlanTest {

    @Test
    void variantsToldApartByTheSameLabelsShareOneQueryPerCounter() {
        assertThat(queries(VariantLabels.of("a", Map.of("version", "v1.0")), VariantLabels.of("b", Map.of("version", "v2|x"))))
                .containsExactly("errors_total{app=\"shop\",version=~\"v1\\\\.0|v2\\\\|x\"}", "requests_total{version=~\"v1\\\\.0|v2\\\\|x\"}");
    }

    @Test
    void variantsToldApartByDifferentLabelsAreAskedForOneByOne() {
        assertThat(queries(VariantLabels.of("a", Map.of("version", "v1")), VariantLabels.of("b", Map.of("canary", "true"))))
                .containsExactly("errors_total{app=\"shop\",version=\"v1\"}", "errors_total{app=\"shop\",canary=\"true\"}",
                        "requests_total{version=\"v1\"}", "requests_total{canary=\"true\"}");
    }

    @Test
    void aCounterThatTwoMetricsShareIsAskedForOnce() {
        MetricSpec other = MetricSpec.proportion("slow", SelectorSyntax.parse("slow_total"), SelectorSyntax.parse("requests_total{}"), Optional.empty());
        EvidenceSpec spec = spec(List.of(VariantLabels.of("a", Map.of("version", "v1"))), metric(), other);

        assertThat(QueryPlan.counters(spec)).extracting(query -> query.narrowed().toPromQl())
                .containsExactly("errors_total{app=\"shop\",version=\"v1\"}", "requests_total{version=\"v1\"}", "slow_total{version=\"v1\"}");
    }

    @Test
    void scrapesAreAskedForByJobAndInstance() {
        assertThat(QueryPlan.scrapes(List.of(new TargetKey("app", "10.0.0.2:80"), new TargetKey("app", "10.0.0.1:80"), new TargetKey("", ""))))
                .containsExactly("{__name__=~\"process_start_time_seconds|up\",job=\"app\",instance=~\"10\\\\.0\\\\.0\\\\.1:80|10\\\\.0\\\\.0\\\\.2:80\"}");
    }

    @Test
    void manyTargetsAreSpreadOverSeveralQueries() {
        List<TargetKey> targets = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            targets.add(new TargetKey("app", "pod-" + i));
        }

        assertThat(QueryPlan.scrapes(targets)).hasSize(3);
    }

    private static MetricSpec metric() {
        return MetricSpec.proportion("errors", SelectorSyntax.parse("errors_total{app='shop'}"), SelectorSyntax.parse("requests_total"), Optional.empty());
    }

    private static EvidenceSpec spec(List<VariantLabels> variants, MetricSpec... metrics) {
        return new EvidenceSpec(List.of(metrics), variants, variants.get(0).name(), Optional.empty(), List.of(), Duration.ofSeconds(30), Duration.ZERO);
    }

    private static List<String> queries(VariantLabels... variants) {
        return QueryPlan.counters(spec(List.of(variants), metric())).stream().map(query -> query.narrowed().toPromQl()).toList();
    }
}
