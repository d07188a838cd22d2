package dev.gauntlet.local;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Keeps a file of scrape targets in step with the annotated pods of a cluster, for Prometheus' file discovery: not every build
 * of Prometheus can watch pods itself.
 */
final class ScrapeTargets implements AutoCloseable {

  private static final String ANNOTATION = "prometheus.io/";

  private final Path file;
  private final KubernetesClient client;
  private final SharedIndexInformer<Pod> pods;
  private final Map<URI, Map<String, String>> others = new ConcurrentHashMap<>();

  /**
   * Writes the file and starts to watch.
   *
   * @param client an administrator; closed with this object
   * @param file the file, replaced atomically at each change
   */
  ScrapeTargets(KubernetesClient client, Path file) {
    this.client = client;
    this.file = file;
    this.pods = client.pods().inAnyNamespace().runnableInformer(0);
    pods.exceptionHandler((started, failure) -> true);
    pods.addEventHandler(
        new ResourceEventHandler<Pod>() {
          @Override
          public void onAdd(Pod pod) {
            write();
          }

          @Override
          public void onUpdate(Pod old, Pod pod) {
            write();
          }

          @Override
          public void onDelete(Pod pod, boolean unknown) {
            write();
          }
        });
    pods.run();
    write();
  }

  /** Adds a target that is no pod. */
  void add(URI metrics, Map<String, String> labels) {
    Map<String, String> all = new LinkedHashMap<>(labels);
    all.put("__metrics_path__", metrics.getPath());
    others.put(metrics, all);
    write();
  }

  /** Takes such a target away. */
  void remove(URI metrics) {
    others.remove(metrics);
    write();
  }

  @Override
  public void close() {
    pods.close();
    client.close();
  }

  private synchronized void write() {
    List<Map<String, Object>> targets =
        Stream.concat(
                pods.getStore().list().stream()
                    .filter(ScrapeTargets::isScraped)
                    .sorted(Comparator.comparing(pod -> pod.getMetadata().getUid()))
                    .map(ScrapeTargets::target),
                others.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(other -> Map.<String, Object>of("targets", List.of(other.getKey().getAuthority()), "labels", other.getValue())))
            .toList();
    String content = Serialization.asJson(targets);
    try {
      if (!Files.exists(file) || !Files.readString(file).equals(content)) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, content);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isScraped(Pod pod) {
    return "true".equals(annotations(pod).get(ANNOTATION + "scrape"))
        && annotations(pod).containsKey(ANNOTATION + "port")
        && pod.getStatus() != null
        && pod.getStatus().getPodIP() != null;
  }

  private static Map<String, Object> target(Pod pod) {
    Map<String, String> own = pod.getMetadata().getLabels() == null ? Map.of() : pod.getMetadata().getLabels();
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("__metrics_path__", annotations(pod).getOrDefault(ANNOTATION + "path", "/metrics"));
    labels.put("namespace", pod.getMetadata().getNamespace());
    labels.put("pod", pod.getMetadata().getName());
    if (own.containsKey("app")) {
      labels.put("app", own.get("app"));
      labels.put("job", pod.getMetadata().getNamespace() + "/" + own.get("app"));
    }
    if (own.containsKey("version")) {
      labels.put("version", own.get("version"));
    }
    String address = pod.getStatus().getPodIP() + ":" + annotations(pod).get(ANNOTATION + "port");
    return Map.of("targets", List.of(address), "labels", labels);
  }

  private static Map<String, String> annotations(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }
}
