package dev.gauntlet.operator.notification;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.OutboxEntry;
import dev.gauntlet.api.v1alpha1.NotificationEvent;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;

/** Experiments as they are read from an API server, with a status at will. */
final class Experiments {

    static final String TIME = "2026-11-02T09:00:00Z";

    private Experiments() {
    }

    /** An experiment named {@code digits}; a notification goes to the channel of its own name, or to that behind its equals sign. */
    static ModelExperiment withOutbox(String notifications, OutboxEntry... entries) {
        return withStatus(notifications, ModelExperimentStatus.empty().withOutbox(List.of(entries)));
    }

    static ModelExperiment withStatus(String notifications, ModelExperimentStatus status) {
        StringBuilder more = new StringBuilder("  hypothesis: it is <better> & faster\n  notifications:\n");
        for (String notification : notifications.split(" ")) {
            String[] parts = notification.split("=");
            more.append("  - {name: ").append(parts[0]).append(", channel: ").append(parts[parts.length - 1]).append("}\n");
        }
        ModelExperiment experiment = new ModelExperiment();
        experiment.setMetadata(new ObjectMetaBuilder().withName("digits").withNamespace("demo").withUid("uid").withResourceVersion("7").build());
        experiment.setSpec(Manifests.spec(Manifests.MINIMAL + more));
        experiment.setStatus(status);
        return experiment;
    }

    static ModelExperimentStatus status(String yaml) {
        return Serialization.unmarshal(yaml, ModelExperimentStatus.class);
    }

    static OutboxEntry entry(String id, NotificationEvent event, String... pending) {
        return new OutboxEntry(id, event, TIME, "Deteriorated", "accuracy is <worse> & \"slower\"", List.of(pending));
    }
}
