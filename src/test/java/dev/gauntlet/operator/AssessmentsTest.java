package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Preset;
import dev.gauntlet.api.v1alpha1.Routing;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.decision.LookBook;
import dev.gauntlet.decision.MetricAssessment;
import dev.gauntlet.decision.SampleRatio;
import dev.gauntlet.decision.Stage;
import dev.gauntlet.evidence.DataFault;
import dev.gauntlet.evidence.Evidence;
import dev.gauntlet.evidence.presets.Presets;
import dev.gauntlet.lifecycle.ExperimentState.Run;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssessmentsTest {

    private static final ModelExperimentSpec SPEC = Manifests.spec(Manifests.MINIMAL.replace("steps:",
            "steps:\n  - {name: shadow, type: Shadow, samplePercent: \"10\", minimumSamples: 100}") + """
              - {name: errors, role: Guardrail, type: Proportion, direction: Decrease, nonInferiorityMargin: {type: Absolute, value: "0.01"},
                 query: {numerator: 'errors_total', denominator: 'requests_total'}}
            """);

    @Test
    void inAShadowGuardrailsAreJudgedAndSuccessIsNot() {
        Counts counts = shadow();
        Assessments assessments = assessments(counts);

        List<MetricAssessment> metrics = assessments.metrics(LookBook.EMPTY);

        assertThat(metrics).extracting(MetricAssessment::verdict).containsExactly(Verdict.Inconclusive, Verdict.NonInferior);
        assertThat(metrics.get(0).reason()).isEqualTo("ShadowOnly");
        assertThat(assessments.sampleRatio()).isSameAs(SampleRatio.UNKNOWN);
        assertThat(assessments.samples().observedPercent()).as("copies are no share").isEmpty();
        Findings findings = assessments.findings(metrics, SampleRatio.UNKNOWN, running(0, 0), assessments.progress(running(0, 0), true, Counts.START));
        assertThat(findings.alternatives()).isEmpty();
        assertThat(findings.forecast()).isEmpty();
    }

    @Test
    void afterAShadowOnlySplitTrafficIsJudged() {
        Counts counts = shadow().epoch(3600, 50).trials(40, 60);

        assertThat(assessments(counts).samples().counted()).containsEntry("baseline", 40L).containsEntry("candidate", 60L);
        assertThat(assessments(counts).metrics(LookBook.EMPTY)).satisfiesExactly(
                accuracy -> assertThat(accuracy.levels().championSamples()).isEqualTo(40),
                errors -> assertThat(errors.verdict()).isEqualTo(Verdict.NoData));
    }

    @Test
    void aShadowWaitsForTheSamplesOfItsGuardrails() {
        assertThat(samples(shadow().count("requests_total", "candidate", "", 7), 0, 0)).isEqualTo(100_007);
        assertThat(samples(shadow().epoch(3600, 50).trials(40, 60), 1, 3600)).as("a canary for all that decide").isZero();
    }

    @Test
    void nobodyWaitsForSamplesOfAVariantThatIsOut() {
        Counts counts = Counts.of(SPEC).epoch(0, 50).trials(40, 0).count("requests_total", "baseline", "", 30);

        assertThat(samples(counts, 2, 0)).isZero();
        assertThat(samples(counts.epoch(60, 100).trials(0, 80).count("requests_total", "candidate", "", 70), 2, 0))
                .as("of the winner, since the champion has no traffic").isEqualTo(70);
    }

    @Test
    void whatTheComparatorExportsIsJudgedInTheShadowOnlyAndNobodyWaitsForItAfterwards() {
        ModelExperimentSpec compared = Manifests.spec(Manifests.MINIMAL.replace("steps:",
                "steps:\n  - {name: shadow, type: Shadow, samplePercent: \"10\", comparison: {}}") + """
                  - {name: divergence, role: Guardrail, type: Proportion, direction: Decrease, hardLimit: {maximum: "0.05"},
                     query: {numerator: gauntlet_shadow_divergent_total, denominator: gauntlet_shadow_pairs_total}}
                """);
        Counts inShadow = Counts.of(compared).epoch(0, 0).trials(500, 20);
        Counts split = Counts.of(compared).epoch(0, 50).trials(40, 60);

        assertThat(names(compared, inShadow)).containsExactly("accuracy", "divergence");
        assertThat(names(compared, split)).containsExactly("accuracy");
        Evidence evidence = split.evidence();
        assertThat(new Assessments(compared, evidence.spec(), evidence.ledger(), List.of())
                .progress(running(1, 0), true, Counts.START).samples()).isEqualTo(40);
        Metric divergence = compared.metrics().get(1);
        assertThat(Stage.Shadow.needs(divergence)).isTrue();
        assertThat(List.of(Stage.Canary, Stage.Experiment, Stage.Bake)).noneMatch(stage -> stage.needs(divergence));
    }

    @ParameterizedTest
    @CsvSource({"GatewayAPI, EnvoyGateway, false", "Istio, Istio, false", "GatewayAPI, Linkerd, false", "Traefik, Traefik, true",
        "ManagedProxy, ManagedProxy, true", "ManagedProxy, Istio, true"})
    void whatAGatewayCountsForClientsOnlyIsNotJudgedInTheShadowAndNobodyWaitsForItThere(Routing.Provider provider, Preset.Source source,
            boolean seesCopies) {
        ModelExperimentSpec spec = Presets.expand(Manifests.spec(Manifests.MINIMAL.replace("steps:",
                "steps:\n  - {name: shadow, type: Shadow, samplePercent: \"10\"}")
                .replace("{provider: ManagedProxy, serviceName: digits}", provider == Routing.Provider.ManagedProxy
                        ? "{provider: ManagedProxy, serviceName: digits}" : "{provider: " + provider + ", routeRef: {name: digits}}") + """
                  - {name: errors, role: Guardrail, nonInferiorityMargin: {type: Absolute, value: "0.01"},
                     preset: {source: %s, signal: Errors}}
                """.formatted(source)));
        DataFault silent = new DataFault.Irregular(DataFault.Kind.NO_SERIES, Optional.of("errors"), Optional.of("candidate"), "nothing");

        assertThat(names(spec, Counts.of(spec).epoch(0, 0).trials(500, 20)).contains("errors")).isEqualTo(seesCopies);
        assertThat(names(spec, Counts.of(spec).epoch(0, 50).trials(40, 60))).contains("errors");
        assertThat(healthy(spec, silent, running(0, 0))).isEqualTo(!seesCopies);
        assertThat(healthy(spec, silent, running(1, 0))).isFalse();
    }

    private static boolean healthy(ModelExperimentSpec spec, DataFault fault, Running state) {
        return DataHealthCheck.of(spec, ModelExperimentStatus.empty(), List.of(fault), state, List.of(),
                Optional.of(Duration.ofHours(1)), Duration.ofSeconds(120), Instant.EPOCH).healthy();
    }

    private static List<String> names(ModelExperimentSpec spec, Counts counts) {
        Evidence evidence = counts.evidence();
        return new Assessments(spec, evidence.spec(), evidence.ledger(), List.of()).metrics(LookBook.EMPTY).stream()
                .map(MetricAssessment::metric).toList();
    }

    private static Counts shadow() {
        return Counts.of(SPEC).epoch(0, 0).trials(500, 20).count("requests_total", "baseline", "", 200_000)
                .count("errors_total", "baseline", "", 1000).count("requests_total", "candidate", "", 100_000)
                .count("errors_total", "candidate", "", 500);
    }

    private static long samples(Counts counts, int step, long begun) {
        return assessments(counts).progress(running(step, begun), true, Counts.START).samples();
    }

    private static Assessments assessments(Counts counts) {
        Evidence evidence = counts.evidence();
        return new Assessments(SPEC, evidence.spec(), evidence.ledger(), List.of());
    }

    private static Running running(int step, long begun) {
        return new Running(new Run(1, Counts.START, List.of()), step, Optional.of(Counts.START.plusSeconds(begun)), 1, false, 0,
                Optional.empty(), Optional.empty());
    }
}
