package dev.gauntlet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalCluster.class)
class LocalPrometheusIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: model}
      spec:
        selector: {matchLabels: {app: model}}
        template:
          metadata:
            labels: {app: model, version: v2}
            annotations: {prometheus.io/scrape: "true", prometheus.io/port: "8080"}
          spec:
            containers:
            - {name: echo, image: "echo:1", args: [model]}
      """;

  @Test
  void annotatedPodsAreScrapedAndTheirSeriesOutliveARestart(
      LocalControlPlane controlPlane, LocalNode node, KubernetesClient client) throws Exception {
    node.register("echo", new JavaRecipe(EchoServer.class.getName()));
    client.resource(Serialization.unmarshal(DEPLOYMENT, Deployment.class)).create();
    String selector = "answers_total{namespace=\"" + client.getNamespace() + "\"}";

    try (LocalPrometheus prometheus =
        LocalPrometheus.start(controlPlane, WorkDirectory.create("prometheus-it"), Duration.ofMillis(500))) {
      await().atMost(PATIENCE).until(() -> samples(prometheus, selector + "[1m]") > 1);
      JsonNode labels = query(prometheus, selector).at("/0/metric");
      assertThat(labels.get("app").asText()).isEqualTo("model");
      assertThat(labels.get("version").asText()).isEqualTo("v2");
      assertThat(labels.get("pod").asText()).startsWith("model-");
      assertThat(labels.get("job").asText()).isEqualTo(client.getNamespace() + "/model");

      URI uri = prometheus.uri();
      int before = samples(prometheus, selector + "[1m]");
      client.apps().deployments().withName("model").scale(0);
      prometheus.stop();
      prometheus.start();

      assertThat(prometheus.uri()).isEqualTo(uri);
      assertThat(samples(prometheus, selector + "[1m]")).isGreaterThanOrEqualTo(before);
      prometheus.reload(Duration.ofSeconds(1));
    }
  }

  private static int samples(LocalPrometheus prometheus, String query) throws IOException, InterruptedException {
    return query(prometheus, query).at("/0/values").size();
  }

  private static JsonNode query(LocalPrometheus prometheus, String query) throws IOException, InterruptedException {
    URI uri = prometheus.uri().resolve("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    String body =
        HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
    return new ObjectMapper().readTree(body).at("/data/result");
  }
}
