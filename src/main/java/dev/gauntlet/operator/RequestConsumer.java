package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.lifecycle.SeenRequest;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Takes annotations away whose answer stands in status. Status is written first, so that a crash in between leaves an annotation that is
 * known to be answered, never one that had no effect.
 */
@Singleton
class RequestConsumer {

    private static final Logger LOG = Logger.getLogger(RequestConsumer.class);
    private static final int UNPROCESSABLE = 422;
    /** Answers that say that the annotation, or the resource, is no longer what was answered. */
    private static final Set<Integer> GONE = Set.of(HttpURLConnection.HTTP_NOT_FOUND, UNPROCESSABLE);

    private final KubernetesClient client;

    RequestConsumer(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Removes annotations, each only if it still has the value that was answered. What cannot be removed now is removed after a later look;
     * it never disturbs the experiment.
     *
     * @param experiment their bearer
     * @param answered annotations whose answer is written in status
     */
    void remove(ModelExperiment experiment, List<SeenRequest> answered) {
        for (SeenRequest request : answered) {
            try {
                client.resources(ModelExperiment.class).inNamespace(experiment.getMetadata().getNamespace())
                        .withName(experiment.getMetadata().getName())
                        .patch(PatchContext.of(PatchType.JSON), patch(experiment, request));
            } catch (KubernetesClientException e) {
                if (!GONE.contains(e.getCode())) {
                    LOG.warnf("annotation %s could not be removed, and will be later: %s", request.annotation(), e.getMessage());
                }
            }
        }
    }

    private String patch(ModelExperiment experiment, SeenRequest request) {
        // Slashes in a JSON pointer are written ~1.
        String path = "/metadata/annotations/" + request.annotation().replace("~", "~0").replace("/", "~1");
        return client.getKubernetesSerialization().asJson(List.of(
                Map.of("op", "test", "path", "/metadata/uid", "value", experiment.getMetadata().getUid()),
                Map.of("op", "test", "path", path, "value", request.value()),
                Map.of("op", "remove", "path", path)));
    }
}
