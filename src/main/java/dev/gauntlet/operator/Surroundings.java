package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.decision.Circumstances;
import dev.gauntlet.decision.DataHealth.Problem;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.FreezeWindows;
import dev.gauntlet.operator.EvidenceKeeper.Held;
import dev.gauntlet.operator.workload.Original;
import dev.gauntlet.operator.workload.PatchResult;
import dev.gauntlet.operator.workload.PatchTarget;
import dev.gauntlet.operator.workload.VariantModels;
import dev.gauntlet.operator.workload.WorkloadReader;
import dev.gauntlet.operator.workload.WorkloadReading;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Looks at what a decision depends on beside route and data: freeze windows, and the workloads behind the variants. */
@Singleton
class Surroundings {

    /** Key of the note that holds the models the run started with. */
    static final String MODELS = "models";
    /** Key of the note that holds what the champion served before it was given the winner's model. */
    static final String ORIGINAL = "original";
    private static final Duration DIGEST_INTERVAL = Duration.ofMinutes(5);

    private final WorkloadReader workloads;
    private final PatchTarget patches;
    private final Map<String, Instant> digested = new ConcurrentHashMap<>();

    Surroundings(WorkloadReader workloads, PatchTarget patches) {
        this.workloads = workloads;
        this.patches = patches;
    }

    /**
     * What was seen.
     *
     * @param freeze the open freeze window
     * @param changed what changed about a variant's workload since the start, in one sentence
     * @param problems what keeps the experiment from going on
     * @param models the models as they are
     * @param note a note that has to be stored before anything else is done, by key
     */
    record Seen(Optional<Circumstances.Freeze> freeze, Optional<String> changed, List<Problem> problems, VariantModels models,
            Optional<Note> note) {
    }

    /**
     * Something to be kept with the run.
     *
     * @param key key of the note
     * @param json its content
     */
    record Note(String key, String json) {
    }

    /** The models before the start, with the digests that pods run. */
    WorkloadReading atStart(ModelExperiment experiment, ModelExperimentSpec spec) {
        return workloads.readWithDigests(experiment.getMetadata().getNamespace(), spec.variants());
    }

    /** The models that a run started with; none when they are not known. */
    static VariantModels noted(Held evidence) {
        String json = evidence.notes().get(MODELS);
        return json == null ? VariantModels.NONE : VariantModels.fromJson(json);
    }

    /** What was kept of the champion before it was changed. */
    static Optional<Original> original(Held evidence) {
        return Optional.ofNullable(evidence.notes().get(ORIGINAL)).map(Original::fromJson);
    }

    /**
     * Looks around.
     *
     * @param experiment the resource
     * @param spec the spec in force
     * @param state the running step or stage
     * @param evidence what is kept of the run
     * @param now time of the pass
     */
    Seen look(ModelExperiment experiment, ModelExperimentSpec spec, Active state, Held evidence, Instant now) {
        Optional<Circumstances.Freeze> freeze = FreezeWindows.open(spec.schedule(), now);
        List<Problem> problems = new ArrayList<>();
        if (state instanceof Promoting promoting && promoting.stage() == PromotionStage.PatchTarget && RouteLook.enforced(spec)) {
            Optional<Note> note = patch(experiment.getMetadata().getNamespace(), spec, promoting, evidence, problems);
            return new Seen(freeze, Optional.empty(), problems, noted(evidence), note);
        }
        try {
            WorkloadReading read = read(experiment, taking(spec, state), now);
            return new Seen(freeze, changed(evidence, read), problems, read.models(), Optional.empty());
        } catch (KubernetesClientException e) {
            // Whatever is wrong with reading workloads must not keep a harmful challenger on the route, so the pass goes on.
            problems.add(new Problem(Reason.WorkloadUnreadable.name(), "the variants' workloads cannot be read: " + e.getMessage()));
            return new Seen(freeze, Optional.empty(), problems, noted(evidence), Optional.empty());
        }
    }

    /** The variants that still take part; what becomes of a removed challenger, or of those beside a winner, matters no more. */
    private static List<Variant> taking(ModelExperimentSpec spec, Active state) {
        return spec.variants().stream().filter(variant -> variant.role() == Variant.Role.Champion || state.run().has(variant.name())
                && !(state instanceof Promoting promoting && !promoting.winner().equals(variant.name()))).toList();
    }

    /** Digests ask pods, too, so they are looked at less often: they tell when a tag was made to mean another image. */
    private WorkloadReading read(ModelExperiment experiment, List<Variant> variants, Instant now) {
        String uid = experiment.getMetadata().getUid();
        Instant last = digested.get(uid);
        if (last != null && now.isBefore(last.plus(DIGEST_INTERVAL))) {
            return workloads.read(experiment.getMetadata().getNamespace(), variants);
        }
        WorkloadReading read = workloads.readWithDigests(experiment.getMetadata().getNamespace(), variants);
        digested.put(uid, now);
        return read;
    }

    /** Forgets an experiment that is gone. */
    void forget(ModelExperiment experiment) {
        digested.remove(experiment.getMetadata().getUid());
    }

    /** A workload that is gone serves no longer what the evidence speaks of. */
    private static Optional<String> changed(Held evidence, WorkloadReading read) {
        return VariantModels.changed(noted(evidence), read.models()).or(() -> read.unreadable().isEmpty() ? Optional.empty()
                : Optional.of(read.unreadable().stream().map(WorkloadReading.Unreadable::message).collect(Collectors.joining("; "))));
    }

    /** Gives the champion's workload the winner's model, once what it had is noted. */
    private Optional<Note> patch(String namespace, ModelExperimentSpec spec, Promoting promoting, Held evidence, List<Problem> problems) {
        Variant winner = spec.challengers().stream().filter(c -> c.name().equals(promoting.winner())).findFirst().orElseThrow();
        if (original(evidence).isEmpty()) {
            Optional<Original> original = patches.original(namespace, spec.champion());
            String champion = spec.champion().name();
            problems.add(original.isPresent()
                    ? new Problem(Reason.PatchingTarget.name(), "noting what " + champion + " serves now")
                    : new Problem(Reason.TargetMissing.name(), "the workload of " + champion + " does not exist; create it again"));
            return original.map(known -> new Note(ORIGINAL, known.toJson()));
        }
        if (promoting.begun().isEmpty()) {
            return Optional.empty();
        }
        PatchResult result = patches.patch(namespace, spec.champion(), winner);
        if (result instanceof PatchResult.Failed failed) {
            problems.add(new Problem(failed.reason().name(), failed.message()));
        } else if (result instanceof PatchResult.InProgress progress) {
            problems.add(new Problem(Reason.PatchingTarget.name(), progress.message()));
        }
        return Optional.empty();
    }
}
