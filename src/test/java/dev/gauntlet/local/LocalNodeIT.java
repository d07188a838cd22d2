package dev.gauntlet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalCluster.class)
class LocalNodeIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private LocalControlPlane controlPlane;
  private LocalNode node;
  private KubernetesClient client;

  @BeforeEach
  void connect(LocalControlPlane controlPlane, LocalNode node, KubernetesClient client) {
    this.controlPlane = controlPlane;
    this.node = node.register("echo", new JavaRecipe(EchoServer.class.getName()));
    this.client = client;
  }

  @Test
  void aDeploymentBecomesReadyAndAnswersThroughItsService() {
    deployEcho("blue", 2);
    Service service = createService("web", "blue");

    awaitReady("blue");

    assertThat(get(service)).isEqualTo("blue");
    assertThat(pods("blue"))
        .allSatisfy(
            pod -> {
              assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
              assertThat(pod.getStatus().getPodIP()).startsWith("127.");
              assertThat(pod.getSpec().getNodeName()).isEqualTo("local");
            })
        .extracting(pod -> pod.getStatus().getPodIP())
        .doesNotHaveDuplicates();
  }

  @Test
  void aServiceWithoutReadyPodsRefusesConnections() {
    Service service = createService("web", "nobody");

    assertThatThrownBy(() -> connect(service)).isInstanceOf(ConnectException.class);
  }

  @Test
  void aChangedSelectorMovesNewConnectionsOnly() throws Exception {
    deployEcho("blue", 1);
    deployEcho("green", 1);
    Service service = createService("web", "blue");
    awaitReady("blue");
    awaitReady("green");
    await().atMost(PATIENCE).ignoreExceptions().until(() -> get(service).equals("blue"));

    try (Socket kept = connect(service)) {
      assertThat(getOver(kept)).isEqualTo("blue");

      client.services().withName("web").edit(s -> selecting(s, "green"));

      await().atMost(PATIENCE).until(() -> get(service).equals("green"));
      assertThat(getOver(kept)).isEqualTo("blue");
    }
  }

  @Test
  void aKilledContainerIsStartedAnewAndCounted() {
    deployEcho("blue", 1);
    awaitReady("blue");
    Pod pod = pods("blue").get(0);
    long before = processesOf("blue").get(0).handle().pid();

    node.kill(client.getNamespace(), pod.getMetadata().getName(), "echo");

    await()
        .atMost(PATIENCE)
        .until(() -> pods("blue").get(0).getStatus().getContainerStatuses().get(0).getRestartCount() == 1);
    awaitReady("blue");
    Pod after = pods("blue").get(0);
    assertThat(after.getMetadata().getUid()).isEqualTo(pod.getMetadata().getUid());
    assertThat(after.getStatus().getContainerStatuses().get(0).getLastState().getTerminated().getExitCode()).isEqualTo(137);
    assertThat(processesOf("blue")).hasSize(1).allSatisfy(p -> assertThat(p.handle().pid()).isNotEqualTo(before));
  }

  @Test
  void deletionEndsTheProcessAndRemovesThePod() {
    deployEcho("blue", 1);
    awaitReady("blue");
    ProcessHandle process = processesOf("blue").get(0).handle();

    client.apps().deployments().withName("blue").delete();

    await().atMost(PATIENCE).until(() -> pods("blue").isEmpty());
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void podsAndConnectionsOutliveAnAbsenceOfTheApiServer() {
    deployEcho("blue", 1);
    Service service = createService("web", "blue");
    awaitReady("blue");
    await().atMost(PATIENCE).ignoreExceptions().until(() -> get(service).equals("blue"));
    String pod = pods("blue").get(0).getMetadata().getName();

    controlPlane.stopApiServer();
    assertThat(get(service)).isEqualTo("blue");
    node.kill(client.getNamespace(), pod, "echo");
    await().atMost(PATIENCE).until(() -> processesOf("blue").stream().anyMatch(p -> p.restarts() == 1));
    controlPlane.startApiServer();

    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> pods("blue").get(0).getStatus().getContainerStatuses().get(0).getRestartCount() == 1);
    deployEcho("green", 1);
    awaitReady("green");
  }

  @Test
  void anImageWithoutARecipeWaitsVisibly() {
    client.resource(deployment("odd", 1, "unheard-of")).create();

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                pods("odd").stream()
                    .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                    .anyMatch(status -> "ErrImagePull".equals(status.getState().getWaiting().getReason())));
  }

  @Test
  void nginxRunsFromAMountedConfigurationWithLuaAndFindsAServiceByName() {
    deployEcho("blue", 1);
    Service backend = createService("backend", "blue");
    awaitReady("blue");
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("proxy")
                .endMetadata()
                .withData(Map.of("nginx.conf", nginxConfiguration(backend)))
                .build())
        .create();
    client.resource(Serialization.unmarshal(NGINX_DEPLOYMENT, Deployment.class)).create();
    Service service = createService("proxy", "proxy");

    awaitReady("proxy");
    await().atMost(PATIENCE).ignoreExceptions().until(() -> get(service).equals("blue"));
    assertThat(get(service, "/lua")).isEqualTo("from lua");

    ContainerProcess nginx = processesOf("proxy").get(0);
    List<ProcessHandle> workers = nginx.handle().children().toList();
    client.apps().deployments().withName("proxy").delete();
    await().atMost(PATIENCE).until(() -> pods("proxy").isEmpty());
    assertThat(workers).isNotEmpty().noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void aChangedConfigMapReachesTheMountedFile() {
    client
        .resource(new ConfigMapBuilder().withNewMetadata().withName("text").endMetadata().addToData("text", "old").build())
        .create();
    client.resource(Serialization.unmarshal(MOUNTING_DEPLOYMENT, Deployment.class)).create();
    awaitReady("mounting");
    var file = processesOf("mounting").get(0).log().resolveSibling("root/echo/etc/text/text");
    assertThat(file).hasContent("old");

    client.configMaps().withName("text").edit(map -> new ConfigMapBuilder(map).addToData("text", "new").build());

    await().atMost(PATIENCE).until(() -> Files.readString(file).equals("new"));
  }

  private static final String NGINX_DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: proxy}
      spec:
        selector: {matchLabels: {app: proxy}}
        template:
          metadata: {labels: {app: proxy}}
          spec:
            terminationGracePeriodSeconds: 5
            containers:
            - name: nginx
              image: nginx:1
              command: ["nginx", "-p", "/gauntlet/", "-c", "conf/nginx.conf", "-g", "daemon off;"]
              lifecycle: {preStop: {exec: {command: ["sleep", "1"]}}}
              readinessProbe: {httpGet: {path: /lua, port: 8080}, periodSeconds: 1}
              volumeMounts:
              - {name: conf, mountPath: /gauntlet/conf}
              - {name: run, mountPath: /gauntlet/run}
            volumes:
            - {name: conf, configMap: {name: proxy}}
            - {name: run, emptyDir: {}}
      """;

  private static final String MOUNTING_DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: mounting}
      spec:
        selector: {matchLabels: {app: mounting}}
        template:
          metadata: {labels: {app: mounting}}
          spec:
            containers:
            - name: echo
              image: echo:1
              args: ["mounting"]
              volumeMounts: [{name: text, mountPath: /etc/text}]
            volumes: [{name: text, configMap: {name: text}}]
      """;

  private String nginxConfiguration(Service backend) {
    return """
        include /etc/nginx/modules-enabled/*.conf;
        pid run/nginx.pid;
        error_log stderr;
        worker_processes 1;
        events {}
        http {
          access_log off;
          client_body_temp_path run/body;
          proxy_temp_path run/proxy;
          fastcgi_temp_path run/fastcgi;
          uwsgi_temp_path run/uwsgi;
          scgi_temp_path run/scgi;
          server {
            listen 8080;
            listen [::]:8080;
            location / { proxy_pass http://backend.%s.svc:%d; }
            location /lua { content_by_lua_block { ngx.print("from lua") } }
          }
        }
        """
        .formatted(client.getNamespace(), backend.getSpec().getPorts().get(0).getPort());
  }

  private void deployEcho(String name, int replicas) {
    client.resource(deployment(name, replicas, "echo:1")).create();
  }

  private static Deployment deployment(String name, int replicas, String image) {
    return Serialization.unmarshal(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %1$s}
        spec:
          replicas: %2$d
          selector: {matchLabels: {app: %1$s}}
          template:
            metadata: {labels: {app: %1$s}}
            spec:
              terminationGracePeriodSeconds: 5
              containers:
              - name: echo
                image: %3$s
                args: [%1$s]
                env: [{name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]
                ports: [{name: http, containerPort: 8080}]
                readinessProbe: {httpGet: {path: /ready, port: http}, periodSeconds: 1}
        """
            .formatted(name, replicas, image),
        Deployment.class);
  }

  private Service createService(String name, String app) {
    return client
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: %s}
                spec:
                  selector: {app: %s}
                  ports: [{port: 8000, targetPort: 8080}]
                """
                    .formatted(name, app),
                Service.class))
        .create();
  }

  private static Service selecting(Service service, String app) {
    service.getSpec().setSelector(Map.of("app", app));
    return service;
  }

  private void awaitReady(String deployment) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              Deployment current = client.apps().deployments().withName(deployment).get();
              return current.getSpec().getReplicas().equals(current.getStatus().getReadyReplicas());
            });
  }

  private List<Pod> pods(String app) {
    return client.pods().withLabel("app", app).list().getItems();
  }

  private List<ContainerProcess> processesOf(String app) {
    return node.processes().stream()
        .filter(p -> p.namespace().equals(client.getNamespace()) && p.pod().startsWith(app + "-"))
        .toList();
  }

  private static String get(Service service) {
    return get(service, "/");
  }

  private static String get(Service service, String path) {
    URI uri = URI.create("http://" + service.getSpec().getClusterIP() + ":8000" + path);
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Socket connect(Service service) throws IOException {
    return new Socket(service.getSpec().getClusterIP(), 8000);
  }

  private static String getOver(Socket connection) throws IOException {
    connection.getOutputStream().write("GET / HTTP/1.1\r\nHost: web\r\n\r\n".getBytes());
    BufferedReader reader = new BufferedReader(new InputStreamReader(connection.getInputStream()));
    int length = 0;
    for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
      if (line.toLowerCase().startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).trim());
      }
    }
    char[] body = new char[length];
    assertThat(reader.read(body)).isEqualTo(length);
    return new String(body);
  }
}
