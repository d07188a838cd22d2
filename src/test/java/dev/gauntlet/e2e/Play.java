package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.reporting.Conditions;
import dev.gauntlet.stage.DigitsDemo;
import dev.gauntlet.stage.Scenario;
import dev.gauntlet.stage.Stage;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionTimeoutException;

/** One test's own namespace with models, traffic and experiment; closing it deletes the namespace. */
final class Play implements AutoCloseable {

    /** Longer than any experiment whose end is awaited here may take to its deadline, extensions included. */
    static final Duration PATIENCE = Duration.ofSeconds(240);
    /** An edit of the manifest: the canary goes on for ten minutes. */
    static final UnaryOperator<String> LONG_CANARY = manifest -> replaced(manifest, "minimumSeconds: 12", "minimumSeconds: 600");
    /** An edit of the manifest: a canary of two seconds, then an experiment of ten minutes. */
    static final UnaryOperator<String> LONG_EXPERIMENT = manifest -> replaced(
            replaced(manifest, "minimumSeconds: 12, minimumSamples: 50", "minimumSeconds: 2"),
            "minimumSeconds: 15, deadlineSeconds: 120", "minimumSeconds: 600, deadlineSeconds: 1200");
    private static final double REQUESTS_PER_SECOND = 40;

    private final Stage stage;
    private final String namespace;
    private final DigitsDemo demo;

    Play(Stage stage, String namespace, Scenario scenario) {
        this(stage, namespace, new DigitsDemo(stage, scenario, namespace));
    }

    /**
     * The play of an experiment of {@code examples/}, with the servers that those about metrics and methods are written for.
     *
     * @param stage where it plays
     * @param example path under {@code examples/} without its extension; the last part names the experiment
     */
    static Play ofExample(Stage stage, String example) {
        return ofExample(stage, example, "metrics/servers", "example-" + example.substring(example.lastIndexOf('/') + 1));
    }

    /**
     * The play of an experiment of {@code examples/}.
     *
     * @param stage where it plays
     * @param example path under {@code examples/} without its extension
     * @param servers the folder of its models under {@code examples/}
     * @param namespace takes the place of the one in the manifests
     */
    static Play ofExample(Stage stage, String example, String servers, String namespace) {
        return new Play(stage, namespace, new DigitsDemo(stage, servers, example + ".yaml", namespace));
    }

    private Play(Stage stage, String namespace, DigitsDemo demo) {
        this.stage = stage;
        this.namespace = namespace;
        this.demo = demo;
        stage.client().namespaces().resource(new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
                .serverSideApply();
    }

    /** A text with all occurrences of a part replaced; fails when the part does not occur, so that no edit is lost. */
    static String replaced(String text, String part, String replacement) {
        assertThat(text).contains(part);
        return text.replace(part, replacement);
    }

    /** Lets time pass. */
    static void pass(Duration time) {
        await("time").pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }

    /** Models and client traffic, no experiment. */
    Play withTraffic() {
        return withTraffic(REQUESTS_PER_SECOND);
    }

    Play withTraffic(double requestsPerSecond) {
        demo.deployModels();
        demo.startTraffic(requestsPerSecond);
        return this;
    }

    /** Applies the quick start's experiment after an edit of its manifest; it counts the models of this namespace only. */
    Play experiment(UnaryOperator<String> edit) {
        stage.kubectl().apply(edit.apply(replaced(demo.experimentManifest(), "{unit_bucket", "{namespace=\"" + namespace + "\",unit_bucket")));
        return this;
    }

    /** Applies the quick start's experiment. */
    Play experiment() {
        return experiment(manifest -> manifest);
    }

    /** Applies the experiment as its file has it; only its namespace is another. */
    Play experimentAsWritten() {
        demo.startExperiment();
        return this;
    }

    /** Applies the experiment of the file after an edit. */
    Play experimentEdited(UnaryOperator<String> edit) {
        stage.kubectl().apply(edit.apply(demo.experimentManifest()));
        return this;
    }

    DigitsDemo demo() {
        return demo;
    }

    String namespace() {
        return namespace;
    }

    /** The status now; an empty one before the first write. */
    ModelExperimentStatus status() {
        return status(demo.experimentName());
    }

    ModelExperimentStatus status(String experiment) {
        return Optional.ofNullable(stage.client().resources(ModelExperiment.class).inNamespace(namespace).withName(experiment).get())
                .map(ModelExperiment::getStatus).orElseGet(ModelExperimentStatus::empty);
    }

    ModelExperimentStatus awaitStatus(String what, Predicate<ModelExperimentStatus> predicate) {
        try {
            return await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(this::status, predicate::test);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not seen: " + what + "; clients: " + demo.trafficSoFar() + "; status: "
                    + Serialization.asYaml(status()), e);
        }
    }

