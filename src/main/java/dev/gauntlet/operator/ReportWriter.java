package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentReport;
import dev.gauntlet.api.v1alpha1.ModelExperimentReportSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentReportSpec.ExperimentRun;
import dev.gauntlet.api.v1alpha1.ModelExperimentReportSpec.ReportEvidence;
import dev.gauntlet.api.v1alpha1.ModelExperimentReportSpec.ReportVariant;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.lifecycle.StatePersistence;
import dev.gauntlet.operator.EvidenceKeeper.Held;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Writes the report of a decided run: once, and again and again until it is there. Everything in it follows from the companion and from
 * status, so it does not matter when, or after how many crashes, it is written.
 */
@Singleton
class ReportWriter {

    private static final Logger LOG = Logger.getLogger(ReportWriter.class);
    /** API servers take objects of up to 1.5 MiB; what lies above is left out, because people must be able to read a report, too. */
    private static final int LARGEST_REPORT = 900 << 10;

    private final KubernetesClient client;
    private final EvidenceKeeper keeper;
    private final EventPublisher events;
    private final Map<String, String> problems = new ConcurrentHashMap<>();

    ReportWriter(KubernetesClient client, EvidenceKeeper keeper, EventPublisher events) {
        this.client = client;
        this.keeper = keeper;
        this.events = events;
    }

    /**
     * Writes the report of the run that status shows, if it is not there yet. Never throws, because nothing may wait for a report: a
     * failure becomes one Warning Event and is tried again with the next call.
     *
     * @param experiment a decided experiment
     * @param variants what the variants ran, as far as it is known
     * @return name of the report; empty as long as there is none
     */
    Optional<String> write(ModelExperiment experiment, List<ReportVariant> variants) {
        String uid = experiment.getMetadata().getUid();
        try {
            String name = written(experiment, variants);
            problems.remove(uid);
            return Optional.of(name);
        } catch (RuntimeException e) {
            String problem = "the report is not written yet and will be tried again: " + e.getMessage();
            LOG.debug(problem, e);
            if (!problem.equals(problems.put(uid, problem))) {
                events.publish(experiment, true, Reason.ReportNotWritten.name(), problem);
            }
            return Optional.empty();
        }
    }

    /** Forgets a deleted experiment; its reports go with their owner. */
    void forget(ModelExperiment experiment) {
        problems.remove(experiment.getMetadata().getUid());
    }

    private String written(ModelExperiment experiment, List<ReportVariant> variants) {
        ModelExperimentStatus status = experiment.getStatus();
        int run = StatePersistence.read(status).number();
        String name = ModelExperimentReport.name(experiment.getMetadata().getName(), run);
        if (exists(experiment, name)) {
            return name;
        }
        Optional<Held> held = keeper.load(experiment);
        ExperimentRun subject = new ExperimentRun(experiment.getMetadata().getName(), experiment.getMetadata().getUid(),
                experiment.getMetadata().getGeneration(), run);
        ModelExperimentReportSpec content = fitting(content(experiment, subject, held, variants));
        try {
            client.resource(report(experiment, name, content)).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || !exists(experiment, name)) {
                throw e;
            }
        }
        return name;
    }

    private static ModelExperimentReportSpec content(ModelExperiment experiment, ExperimentRun subject, Optional<Held> held,
            List<ReportVariant> variants) {
        ModelExperimentStatus status = experiment.getStatus();
        ModelExperimentSpec spec = held.map(Held::frozenSpec).orElse(experiment.getSpec());
        String lost;
        try {
            Optional<DecisionRecord> decided = held.map(Held::notes).map(notes -> notes.get(DecisionRecord.NOTE))
                    .map(DecisionRecord::ofNote).filter(noted -> noted.before().state().number() == subject.run());
            if (decided.isPresent()) {
                return ReportComposer.compose(subject, decided.get(), decided.get().replay(), variants, status);
            }
            lost = "the evidence was lost, or was too large to be kept";
        } catch (IllegalArgumentException e) {
            lost = "the evidence cannot be read: " + e.getMessage();
        }
        return ReportComposer.withoutEvidence(subject, spec, variants, status, lost);
    }

    /**
     * Whether this experiment has the report.
     *
     * @throws IllegalStateException when the name is taken by a report of an experiment that was deleted; that one goes in a moment
     */
    private boolean exists(ModelExperiment experiment, String name) {
        ModelExperimentReport found = client.resources(ModelExperimentReport.class).inNamespace(experiment.getMetadata().getNamespace())
                .withName(name).get();
        if (found != null && found.getMetadata().getOwnerReferences().stream()
                .noneMatch(owner -> owner.getUid().equals(experiment.getMetadata().getUid()))) {
            throw new IllegalStateException(name + " belongs to another experiment of the same name; delete it, unless it goes by itself");
        }
        return found != null;
    }

    private ModelExperimentReportSpec fitting(ModelExperimentReportSpec content) {
        int bytes = client.getKubernetesSerialization().asJson(content).length();
        return bytes <= LARGEST_REPORT ? content : content.withEvidence(ReportEvidence.omitted(
                "with its evidence the report would have " + (bytes >> 10) + " KiB, more than " + (LARGEST_REPORT >> 10)));
    }

    private static ModelExperimentReport report(ModelExperiment experiment, String name, ModelExperimentReportSpec content) {
        ModelExperimentReport report = new ModelExperimentReport();
        report.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(experiment.getMetadata().getNamespace())
                .addToLabels("app.kubernetes.io/managed-by", "gauntlet")
                .addToLabels("gauntlet.dev/experiment", experiment.getMetadata().getName())
                .addNewOwnerReference()
                .withApiVersion(experiment.getApiVersion())
                .withKind(experiment.getKind())
                .withName(experiment.getMetadata().getName())
                .withUid(experiment.getMetadata().getUid())
                .withController(true)
                .endOwnerReference()
                .build());
        report.setSpec(content);
        return report;
    }
}
