package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.LedgerStatus;
import dev.gauntlet.decision.LookBook;
import dev.gauntlet.evidence.Ledger;
import dev.gauntlet.evidence.LedgerCodec;
import dev.gauntlet.operator.CompanionStore.Companion;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Keeps the ledgers of running experiments: the newest in memory, a checkpoint in the companion. What memory is ahead of the
 * checkpoint is replayed from Prometheus after a restart, to the same totals.
 */
@Singleton
public class EvidenceKeeper {

    private static final Logger LOG = Logger.getLogger(EvidenceKeeper.class);

    private final CompanionStore companions;
    private final Tracing tracing;
    private final Clock clock;
    private final Duration checkpointInterval;
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    EvidenceKeeper(CompanionStore companions, Tracing tracing, Clock clock, GauntletConfig config) {
        this.companions = companions;
        this.tracing = tracing;
        this.clock = clock;
        this.checkpointInterval = config.checkpointInterval();
    }

    /**
     * The evidence of an experiment.
     *
     * @param frozenSpec the spec in force since the start
     * @param ledger the newest counts
     * @param looks the looks taken by a planned method
     * @param notes what others keep with the run, as JSON by key
     * @param resourceVersion version of the companion
     * @param stored when and what was last stored
     */
    public record Held(ModelExperimentSpec frozenSpec, Ledger ledger, LookBook looks, SortedMap<String, String> notes,
            String resourceVersion, LedgerStatus stored) {

        /** The same with a note, to be stored with it. */
        public Held noting(String key, String json) {
            SortedMap<String, String> all = new TreeMap<>(notes);
            all.put(key, json);
            return new Held(frozenSpec, ledger, looks, Collections.unmodifiableSortedMap(all), resourceVersion, stored);
        }
    }

    /** The evidence of a started experiment; empty when it is lost. */
    public Optional<Held> load(ModelExperiment experiment) {
        String uid = experiment.getMetadata().getUid();
        Held known = held.get(uid);
        return known != null ? Optional.of(known) : companions.read(experiment).flatMap(companion -> decode(experiment, companion));
    }

    /** Freezes the spec and stores the first ledger with notes about the start. */
    public Held begin(ModelExperiment experiment, ModelExperimentSpec spec, Ledger ledger, SortedMap<String, String> notes) {
        return write(experiment, spec, ledger, LookBook.EMPTY, notes, null);
    }

    /** Takes a newer ledger, and stores it when the checkpoint is due, or at once when a look was taken. */
    public Held advance(ModelExperiment experiment, Held evidence, Ledger ledger, LookBook looks) {
        Instant stored = Instant.parse(evidence.stored().storedTime());
        Instant now = clock.instant();
        // A clock that was set back must not put off checkpoints until it has caught up.
        boolean due = now.isBefore(stored) || !now.isBefore(stored.plus(checkpointInterval));
        boolean checkpoint = due && !ledger.equals(evidence.ledger());
        if (checkpoint || !looks.equals(evidence.looks())) {
            return store(experiment, evidence, ledger, looks);
        }
        Held next = new Held(evidence.frozenSpec(), ledger, looks, evidence.notes(), evidence.resourceVersion(), evidence.stored());
        held.put(experiment.getMetadata().getUid(), next);
        return next;
    }

    /** Takes a newer ledger and stores it now. */
    public Held store(ModelExperiment experiment, Held evidence, Ledger ledger, LookBook looks) {
        return write(experiment, evidence.frozenSpec(), ledger, looks, evidence.notes(), evidence.resourceVersion());
    }

    /** Forgets what is in memory; the companion goes with its owner. */
    public void forget(ModelExperiment experiment) {
        held.remove(experiment.getMetadata().getUid());
    }

    private Held write(ModelExperiment experiment, ModelExperimentSpec spec, Ledger ledger, LookBook looks,
            SortedMap<String, String> notes, String resourceVersion) {
        byte[] bytes = LedgerCodec.encode(ledger);
        // Until the write is known to have succeeded, memory must not be ahead of it: another writer may have won.
        held.remove(experiment.getMetadata().getUid());
        String version = tracing.span("persist evidence",
                () -> companions.write(experiment, spec, bytes, looks, notes, resourceVersion));
        Held next = new Held(spec, ledger, looks, notes, version, status(experiment, ledger));
        held.put(experiment.getMetadata().getUid(), next);
        return next;
    }

    private Optional<Held> decode(ModelExperiment experiment, Companion companion) {
        try {
            Ledger ledger = LedgerCodec.decode(companion.ledger());
            Held evidence = new Held(companion.frozenSpec(), ledger, companion.looks(), companion.notes(),
                    companion.resourceVersion(), status(experiment, ledger));
            held.put(experiment.getMetadata().getUid(), evidence);
            return Optional.of(evidence);
        } catch (IllegalArgumentException e) {
            LOG.errorf("The ledger in %s cannot be read: %s", CompanionStore.name(experiment), e.getMessage());
            return Optional.empty();
        }
    }

    private LedgerStatus status(ModelExperiment experiment, Ledger ledger) {
        return new LedgerStatus(CompanionStore.name(experiment), LedgerCodec.digest(ledger),
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    }
}
