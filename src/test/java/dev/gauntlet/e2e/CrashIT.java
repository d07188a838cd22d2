package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.evidence.Amount;
import dev.gauntlet.evidence.Arm;
import dev.gauntlet.evidence.ArmState;
import dev.gauntlet.evidence.FiledKey;
import dev.gauntlet.evidence.Ledger;
import dev.gauntlet.evidence.LedgerCodec;
import dev.gauntlet.evidence.Quantity;
import dev.gauntlet.evidence.SeriesKey;
import dev.gauntlet.local.ContainerProcess;
import dev.gauntlet.stage.Scenario;
import dev.gauntlet.stage.Stage;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnStage.class)
class CrashIT {

    private static final int KILLS = 20;
    /** Little, since twenty starts of the operator leave the machine little time. */
    private static final double REQUESTS_PER_SECOND = 15;
    /** Enough for a decision well within the patience although every second write is refused. */
    private static final double CONTENDED_REQUESTS_PER_SECOND = 100;
    private static final Duration API_OUTAGE = Duration.ofSeconds(20);

    /** The seed decides when the operator dies; what the machine does in between differs from run to run. */
    private static final long SEED = 20;

    @Test
    void twentyKillsOfTheOperatorLoseAndDoubleNoCount(Stage stage) {
        String namespace = "kills";
        // As a guardrail, errors would rightly blame the challenger whose pods this test kills, and end the experiment; as a diagnostic
        // they are counted all the same.
        try (Play play = new Play(stage, namespace, Scenario.better).withTraffic(REQUESTS_PER_SECOND)
                .experiment(manifest -> Play.LONG_EXPERIMENT.apply(manifest.replace("role: Guardrail", "role: Diagnostic")
                        .replace("    hardLimit: {maximum: \"0.05\", minimumSamples: 20}\n", "")))) {
            play.awaitInForce("experiment");
            Random random = new Random(SEED);
            for (int kill = 1; kill <= KILLS; kill++) {
                if (kill % 2 == 0) {
                    // Else a busy machine would see it die while it starts, and never while it works.
                    await("the operator works").atMost(Play.PATIENCE).until(() -> isReady(stage));
                }
                Play.pass(Duration.ofMillis(1000 + random.nextInt(3000)));
                killOperator(stage);
                disturbModels(stage, play, kill);
            }
            ModelExperimentStatus status = play.awaitStatus("still experimenting", s -> s.phase() == Phase.Experimenting);
            assertThat(status.history()).extracting(ModelExperimentStatus.HistoryEntry::to).containsExactly("canary", "experiment");
            assertThat(status.route().driftRepairs()).isNull();
            play.demo().close();
            Instant quiet = Instant.now();
            await("a checkpoint after the last scrape").atMost(Play.PATIENCE).pollInterval(Duration.ofSeconds(1))
                    .until(() -> ledger(stage, namespace).dataUntil().isAfter(quiet.plusSeconds(4)));

            assertEqualsScrapedTruth(stage, namespace, ledger(stage, namespace));
            assertThat(play.demo().traffic().failed()).as("failed client requests of %s", play.demo().traffic()).isZero();
        }
    }

    @Test
    void aKillAtEachTransitionEndsInTheRightState(Stage stage) {
        try (Play play = new Play(stage, "kill-transition", Scenario.better).withTraffic().experiment()) {
            play.awaitStatus("canary written", s -> s.step() != null);
            killOperator(stage);
            play.awaitStatus("experiment written", s -> s.step() != null && s.step().name().equals("experiment"));
            killOperator(stage);
            play.awaitStatus("promotion written", s -> s.outcome() != null);
            killOperator(stage);

            ModelExperimentStatus status = play.awaitReleased();
            assertThat(status.phase()).isEqualTo(Phase.Promoted);
            assertThat(status.history()).extracting(ModelExperimentStatus.HistoryEntry::to)
                    .containsExactly("canary", "experiment", "Promoted");
            play.assertServedBy("candidate");
            play.assertNothingLeft();
            play.assertClientsUnharmed(100);
        }
    }

    @Test
    void anOutageOfTheApiServerHarmsNoClientAndTheExperimentEndsRight(Stage stage) {
        try (Play play = new Play(stage, "api-outage", Scenario.better).withTraffic().experiment()) {
            play.awaitInForce("canary");
            stage.controlPlane().stopApiServer();
            try {
                Play.pass(API_OUTAGE);
            } finally {
                stage.controlPlane().startApiServer();
            }
            assertThat(play.awaitReleased().phase()).isEqualTo(Phase.Promoted);
            play.assertServedBy("candidate");
            play.assertClientsUnharmed(100);
        }
    }