    ModelExperimentStatus awaitPhase(Phase phase) {
        return awaitStatus("phase " + phase, status -> status.phase() == phase);
    }

    /** Waits until the step's weights are in force. */
    ModelExperimentStatus awaitInForce(String step) {
        return awaitStatus(step + " in force", s -> s.step() != null && s.step().name().equals(step) && s.step().startTime() != null);
    }

    ModelExperimentStatus awaitReleased() {
        return awaitStatus("the route handed back", s -> s.route() != null && Boolean.TRUE.equals(s.route().released()));
    }

    Condition condition(ConditionType type) {
        return Conditions.find(status().conditions(), type).orElseThrow();
    }

    void awaitReason(ConditionType type, String reason) {
        awaitStatus(type + " " + reason, s -> Conditions.find(s.conditions(), type).filter(c -> c.getReason().equals(reason)).isPresent());
    }

    /** What the client-facing Service selects now. */
    Map<String, String> selector() {
        return stage.client().services().inNamespace(namespace).withName(DigitsDemo.NAME).get().getSpec().getSelector();
    }

    void assertServedBy(String version) {
        assertThat(selector()).isEqualTo(Map.of("app", "digits", "version", version));
    }

    /** Proxies, ConfigMaps and all that Gauntlet makes for an experiment are gone. */
    void assertNothingLeft() {
        await("proxies gone").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(proxies()).isEmpty();
            assertThat(stage.client().services().inNamespace(namespace).list().getItems())
                    .extracting(s -> s.getMetadata().getName()).allMatch(name -> name.startsWith(DigitsDemo.NAME));
            assertThat(stage.client().services().inNamespace(namespace).withName("digits").get().getMetadata().getAnnotations())
                    .doesNotContainKeys("gauntlet.dev/claimed-by", "gauntlet.dev/original-route");
        });
    }

    /** The names of the Deployments that are not the models'. */
    List<String> proxies() {
        return stage.client().apps().deployments().inNamespace(namespace).list().getItems().stream()
                .map(deployment -> deployment.getMetadata().getName()).filter(name -> !name.startsWith(DigitsDemo.NAME)).toList();
    }

    /** Waits until an Event of the experiment has a reason. */
    void awaitEvent(String reason) {
        await("Event " + reason).atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> events(reason) > 0);
    }

    /** How many Events of the experiment have a reason. */
    long events(String reason) {
        return stage.client().v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getKind().equals("ModelExperiment") && event.getReason().equals(reason)).count();
    }

    /** Lets clients send a number of requests more, and checks that none has failed so far. */
    void assertClientsUnharmed(int more) {
        long sent = demo.traffic().sent();
        await(more + " requests").atMost(PATIENCE).until(() -> demo.traffic().sent() >= sent + more);
        assertThat(demo.traffic().failed()).as("failed client requests of %s", demo.traffic()).isZero();
    }

    /** The split as the proxies' ConfigMap holds it, in JSON. */
    String proxyState() {
        return proxyFile("state.json");
    }

    /** What does not change while the proxies run, in JSON. */
    String proxySettings() {
        return proxyFile("settings.json");
    }

    private String proxyFile(String name) {
        return stage.client().configMaps().inNamespace(namespace).withName("gauntlet-" + demo.experimentName()).get().getData().get(name);
    }

    /** The names of the pods of a model. */
    List<String> pods(String version) {
        return stage.client().pods().inNamespace(namespace).withLabel("version", version).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null).map(pod -> pod.getMetadata().getName()).toList();
    }

    /** Asks for something, as a person does with kubectl; an annotation of the same name is replaced. */
    void annotate(String request, String value) {
        stage.kubectl().run("annotate", "--overwrite", "mexp", demo.experimentName(), "-n", namespace, "gauntlet.dev/" + request + "=" + value);
    }

    /** Waits until no annotation asks for anything any more. */
    void awaitRequestsTaken() {
        await("annotations taken away").atMost(PATIENCE).untilAsserted(() ->
                assertThat(demo.experiment().getMetadata().getAnnotations().keySet()).noneMatch(name -> name.startsWith("gauntlet.dev/")));
    }

    void deleteExperiment() {
        stage.kubectl().run("delete", "mexp", demo.experimentName(), "-n", namespace, "--timeout=60s");
    }

    void patchExperiment(String mergePatch) {
        stage.kubectl().run("patch", "mexp", demo.experimentName(), "-n", namespace, "--type=merge", "-p", mergePatch);
    }

    @Override
    public void close() {
        demo.close();
        stage.client().resources(ModelExperiment.class).inNamespace(namespace).delete();
        await("experiments gone").atMost(PATIENCE).until(() ->
                stage.client().resources(ModelExperiment.class).inNamespace(namespace).list().getItems().isEmpty());
        stage.client().namespaces().withName(namespace).delete();
    }
}
