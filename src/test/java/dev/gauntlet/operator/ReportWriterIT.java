package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentReport;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.evidence.Ledger;
import dev.gauntlet.local.LocalBinaries;
import dev.gauntlet.local.LocalControlPlane;
import dev.gauntlet.local.WorkDirectory;
import dev.gauntlet.stage.Kubectl;
import dev.gauntlet.stage.Stage;
import io.opentelemetry.api.OpenTelemetry;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports on a real API server, written with the rights of the operator's ServiceAccount and no others. */
class ReportWriterIT {

    private static final String NAMESPACE = "demo";
    private static final Path APPLICATION = Stage.PROJECT.resolve("target/quarkus-app/quarkus-run.jar");
    private static LocalControlPlane controlPlane;
    private static KubernetesClient admin;
    private static KubernetesClient operator;
    private static Kubectl kubectl;

    private Judgement judgement;
    private ModelExperiment experiment;

    @BeforeAll
    static void install() {
        LocalBinaries binaries = LocalBinaries.resolve();
        controlPlane = LocalControlPlane.start(binaries, WorkDirectory.create("report"));
        admin = controlPlane.newAdminClient();
        kubectl = new Kubectl(binaries.kubectl(), controlPlane.adminKubeconfig());
        kubectl.run("apply", "--validate=false", "-k", Stage.PROJECT.resolve("deploy").toString());
        admin.resource(new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build()).create();
        operator = new KubernetesClientBuilder()
                .withConfig(controlPlane.serviceAccountConfig(Stage.OPERATOR_NAMESPACE, "gauntlet-operator")).build();
    }

    @AfterAll
    static void stop() {
        operator.close();
        admin.close();
        controlPlane.close();
    }

    @BeforeEach
    void decide() {
        ModelExperimentSpec spec = Counts.spec("");
        Ledger ledger = Counts.of(spec).epoch(0, 10).trials(900, 100).epoch(60, 50).proportion(9_000, 6_000, 9_000, 7_000).until(660)
                .evidence().ledger();
        judgement = Cases.judged(Cases.experiment(spec, ledger, 60, 660));
        await("the served resource").atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            experiment = admin.resource(Serialization.unmarshal(Manifests.MINIMAL, ModelExperiment.class)).create();
            return true;
        });
        experiment.setStatus(Cases.statusAfter(judgement));
    }

    @AfterEach
    void removeWithTheExperiment() {
        admin.resource(experiment).delete();
        await("the owner's end").atMost(Duration.ofSeconds(60)).until(() -> report() == null);
        await("the owner's end").atMost(Duration.ofSeconds(60)).until(() -> admin.resource(experiment).get() == null);
    }

    @Test
    void isWrittenOnceAndReplaysAsKubectlPrintsIt(@TempDir Path directory) throws IOException, InterruptedException {
        ReportWriter writer = writerWithEvidence();

        assertThat(writer.write(experiment, List.of())).contains("digits-run-1");
        ModelExperimentReport first = report();
        assertThat(writer.write(experiment, List.of())).contains("digits-run-1");
        assertThat(newWriter().write(experiment, List.of())).contains("digits-run-1");

        assertThat(report().getMetadata().getResourceVersion()).isEqualTo(first.getMetadata().getResourceVersion());
        assertThat(first.getMetadata().getOwnerReferences()).singleElement()
                .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(experiment.getMetadata().getUid()));
        assertThat(kubectl.run("get", "mexpr", "-n", NAMESPACE).lines().map(line -> line.replaceAll("\\s+", " ").strip()).toList())
                .satisfiesExactly(header -> assertThat(header).isEqualTo("NAME EXPERIMENT RUN DECISION WINNER REASON AGE"),
                        row -> assertThat(row).startsWith("digits-run-1 digits 1 Promote candidate SuperiorAndNonInferior "));
        for (String format : List.of("yaml", "json")) {
            Path printed = Files.writeString(directory.resolve("report." + format),
                    kubectl.run("get", "mexpr", "digits-run-1", "-n", NAMESPACE, "-o", format));
            assertReplayed(printed);
        }
    }

    @Test
    void isTheSameWhoeverWritesItAfterACrash() {
        writerWithEvidence().write(experiment, List.of());
        ModelExperimentReport first = report();
        admin.resource(first).delete();
        await("its end").atMost(Duration.ofSeconds(30)).until(() -> report() == null);

        newWriter().write(experiment, List.of());

        assertThat(report().getSpec()).isEqualTo(first.getSpec());
    }

    @Test
    void isChangedByNobodyWithTheRightsOfTheOperator() {
        writerWithEvidence().write(experiment, List.of());

        assertThatExceptionOfType(KubernetesClientException.class).isThrownBy(() -> operator.resource(report()).edit(report -> {
            report.getMetadata().getLabels().put("changed", "yes");
            return report;
        })).satisfies(refused -> assertThat(refused.getCode()).isEqualTo(HttpURLConnection.HTTP_FORBIDDEN));
    }

    @Test
    void tellsOfALostEvidenceInsteadOfHoldingIt() {
        newWriter().write(experiment, List.of());

        assertThat(report().getSpec().evidence().omitted()).contains("lost");
        assertThat(report().getSpec().decision()).isEqualTo(experiment.getStatus().decision());
        assertThat(report().getSpec().metrics()).isEqualTo(experiment.getStatus().metrics());
    }

    @Test
    void aNameThatIsTakenIsToldOnceAndTriedAgain() {
        ModelExperimentReport foreign = Cases.report(judgement);
        foreign.getMetadata().setOwnerReferences(List.of());
        admin.resource(foreign).create();
        ReportWriter writer = writerWithEvidence();

        assertThat(writer.write(experiment, List.of())).isEmpty();
        assertThat(writer.write(experiment, List.of())).isEmpty();
        assertThat(admin.v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                .filter(event -> Reason.ReportNotWritten.name().equals(event.getReason())).map(Event::getType)).containsExactly("Warning");

        admin.resource(report()).delete();
        assertThat(writer.write(experiment, List.of())).contains("digits-run-1");
    }

    private ModelExperimentReport report() {
        return admin.resources(ModelExperimentReport.class).inNamespace(NAMESPACE).withName("digits-run-1").get();
    }

    /** A writer behind a pass that has stored its decision. */
    private ReportWriter writerWithEvidence() {
        EvidenceKeeper keeper = newKeeper();
        keeper.begin(experiment, experiment.getSpec(), judgement.before().ledger(),
                new TreeMap<>(Map.of(DecisionRecord.NOTE, DecisionRecord.of(judgement).note().orElseThrow())));
        return newWriter(keeper);
    }

    /** A writer of an operator that has just started. */
    private static ReportWriter newWriter() {
        return newWriter(newKeeper());
    }

    private static ReportWriter newWriter(EvidenceKeeper keeper) {
        return new ReportWriter(operator, keeper, new EventPublisher(operator, clock()));
    }

    private static EvidenceKeeper newKeeper() {
        GauntletConfig config = new SmallRyeConfigBuilder().withMapping(GauntletConfig.class).build().getConfigMapping(GauntletConfig.class);
        return new EvidenceKeeper(new CompanionStore(operator), new Tracing(OpenTelemetry.noop().getTracer("test")), clock(), config);
    }

    private static Clock clock() {
        return Clock.system(ZoneOffset.UTC);
    }

    /** The packaged application, without access to any cluster. */
    private static void assertReplayed(Path report) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:TieredStopAtLevel=1", "-jar", APPLICATION.toString(), "replay", report.toString()).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", "/no/such/file");
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(output).contains("decision    Promote candidate").endsWith("same decision" + System.lineSeparator());
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
