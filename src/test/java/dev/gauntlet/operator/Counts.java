package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.evidence.Amount;
import dev.gauntlet.evidence.Arm;
import dev.gauntlet.evidence.ArmState;
import dev.gauntlet.evidence.Breakdowns;
import dev.gauntlet.evidence.Evidence;
import dev.gauntlet.evidence.EvidenceLimits;
import dev.gauntlet.evidence.EvidenceSpec;
import dev.gauntlet.evidence.FiledKey;
import dev.gauntlet.evidence.Ledger;
import dev.gauntlet.evidence.Quantity;
import dev.gauntlet.evidence.TrafficHistory;
import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A ledger by hand: what was counted of baseline and candidate, epoch by epoch. Times are seconds after the start, a Monday. */
final class Counts {

    static final Instant START = Instant.parse("2026-11-02T09:00:00Z");
    private static final String TRIALS = "predictions_total";
    private static final String SUCCESSES = "predictions_correct_total";

    private final ModelExperimentSpec spec;
    private final SortedMap<FiledKey, SortedMap<String, Amount>> filed = new TreeMap<>();
    private final SortedMap<FiledKey, SortedMap<Integer, Amount>> blocks = new TreeMap<>();
    private TrafficHistory traffic = TrafficHistory.startingAt(START);
    private int epoch;
    private long until;

    private Counts(ModelExperimentSpec spec) {
        this.spec = spec;
    }

    static Counts of(ModelExperimentSpec spec) {
        return new Counts(spec);
    }

    /** The least spec, with more metrics or other fields of {@code spec} behind it. */
    static ModelExperimentSpec spec(String more) {
        return Manifests.spec(Manifests.MINIMAL + more);
    }

    /** The same with users that keep their variant. */
    static ModelExperimentSpec stickySpec(String more) {
        return Manifests.spec(Manifests.MINIMAL.replace("{unit: Request}",
                "{unit: User, key: {type: Header, name: X-User-Id}}") + more);
    }

    /** From a second on the candidate gets a share of the traffic. */
    Counts epoch(long second, int candidatePercent) {
        traffic = traffic.open(START.plusSeconds(second),
                new TreeMap<>(Map.of("baseline", 10_000 - 100 * candidatePercent, "candidate", 100 * candidatePercent)));
        epoch++;
        return until(second);
    }

    /** Data were read up to a second. */
    Counts until(long second) {
        until = Math.max(until, second);
        return this;
    }

    /** Trials of both variants in the running epoch, half of them successes. */
    Counts trials(long baseline, long candidate) {
        return proportion(baseline, baseline / 2, candidate, candidate / 2);
    }

    /** Trials of both variants in a cluster of units in the running epoch. */
    Counts trialsOf(String cluster, long baseline, long candidate) {
        return count(TRIALS, "baseline", cluster, baseline).count(TRIALS, "candidate", cluster, candidate);
    }

    /** Trials and successes of the metric {@code accuracy} in the running epoch. */
    Counts proportion(long baseline, long baselineSuccesses, long candidate, long candidateSuccesses) {
        return count(TRIALS, "baseline", "", baseline).count(SUCCESSES, "baseline", "", baselineSuccesses)
                .count(TRIALS, "candidate", "", candidate).count(SUCCESSES, "candidate", "", candidateSuccesses);
    }

    /** Trials and successes of {@code accuracy} in the running epoch within one block of time. */
    Counts block(int block, long baseline, long baselineSuccesses, long candidate, long candidateSuccesses) {
        inBlock(TRIALS, "baseline", block, baseline);
        inBlock(SUCCESSES, "baseline", block, baselineSuccesses);
        inBlock(TRIALS, "candidate", block, candidate);
        inBlock(SUCCESSES, "candidate", block, candidateSuccesses);
        return proportion(baseline, baselineSuccesses, candidate, candidateSuccesses);
    }

    /** What a counter of a variant grew by in the running epoch. */
    Counts count(String selector, String variant, String cluster, long number) {
        filed.computeIfAbsent(key(selector, variant), key -> new TreeMap<>()).merge(cluster, Quantity.of(number), Amount::plus);
        return this;
    }

    /** What a counter of a variant grew by in the running epoch for metrics of a maturation. */
    Counts late(String selector, String variant, long maturationSeconds, long number) {
        FiledKey key = new FiledKey(new Arm(SelectorSyntax.parse(selector), variant, Duration.ofSeconds(maturationSeconds)), epoch);
        filed.computeIfAbsent(key, row -> new TreeMap<>()).merge("", Quantity.of(number), Amount::plus);
        return this;
    }

    private void inBlock(String selector, String variant, int block, long number) {
        blocks.computeIfAbsent(key(selector, variant), key -> new TreeMap<>()).merge(block, Quantity.of(number), Amount::plus);
    }

    private FiledKey key(String selector, String variant) {
        return new FiledKey(new Arm(SelectorSyntax.parse(selector), variant, Duration.ZERO), epoch);
    }

    Evidence evidence() {
        EvidenceSpec counted = EvidenceSpecs.of("demo/digits", spec);
        Ledger empty = Ledger.startingAt(counted, EvidenceLimits.DEFAULT, START);
        Instant dataUntil = START.plusSeconds(until);
        SortedMap<Arm, ArmState> arms = new TreeMap<>();
        filed.keySet().forEach(key -> arms.put(key.arm(), new ArmState(Optional.empty(), dataUntil, Optional.of(dataUntil))));
        return new Evidence(counted, new Ledger(empty.specFingerprint(), START, dataUntil, traffic.verify(dataUntil),
                empty.gaps(), 0, 0, filed, new Breakdowns(blocks, new TreeMap<>()), empty.layouts(), arms,
                empty.cursors(), empty.targets(), empty.limits()));
    }
}
