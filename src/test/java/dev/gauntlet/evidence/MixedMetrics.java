package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One metric of each type. */
final class MixedMetrics {
    static final Selector COST_SUM = SelectorSyntax.parse("cost_sum");
    static final Selector COST_COUNT = SelectorSyntax.parse("cost_count");
    static final Selector COST_SQUARES = SelectorSyntax.parse("cost_sumsq");
    static final Selector LATENCY = SelectorSyntax.parse("latency_bucket");
    static final Selector SCORE = SelectorSyntax.parse("score");
    static final Selector QUEUE = SelectorSyntax.parse("queue_depth");
    static final Selector CRASHES = SelectorSyntax.parse("crashes_total");

    static final MetricSpec MEAN = new MetricSpec("cost", new MetricSource.Mean(COST_SUM, COST_COUNT, Optional.of(COST_SQUARES),
            Optional.empty()), Optional.of(HardLimit.above(0.6, 20)));
    static final MetricSpec RATIO = new MetricSpec("cost-per-second",
            new MetricSource.Ratio(COST_SUM, SelectorSyntax.parse("busy_seconds")),
            Optional.of(HardLimit.above(2, 5)));
    static final MetricSpec COUNT = new MetricSpec("crashes", new MetricSource.Count(CRASHES, COST_COUNT), Optional.empty());
    static final MetricSpec P90 = new MetricSpec("latency", new MetricSource.Buckets(LATENCY, Optional.of(new BigDecimal("0.9"))),
            Optional.of(HardLimit.above(0.5, 20)));
    static final MetricSpec DRIFT = new MetricSpec("score", new MetricSource.Buckets(SCORE, Optional.empty()), Optional.empty());
    static final MetricSpec GAUGE = new MetricSpec("queue", new MetricSource.Gauge(QUEUE), Optional.of(HardLimit.above(3, 5)));

    private MixedMetrics() {
    }

    /** All of them, by cluster and region. */
    static EvidenceSpec all() {
        return new EvidenceSpec(List.of(MEAN, RATIO, COUNT, P90, DRIFT, GAUGE), Lab.VARIANTS, "champion", Optional.of("unit_bucket"),
                List.of("region"),
                Duration.ofSeconds(30), Duration.ofSeconds(20));
    }

    /** Some of them, neither by cluster nor by segment. */
    static EvidenceSpec plain(MetricSpec... metrics) {
        return new EvidenceSpec(List.of(metrics), Lab.VARIANTS, "champion", Optional.empty(), List.of(), Duration.ofSeconds(30),
                Duration.ZERO);
    }
}
