package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.OutboxEntry;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.local.LocalCluster;
import dev.gauntlet.local.LocalControlPlane;
import dev.gauntlet.local.WorkDirectory;
import dev.gauntlet.operator.notification.Receiver;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example of notifications: the packaged operator tells receivers of every kind, through a crash, and makes traces when asked to. */
@ExtendWith(LocalCluster.class)
class NotificationsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Path PROJECT = Path.of(System.getProperty("project.basedir", "."));
    private static final Path EXAMPLE = PROJECT.resolve("examples/notifications");

    @Test
    void anEndIsToldToEverybodyWhoWantsItThroughACrash(LocalControlPlane controlPlane, KubernetesClient client) throws Exception {
        install(client);
        try (Receiver chat = Receiver.answering(200); Receiver hook = Receiver.answering(500);
                Receiver broker = Receiver.answering(200); Receiver alerts = Receiver.answering(200); Receiver traces = Receiver.answering(200)) {
            Path directory = WorkDirectory.create("notifications-it");
            String settings = settings(hook, broker, alerts);
            Map<String, String> environment = new HashMap<>(Map.of("SLACK_WEBHOOK_URL", chat.url().toString(),
                    "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", base(traces.url()).toString(), "QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                    "QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "100ms"));
            try (OperatorProcess operator = OperatorProcess.start(controlPlane, client.getNamespace(), directory, settings, environment)) {
                client.resource(experiment(client.getNamespace())).create();
                abort(client);
                // The receiver fails; what it was told waits in status.
                await().atMost(PATIENCE).until(() -> !hook.requests().isEmpty());
                await().atMost(PATIENCE).until(() -> pending(client).equals(List.of(List.of("board"), List.of("board"))));
                assertThat(operator.process().isAlive()).isTrue();
            }
            assertThat(told(chat, "text")).as("chat wants Decided, not Aborted").singleElement().asString()
                    .startsWith("*told* in " + client.getNamespace() + ": Decided, Aborted: ");
            assertThat(told(broker, "type")).containsExactlyInAnyOrder("dev.gauntlet.modelexperiment.Decided",
                    "dev.gauntlet.modelexperiment.Aborted");
            assertThat(alerts.requests()).as("nobody is paged for an abort").isEmpty();
            assertThat(traces.requests()).as("no traces unless asked for").isEmpty();

            hook.recover();
            environment.put("QUARKUS_OTEL_SDK_DISABLED", "false");
            try (OperatorProcess again = OperatorProcess.start(controlPlane, client.getNamespace(), directory, settings, environment)) {
                await().atMost(PATIENCE).until(() -> pending(client).isEmpty());

                assertThat(keys(hook)).as("each under one key, however often it was sent").hasSize(2);
                assertThat(told(hook, "event")).contains("Decided", "Aborted");
                assertThat(chat.requests()).as("what was delivered before the crash is not sent again").hasSize(1);
                await().atMost(PATIENCE).until(() -> traces.requests().stream()
                        .anyMatch(r -> r.path().endsWith("/v1/traces") && r.body().contains("reconcile") && r.body().contains("told")));
                assertThat(again.process().isAlive()).isTrue();
            }
        }
    }

    @Test
    void aTemplateThatDoesNotParseKeepsTheOperatorFromStartingAndIsNamed(LocalControlPlane controlPlane, KubernetesClient client)
            throws Exception {
        install(client);
        String settings = """
                gauntlet.prometheus.default.url=http://127.0.0.1:9
                gauntlet.notifications.chat.type=Slack
                gauntlet.notifications.chat.url=http://127.0.0.1:9
                gauntlet.notifications.chat.template={#if event}no end
                """;
        Path directory = WorkDirectory.create("notifications-it");
        try (OperatorProcess operator = OperatorProcess.start(controlPlane, client.getNamespace(), directory, settings, Map.of())) {
            await().atMost(PATIENCE).until(() -> !operator.process().isAlive());

            assertThat(operator.process().exitCode()).isNotZero();
            assertThat(Files.readString(directory.resolve("operator.log")))
                    .contains("gauntlet.notifications.chat.template, line 1, column ", "is no usable template");
        }
    }

    private static void install(KubernetesClient client) throws IOException {
        try (Stream<Path> files = Files.list(PROJECT.resolve("crds"))) {
            for (Path file : files.filter(f -> f.toString().endsWith("gauntlet.dev.yaml")).toList()) {
                var definition = client.apiextensions().v1().customResourceDefinitions().load(file.toFile());
                if (definition.get() == null) {
                    definition.create();
                }
                await().atMost(PATIENCE).ignoreExceptions().until(() -> definition.get().getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True")));
            }
        }
    }

    /** The example's settings, with the receivers instead of the services that they name. */
    private static String settings(Receiver hook, Receiver broker, Receiver alerts) throws IOException {
        ConfigMap map = Serialization.unmarshal(Files.readString(EXAMPLE.resolve("settings.yaml")), ConfigMap.class);
        String text = map.getData().get("application.properties");
        text = Play.replaced(text, "http://release-board.tools.svc:8080/gauntlet", hook.url().toString());
        text = Play.replaced(text, "http://broker-ingress.knative-eventing.svc/ml/default", broker.url().toString());
        text = Play.replaced(text, "http://alertmanager-operated.monitoring.svc:9093", base(alerts.url()).toString());
        return Play.replaced(text, "http://prometheus-operated.monitoring.svc:9090", "http://127.0.0.1:9");
    }

    private static URI base(URI url) {
        return url.resolve("/");
    }

    private static ModelExperiment experiment(String namespace) throws IOException {
        ModelExperiment experiment = Serialization.unmarshal(Files.readString(EXAMPLE.resolve("experiment.yaml")), ModelExperiment.class);
        experiment.getMetadata().setNamespace(namespace);
        return experiment;
    }

    private static void abort(KubernetesClient client) {
        client.resources(ModelExperiment.class).withName("told").patch(PatchContext.of(PatchType.JSON_MERGE),
                "{\"spec\":{\"desiredState\":\"Aborted\"}}");
        await().atMost(PATIENCE).until(() -> {
            ModelExperiment experiment = client.resources(ModelExperiment.class).withName("told").get();
            return experiment.getStatus() != null && experiment.getStatus().phase() == Phase.Aborted;
        });
    }

    private static List<List<String>> pending(KubernetesClient client) {
        return client.resources(ModelExperiment.class).withName("told").get().getStatus().outbox().stream().map(OutboxEntry::pending).toList();
    }

    private static List<String> told(Receiver receiver, String field) {
        return receiver.requests().stream().map(request -> json(request.body()).path(field).asText()).toList();
    }

    private static List<String> keys(Receiver receiver) {
        return receiver.requests().stream().map(request -> request.headers().getFirst("Idempotency-Key")).distinct().toList();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
