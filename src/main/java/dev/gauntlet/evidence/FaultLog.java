package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gathers what is irregular in one pass: one fault per kind, counter and variant, with its number of cases and the first of
 * them.
 */
final class FaultLog {

    private record Key(DataFault.Kind kind, Optional<Subject> subject) {
    }

    private record Subject(Selector counter, String variant) {
    }

    private static final class Cases {
        private final String first;
        private long number;

        private Cases(String first) {
            this.first = first;
        }
    }

    private final EvidenceSpec spec;
    private final Map<Key, Cases> cases = new LinkedHashMap<>();

    FaultLog(EvidenceSpec spec) {
        this.spec = spec;
    }

    /** Another case that affects everything. */
    void add(DataFault.Kind kind, String description) {
        add(kind, Optional.empty(), description);
    }

    /** Another case that affects one counter of one variant. */
    void add(DataFault.Kind kind, CounterSamples series, String description) {
        add(kind, Optional.of(new Subject(series.key().counter(), series.variant())), description);
    }

    private void add(DataFault.Kind kind, Optional<Subject> subject, String description) {
        cases.computeIfAbsent(new Key(kind, subject), key -> new Cases(description)).number++;
    }

    /** The faults, one for each metric that an affected counter belongs to. */
    List<DataFault> faults() {
        List<DataFault> faults = new ArrayList<>();
        cases.forEach((key, found) -> {
            String message = found.number == 1 ? found.first : found.first + " (and " + (found.number - 1) + " more)";
            if (key.subject().isEmpty()) {
                faults.add(new DataFault.Irregular(key.kind(), Optional.empty(), Optional.empty(), message));
            }
            key.subject().ifPresent(subject -> spec.metricsOf(subject.counter())
                    .forEach(metric -> faults.add(new DataFault.Irregular(
                            key.kind(), Optional.of(metric.name()), Optional.of(subject.variant()), message))));
        });
        return faults;
    }
}
