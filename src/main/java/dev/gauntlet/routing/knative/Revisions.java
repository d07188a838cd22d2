package dev.gauntlet.routing.knative;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.ObjectKind;
import dev.gauntlet.routing.foreign.ObjectStatus;
import java.util.Optional;

/** The revisions of Knative Services. */
public final class Revisions {

    private static final ObjectKind KIND = ObjectKind.namespaced("serving.knative.dev", "v1", "Revision", "revisions");

    private Revisions() {
    }

    /**
     * Whether Knative can route to a revision. One that is scaled to zero is ready.
     *
     * @return empty if the revision cannot be read
     */
    public static Optional<Boolean> ready(ClusterObjects cluster, String namespace, String name) {
        return cluster.get(KIND, namespace, name)
                .map(revision -> new ObjectStatus(revision).condition("Ready").filter(ObjectStatus.Condition::isTrue).isPresent());
    }

    /** The Knative Service that a revision belongs to; empty if the revision cannot be read or belongs to none. */
    static Optional<String> service(ClusterObjects cluster, String namespace, String name) {
        return cluster.get(KIND, namespace, name).map(Revisions::service);
    }

    private static String service(ObjectNode revision) {
        return revision.path("metadata").path("labels").path("serving.knative.dev/service").asText();
    }
}