    @Test
    void somebodyWhoKeepsWritingToTheResourceDoesNotStopIt(Stage stage) {
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
        AtomicInteger writes = new AtomicInteger();
        try (Play play = new Play(stage, "conflict", Scenario.better).withTraffic(CONTENDED_REQUESTS_PER_SECOND).experiment()) {
            writer.scheduleWithFixedDelay(() -> scribble(stage, "conflict", writes), 0, 200, TimeUnit.MILLISECONDS);

            assertThat(play.awaitReleased().phase()).isEqualTo(Phase.Promoted);
            assertThat(writes.get()).isGreaterThan(100);
            assertThat(play.events("Started")).as("what could not be written is not told").isEqualTo(1);
            assertThat(play.events("Promoted")).isEqualTo(1);
            play.assertServedBy("candidate");
            play.assertClientsUnharmed(100);
        } finally {
            writer.shutdownNow();
        }
    }

    private static void scribble(Stage stage, String namespace, AtomicInteger writes) {
        try {
            stage.client().resources(ModelExperiment.class).inNamespace(namespace).withName("digits").edit(experiment -> {
                experiment.getMetadata().getAnnotations().put("scribble", Integer.toString(writes.incrementAndGet()));
                return experiment;
            });
        } catch (KubernetesClientException | NullPointerException conflictOrGone) {
            // The operator won this time, or the resource is not there yet.
        }
    }

    private static void killOperator(Stage stage) {
        await("the operator runs").atMost(Play.PATIENCE).ignoreException(IllegalArgumentException.class).until(() -> {
            Optional<ContainerProcess> operator = stage.node().processes().stream()
                    .filter(process -> process.namespace().equals(Stage.OPERATOR_NAMESPACE)).findFirst();
            operator.ifPresent(process -> stage.node().kill(process.namespace(), process.pod(), process.container()));
            return operator.isPresent();
        });
    }

    private static boolean isReady(Stage stage) throws InterruptedException {
        Optional<ContainerProcess> operator = stage.node().processes().stream()
                .filter(process -> process.namespace().equals(Stage.OPERATOR_NAMESPACE)).findFirst();
        if (operator.isEmpty()) {
            return false;
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + operator.get().podIp() + ":8080/q/health/ready")).build();
        try {
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void disturbModels(Stage stage, Play play, int kill) {
        if (kill % 5 == 2) {
            play.pods("candidate").stream().findFirst().ifPresent(pod -> killModel(stage, play, pod));
        }
        if (kill == 8) {
            play.pods("candidate").forEach(pod -> stage.client().pods().inNamespace(play.namespace()).withName(pod).delete());
        }
        if (kill == 13) {
            stage.kubectl().run("rollout", "restart", "-n", play.namespace(), "deployment/digits-baseline");
        }
        play.demo().refreshModelServers();
    }

    private static void killModel(Stage stage, Play play, String pod) {
        try {
            stage.node().kill(play.namespace(), pod, "model");
        } catch (IllegalArgumentException alreadyDead) {
            // It has not come back from its last death yet.
        }
    }

    private static Ledger ledger(Stage stage, String namespace) {
        return LedgerCodec.decode(Base64.getDecoder().decode(stage.client().configMaps().inNamespace(namespace)
                .withName("digits-ledger").require().getBinaryData().get("ledger.json.gz")));
    }

    private static void assertEqualsScrapedTruth(Stage stage, String namespace, Ledger ledger) {
        ScrapedTruth truth = new ScrapedTruth(stage.prometheus().uri(), namespace, ledger.start(), ledger.dataUntil());
        assertThat(ledger.lateSamples()).isZero();
        assertThat(ledger.unexplainedResets()).isZero();
        assertThat(ledger.arms()).isNotEmpty();
        for (Map.Entry<Arm, ArmState> arm : ledger.arms().entrySet()) {
            List<ScrapedTruth.Growth> scraped = truth.growth(arm.getKey().counter().toPromQl()).stream()
                    .filter(growth -> growth.version().equals(arm.getKey().variant())).toList();
            for (ScrapedTruth.Growth growth : scraped) {
                var cursor = ledger.cursors().get(new SeriesKey(arm.getKey().counter(), growth.series()));
                assertThat(cursor).as(growth.series()).isNotNull();
                assertThat(cursor.baseline()).as("baseline of %s", growth).isEqualTo(Quantity.of(growth.baseline()));
                assertThat(cursor.counted()).as("counted of %s", growth).isEqualTo(Quantity.of(growth.increments()));
            }
            assertThat(filed(ledger, arm.getKey()) + arm.getValue().excluded().map(CrashIT::number).orElse(0L)).as("%s", arm.getKey())
                    .isEqualTo(scraped.stream().mapToLong(ScrapedTruth.Growth::increments).sum());
        }
        assertThat(ledger.filed().keySet()).extracting(FiledKey::arm).isSubsetOf(ledger.arms().keySet());
        assertThat(filed(ledger, ledger.arms().firstKey())).isPositive();
    }

    private static long filed(Ledger ledger, Arm arm) {
        return ledger.filed().entrySet().stream().filter(row -> row.getKey().arm().equals(arm))
                .flatMap(row -> row.getValue().values().stream()).mapToLong(CrashIT::number).sum();
    }

    private static long number(Amount amount) {
        return ((Quantity) amount).value().longValueExact();
    }
}
