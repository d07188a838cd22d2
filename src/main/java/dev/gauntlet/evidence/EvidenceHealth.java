package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with a ledger as a whole, apart from single samples. */
final class EvidenceHealth {
    private final EvidenceSpec spec;
    private final Ledger ledger;
    private final Duration missingAfter;

    private EvidenceHealth(EvidenceSpec spec, Ledger ledger, Duration missingAfter) {
        this.spec = spec;
        this.ledger = ledger;
        this.missingAfter = missingAfter;
    }

    /** The faults of each metric and variant as the ledger stands. */
    static List<DataFault> faults(EvidenceSpec spec, Ledger ledger, Duration missingAfter) {
        EvidenceHealth health = new EvidenceHealth(spec, ledger, missingAfter);
        Evidence evidence = new Evidence(spec, ledger);
        List<DataFault> faults = new ArrayList<>();
        for (MetricSpec metric : spec.metrics()) {
            health.coarse(metric).ifPresent(faults::add);
            for (VariantLabels variant : spec.variants()) {
                if (evidence.takesPart(variant.name())) {
                    health.presence(metric, variant).ifPresent(faults::add);
                }
                health.contradiction(metric, variant).ifPresent(faults::add);
            }
        }
        health.segments().ifPresent(faults::add);
        return faults;
    }

    private Optional<DataFault> presence(MetricSpec metric, VariantLabels variant) {
        for (Selector needed : needed(metric.source())) {
            ArmState state = ledger.arms().get(metric.arm(needed, variant.name()));
            if (state == null) {
                return Optional.of(fault(DataFault.Kind.NO_SERIES, metric, variant, "no series of " + needed
                        + " carries " + variant.labels() + ": wrong label, or no traffic yet"));
            }
            if (Duration.between(state.lastSample(), ledger.dataUntil()).compareTo(missingAfter) > 0) {
                return Optional.of(fault(DataFault.Kind.SILENT, metric, variant,
                        needed + " of this variant has not been scraped since " + state.lastSample()));
            }
        }
        return Optional.empty();
    }

    /** An exporter shows all sums of a mean together; a numerator may be missing as long as nothing happened. */
    private static List<Selector> needed(MetricSource source) {
        return source instanceof MetricSource.Mean ? source.selectors() : List.of(source.observed());
    }

    private Optional<DataFault> contradiction(MetricSpec metric, VariantLabels variant) {
        return ledger.traffic().analysed(spec.champion()).stream().map(Epoch::generation)
                .flatMap(epoch -> contradiction(metric, variant, epoch).stream()).findFirst();
    }

    private Optional<DataFault> contradiction(MetricSpec metric, VariantLabels variant, int epoch) {
        String where = "in traffic epoch " + epoch + " ";
        if (metric.source() instanceof MetricSource.Proportion) {
            ProportionCounts counts = new ProportionView(spec, ledger, metric.name()).inEpoch(variant.name(), epoch);
            return counts.isConsistent() ? Optional.empty()
                    : Optional.of(fault(DataFault.Kind.NUMERATOR_ABOVE_DENOMINATOR, metric, variant,
                    where + counts + ": the numerator must count a part of what the denominator counts"));
        }
        if (metric.source() instanceof MetricSource.Buckets) {
            BucketCounts counts = new HistogramView(spec, ledger, metric.name()).inEpoch(variant.name(), epoch);
            return counts.isConsistent() ? Optional.empty()
                    : Optional.of(fault(DataFault.Kind.BUCKETS_NOT_CUMULATIVE, metric, variant,
                    where + counts + ": a bucket shrank without a restart"));
        }
        ExactSums sums = new SumsView(spec, ledger, metric.name()).inEpoch(variant.name(), epoch);
        return sums.contradiction().map(kind -> fault(kind, metric, variant, where + sums
                + ": the counters are not of the same values"));
    }

    private Optional<DataFault> coarse(MetricSpec metric) {
        if (!(metric.source() instanceof MetricSource.Buckets buckets) || metric.hardLimit().isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(ledger.layouts().get(buckets.histogram()))
                .filter(layout -> BucketThreshold.of(metric.hardLimit().get(), layout).isTooCoarse(layout))
                .map(layout -> new DataFault.Irregular(DataFault.Kind.BUCKETS_TOO_COARSE, Optional.of(metric.name()),
                        Optional.empty(),
                        "no bound of " + layout + " can tell whether the hard limit is broken: add one at the limit"));
    }

    private Optional<DataFault> segments() {
        boolean tooMany = ledger.breakdowns().segments().values().stream()
                .anyMatch(row -> row.containsKey(Breakdowns.OTHER_SEGMENTS));
        return tooMany ? Optional.of(new DataFault.Irregular(DataFault.Kind.TOO_MANY_SEGMENTS, Optional.empty(), Optional.empty(),
                "labels " + spec.segmentLabels() + " have more than " + Breakdowns.MOST_SEGMENTS
                + " combinations; the later ones are filed as one"))
                : Optional.empty();
    }

    private static DataFault fault(DataFault.Kind kind, MetricSpec metric, VariantLabels variant, String message) {
        return new DataFault.Irregular(kind, Optional.of(metric.name()), Optional.of(variant.name()), message);
    }
}
