package dev.gauntlet.local;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells the API server what becomes of pods, in the background and until it has heard: of several statuses of a pod only the
 * newest is sent.
 */
final class PodApi implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(PodApi.class.getName());
  private static final long RETRY_MILLIS = 200;

  private final KubernetesClient client;
  private final Map<String, PodStatus> newest = new ConcurrentHashMap<>();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(work -> LocalNode.daemon(work, "pod-api"));

  PodApi(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Binds a pod to this node.
   *
   * @param pod a pod without a node
   */
  void bind(Pod pod) {
    persistently(
        pod,
        () ->
            client
                .bindings()
                .inNamespace(pod.getMetadata().getNamespace())
                .resource(
                    new BindingBuilder()
                        .withNewMetadata()
                        .withName(pod.getMetadata().getName())
                        .withUid(pod.getMetadata().getUid())
                        .endMetadata()
                        .withNewTarget()
                        .withApiVersion("v1")
                        .withKind("Node")
                        .withName(LocalNode.NAME)
                        .endTarget()
                        .build())
                .create());
  }

  /**
   * Sets a pod's status.
   *
   * @param pod the pod
   * @param status the whole status
   */
  void setStatus(Pod pod, PodStatus status) {
    newest.put(pod.getMetadata().getUid(), status);
    persistently(pod, () -> sendNewest(pod));
  }

  /**
   * Deletes the object of a pod whose processes have ended.
   *
   * @param pod the pod
   */
  void remove(Pod pod) {
    newest.remove(pod.getMetadata().getUid());
    persistently(
        pod,
        () -> {
          Pod current = resource(pod).get();
          if (current != null && current.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
            resource(pod).withGracePeriod(0).delete();
          }
        });
  }

  /** Forgets what has not been told yet. */
  @Override
  public void close() {
    executor.shutdownNow();
  }

  private void sendNewest(Pod pod) {
    PodStatus status = newest.remove(pod.getMetadata().getUid());
    if (status == null) {
      return;
    }
    try {
      // With the uid in it, the patch cannot hit another pod of the same name.
      Pod patch =
          new PodBuilder().withNewMetadata().withUid(pod.getMetadata().getUid()).endMetadata().withStatus(status).build();
      resource(pod).subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(patch));
    } catch (KubernetesClientException e) {
      newest.putIfAbsent(pod.getMetadata().getUid(), status);
      throw e;
    }
  }

  private PodResource resource(Pod pod) {
    return client.pods().inNamespace(pod.getMetadata().getNamespace()).withName(pod.getMetadata().getName());
  }

  private void persistently(Pod pod, Runnable request) {
    if (!executor.isShutdown()) {
      executor.execute(() -> attempt(pod, request));
    }
  }

  private void attempt(Pod pod, Runnable request) {
    try {
      request.run();
    } catch (KubernetesClientException e) {
      if (isFinal(e)) {
        LOG.log(System.Logger.Level.DEBUG, "Pod " + pod.getMetadata().getName() + ": " + e.getMessage());
      } else if (!executor.isShutdown()) {
        executor.schedule(() -> attempt(pod, request), RETRY_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (RuntimeException e) {
      // A request under way when the node closes fails in many ways.
      System.Logger.Level level = executor.isShutdown() ? System.Logger.Level.DEBUG : System.Logger.Level.ERROR;
      LOG.log(level, "Pod " + pod.getMetadata().getName() + " cannot be reported", e);
    }
  }

  /** Gone, another of that name, or bound already: asking again would not change it. */
  private static boolean isFinal(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
        || e.getCode() == HttpURLConnection.HTTP_CONFLICT && !isWriteConflict(e)
        || e.getCode() == HttpURLConnection.HTTP_BAD_REQUEST
        || e.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
  }

  /** Somebody else kept writing the same object; the server gave up applying the patch for the moment. */
  private static boolean isWriteConflict(KubernetesClientException e) {
    return e.getMessage().contains("the object has been modified");
  }
}
