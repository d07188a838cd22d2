package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Routing;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.StatePersistence;
import dev.gauntlet.operator.shadow.Comparators;
import dev.gauntlet.operator.workload.WorkloadAccess;
import dev.gauntlet.reporting.News;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConcludedPassTest {

    private static final Instant END = Instant.parse("2026-11-02T10:00:00Z");
    private static final String REPORT = "/apis/gauntlet.dev/v1alpha1/namespaces/demo/modelexperimentreports/digits-run-1";

    private final InMemoryApiServer cluster = new InMemoryApiServer();
    private final FixedRouter router = new FixedRouter();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void theReportIsWrittenBeforeANewRunReplacesWhatItIsMadeOf() {
        ModelExperiment experiment = experiment("");
        experiment.getMetadata().setAnnotations(Map.of("gauntlet.dev/retry", "with more data"));

        PassOutcome first = pass(experiment, status("RolledBack", "baseline", true, ""), END);

        assertThat(cluster.object(REPORT)).isPresent();
        assertThat(first.report().news().report()).contains("digits-run-1");
        assertThat(first.report().state()).isInstanceOf(Concluded.class);
        assertThat(first.next()).contains(PassOutcome.AT_ONCE);

        PassOutcome second = pass(experiment, status("RolledBack", "baseline", true, "report: digits-run-1"), END);

        assertThat(second.report().state()).isEqualTo(new Waiting(2, 3));
        assertThat(second.report().news().cause()).map(News.Cause::reason).contains("RetriedByUser");
        assertThat(second.report().news().handled()).hasSize(1);
    }

    @Test
    void theRouteIsHandedOverBeforeAnythingElse() {
        router.state = RouteState.PROGRESSING;
        assertThat(pass(experiment(""), status("RolledBack", "baseline", false, ""), END)).satisfies(outcome -> {
            assertThat(((Concluded) outcome.report().state()).released()).isFalse();
            assertThat(outcome.next()).contains(PassOutcome.SOON);
        });

        router.state = RouteState.PROGRAMMED;
        assertThat(pass(experiment(""), status("RolledBack", "baseline", false, ""), END)).satisfies(outcome ->
                assertThat(((Concluded) outcome.report().state()).released()).isTrue());
        assertThat(cluster.writes()).as("no report before the route is handed over").isEmpty();
    }

    @Test
    void inObserveModeWhatWasTakenOverGoesBackBeforeTheEnd() {
        ModelExperiment experiment = experiment("  mode: Observe\n");
        router.state = RouteState.PROGRESSING;
        String taken = "conditions: [{type: RouteProgrammed, status: 'True', reason: WeightsProgrammed}]";

        assertThat(pass(experiment, status("RolledBack", "baseline", false, taken), END).report()).satisfies(report -> {
            assertThat(((Concluded) report.state()).released()).isFalse();
            assertThat(report.route().programmed()).isFalse();
        });

        router.state = RouteState.PROGRAMMED;
        assertThat(((Concluded) pass(experiment, status("RolledBack", "baseline", false, taken), END).report().state()).released()).isTrue();
    }

    @Test
    void inObserveModeARouteThatWasNeverTakenHoldsNothingUp() {
        router.state = RouteState.BLOCKED;
        String untouched = "conditions: [{type: RouteProgrammed, status: Unknown, reason: ObserveOnly}]";

        assertThat(pass(experiment("  mode: Observe\n"), status("RolledBack", "baseline", false, untouched), END).report().state())
                .isInstanceOfSatisfying(Concluded.class, end -> assertThat(end.released()).isTrue());
    }

    @Test
    void theChampionIsRetiredWhenItIsDueAndNotBefore() {
        ModelExperiment experiment = experiment("  promotion: {retireAfterSeconds: 600}\n");
        ModelExperimentStatus status = status("Promoted", "candidate", true, "report: digits-run-1");

        PassOutcome early = pass(experiment, status, END.plusSeconds(590));
        PassOutcome due = pass(experiment, status, END.plusSeconds(600));

        assertThat(((Concluded) early.report().state()).retired()).isEmpty();
        assertThat(early.next()).contains(Duration.ofSeconds(10));
        assertThat(((Concluded) due.report().state()).retired()).contains(END.plusSeconds(600));
        assertThat(due.report().news().cause()).map(News.Cause::reason).contains("ChampionRetired");
    }

    @Test
    void nobodyIsToldOfARetirementThatNobodyAskedFor() {
        PassOutcome outcome = pass(experiment(""), status("Promoted", "candidate", true, "report: digits-run-1"), END);

        assertThat(((Concluded) outcome.report().state()).retired()).contains(END);
        assertThat(outcome.report().news().cause()).isEmpty();
    }

    @Test
    void theReportDoesNotWaitForTheRetirement() {
        ModelExperiment experiment = experiment("  promotion: {retireAfterSeconds: 600}\n");

        PassOutcome outcome = pass(experiment, status("Promoted", "candidate", true, ""), END);

        assertThat(outcome.report().news().report()).contains("digits-run-1");
        assertThat(((Concluded) outcome.report().state()).retired()).isEmpty();
    }

    @Test
    void aChampionThatIsKeptWarmTakesOverOnRequest() {
        ModelExperiment experiment = experiment("  promotion: {retireAfterSeconds: 600}\n");
        experiment.getMetadata().setAnnotations(Map.of("gauntlet.dev/rollback", "complaints"));

        PassOutcome outcome = pass(experiment, status("Promoted", "candidate", true, "report: digits-run-1"), END.plusSeconds(60));

        assertThat(outcome.report().state()).isInstanceOfSatisfying(Concluded.class, end -> {
            assertThat(end.serving()).isEqualTo("baseline");
            assertThat(end.released()).isFalse();
        });
        assertThat(outcome.report().news().cause()).map(News.Cause::reason).contains("RolledBackByUser");
    }

    @Test
    void nobodyIsLedBackOnARouteThatAnotherExperimentHasTakenSince() {
        ModelExperiment experiment = experiment("  promotion: {retireAfterSeconds: 600}\n");
        experiment.getMetadata().setAnnotations(Map.of("gauntlet.dev/rollback", "complaints"));
        router.state = RouteState.BLOCKED;
        router.reason = RouteReason.ROUTE_BUSY;
        router.message = "the Service digits is held by ModelExperiment demo/next";

        PassOutcome outcome = pass(experiment, status("Promoted", "candidate", true, "report: digits-run-1"), END.plusSeconds(60));

        assertThat(((Concluded) outcome.report().state()).serving()).isEqualTo("candidate");
        assertThat(outcome.report().news().handled()).singleElement().satisfies(answer ->
                assertThat(answer.message()).contains("held by ModelExperiment demo/next"));
    }

    @Test
    void afterAllIsDoneOnlyAnEventWakesIt() {
        assertThat(pass(experiment(""), status("KeptChampion", "baseline", true, "report: digits-run-1"), END).next()).isEmpty();
    }

    private PassOutcome pass(ModelExperiment experiment, ModelExperimentStatus status, Instant now) {
        experiment.setStatus(status);
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        EvidenceKeeper keeper = new EvidenceKeeper(new CompanionStore(cluster.client()),
                new Tracing(OpenTelemetry.noop().getTracer("test")), clock, new SmallRyeConfigBuilder().withMapping(GauntletConfig.class).build().getConfigMapping(GauntletConfig.class));
        WorkloadAccess workloads = WorkloadAccess.through(cluster.client());
        ReportWriter reports = new ReportWriter(cluster.client(), keeper, new EventPublisher(cluster.client(), clock));
        return new ConcludedPass(keeper, reports, workloads.patches(), workloads.retirement(),
                new Routers(Map.of(Routing.Provider.ManagedProxy, router)), new Comparators(cluster.client(), "image", "1Gi"), clock)
                .run(experiment, status, (Concluded) StatePersistence.read(status));
    }

    private static ModelExperiment experiment(String more) {
        ModelExperiment experiment = Serialization.unmarshal(Manifests.MINIMAL + more, ModelExperiment.class);
        experiment.getMetadata().setUid("uid-1");
        experiment.getMetadata().setGeneration(1L);
        experiment.getMetadata().setCreationTimestamp("2026-11-02T09:00:00Z");
        return experiment;
    }

    private static ModelExperimentStatus status(String result, String serving, boolean released, String more) {
        return Serialization.unmarshal("""
                startTime: "2026-11-02T09:00:00Z"
                run: {number: 1}
                route: {generation: 3, released: %s}
                decision: {action: Continue, rule: Undecided, reason: AwaitingEvidence, message: over, time: "2026-11-02T10:00:00Z"}
                outcome: {result: %s, winner: %s, serving: %s, time: "2026-11-02T10:00:00Z"}
                %s
                """.formatted(released, result, serving, serving, more), ModelExperimentStatus.class);
    }
}
