package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jboss.logging.Logger;

/** Tells the story of an experiment as Kubernetes Events, so that {@code kubectl describe} shows it. */
@Singleton
public class EventPublisher {

    private static final Logger LOG = Logger.getLogger(EventPublisher.class);
    private static final String COMPONENT = "gauntlet";
    private static final int MESSAGE_LIMIT = 1024;

    private final KubernetesClient client;
    private final Clock clock;

    EventPublisher(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /**
     * Publishes an Event. An Event that cannot be written is logged and never disturbs the experiment.
     *
     * @param experiment what the Event is about
     * @param warning whether somebody should look
     * @param reason stable CamelCase name
     * @param message one sentence
     */
    public void publish(ModelExperiment experiment, boolean warning, String reason, String message) {
        LOG.log(warning ? Logger.Level.WARN : Logger.Level.INFO, reason + ": " + message);
        String now = Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString();
        Event event = new EventBuilder()
                .withNewMetadata()
                .withGenerateName(experiment.getMetadata().getName() + ".")
                .withNamespace(experiment.getMetadata().getNamespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(experiment.getApiVersion())
                .withKind(experiment.getKind())
                .withNamespace(experiment.getMetadata().getNamespace())
                .withName(experiment.getMetadata().getName())
                .withUid(experiment.getMetadata().getUid())
                .endInvolvedObject()
                .withType(warning ? "Warning" : "Normal")
                .withReason(reason)
                .withMessage(message.length() > MESSAGE_LIMIT ? message.substring(0, MESSAGE_LIMIT) : message)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource().withComponent(COMPONENT).endSource()
                .build();
        try {
            client.v1().events().inNamespace(experiment.getMetadata().getNamespace()).resource(event).create();
        } catch (KubernetesClientException e) {
            LOG.warnf("Event %s could not be written: %s", reason, e.getMessage());
        }
    }
}
