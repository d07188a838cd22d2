package dev.gauntlet.evidence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with a ledger as a whole, apart from single samples. */
final class EvidenceHealth {

    private EvidenceHealth() {
    }

    /** The faults of each metric and variant as the ledger stands. */
    static List<DataFault> faults(EvidenceSpec spec, Ledger ledger, EvidenceLimits limits) {
        List<DataFault> faults = new ArrayList<>();
        Evidence evidence = new Evidence(spec, ledger);
        for (ProportionMetric metric : spec.metrics()) {
            for (VariantLabels variant : spec.variants()) {
                presence(metric, variant, ledger, limits).ifPresent(faults::add);
                evidence.excessEpoch(metric.name(), variant.name()).ifPresent(epoch -> faults.add(fault(
                        DataFault.Kind.NUMERATOR_ABOVE_DENOMINATOR, metric, variant,
                        "in traffic epoch " + epoch + " " + evidence.inEpoch(metric.name(), variant.name(), epoch)
                                + ": the numerator must count a part of what the denominator counts")));
            }
        }
        return faults;
    }

    private static Optional<DataFault> presence(ProportionMetric metric, VariantLabels variant, Ledger ledger, EvidenceLimits limits) {
        ArmState trials = ledger.arms().get(new Arm(metric.denominator(), variant.name()));
        if (trials == null) {
            return Optional.of(fault(DataFault.Kind.NO_SERIES, metric, variant, "no series of " + metric.denominator()
                    + " carries " + variant.labels() + ": wrong label, or no traffic yet"));
        }
        Duration silence = Duration.between(trials.lastSample(), ledger.dataUntil());
        if (silence.compareTo(limits.silence()) > 0) {
            return Optional.of(fault(DataFault.Kind.SILENT, metric, variant,
                    metric.denominator() + " of this variant has not been scraped since " + trials.lastSample()));
        }
        return Optional.empty();
    }

    private static DataFault fault(DataFault.Kind kind, ProportionMetric metric, VariantLabels variant, String message) {
        return new DataFault.Irregular(kind, Optional.of(metric.name()), Optional.of(variant.name()), message);
    }
}
