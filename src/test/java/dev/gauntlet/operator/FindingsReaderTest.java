package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.decision.Assessments;
import dev.gauntlet.decision.EffectInterval;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.decision.Findings.AlternativeMethod;
import dev.gauntlet.decision.Findings.Finding;
import dev.gauntlet.decision.MetricAssessment;
import dev.gauntlet.decision.SampleRatio;
import dev.gauntlet.evidence.DataFault;
import dev.gauntlet.evidence.Evidence;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The primary metric's deciding interval is 0.005 to 0.035. */
class FindingsReaderTest {

    private static final ModelExperimentSpec SPEC = Counts.spec("");
    private static final MetricAssessment PRIMARY = Assessments.success(Verdict.Superior);
    private static final MetricAssessment OTHER =
            Assessments.metric("errors", Metric.Role.Guardrail, Verdict.NonInferior, false, true, Optional.empty());

    @Test
    void onlyThePrimaryMetricIsShownUnderOtherMethods() {
        Findings findings = read(agreeing(), List.of(OTHER, PRIMARY));

        assertThat(findings.alternatives()).isNotEmpty().allSatisfy(other -> {
            assertThat(other.metric()).isEqualTo("accuracy");
            assertThat(other.challenger()).isEqualTo("candidate");
            assertThat(other.method()).matches("([A-Z][a-z]+)+");
        });
        assertThat(read(agreeing(), List.of(OTHER)).alternatives()).isEmpty();
    }

    @Test
    void methodsThatSayTheSameAgree() {
        Findings findings = read(agreeing(), List.of(PRIMARY));

        assertThat(findings.alternatives()).extracting(AlternativeMethod::agrees).containsOnly(true);
        assertThat(finding(findings, "Robustness").orElseThrow().flagged()).isFalse();
    }

    @Test
    void aMethodThatContradictsTheDecisionIsFlagged() {
        Findings findings = read(Counts.of(SPEC).epoch(0, 50).proportion(5000, 4000, 5000, 3900), List.of(PRIMARY));

        assertThat(findings.alternatives()).extracting(AlternativeMethod::agrees).contains(false);
        assertThat(finding(findings, "Robustness").orElseThrow()).satisfies(found -> {
            assertThat(found.flagged()).isTrue();
            assertThat(found.metric()).isEqualTo("accuracy");
            assertThat(found.challenger()).isEqualTo("candidate");
            assertThat(found.sentence()).startsWith("The result depends on the method: ");
        });
    }

    @Test
    void anIntervalThatIsStillOpenIsContradictedByNothing() {
        MetricAssessment open = new MetricAssessment("accuracy", "candidate", PRIMARY.role(), PRIMARY.type(),
                Verdict.Inconclusive, "", PRIMARY.scale(),
                Optional.of(new EffectInterval(0.02, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)),
                Optional.empty(), PRIMARY.levels(), 0.95, 1, 1, "STRATUM", PRIMARY.plan(), PRIMARY.standing(), Optional.empty(),
                Optional.empty());

        assertThat(read(agreeing(), List.of(open)).alternatives()).isNotEmpty()
                .extracting(AlternativeMethod::agrees).containsOnly(true);
    }

    @Test
    void aMetricThatWasNotMeasuredIsShownUnderNoOtherMethod() {
        Findings findings = read(Counts.of(SPEC).epoch(0, 50), List.of(PRIMARY));

        assertThat(findings.alternatives()).isEmpty();
        assertThat(findings.diagnostics()).noneMatch(Finding::flagged);
    }

    @Test
    void spoiledDataAreNotShownUnderOtherMethods() {
        DataFault fault = new DataFault.Irregular(DataFault.Kind.NOT_A_NUMBER,
                Optional.of("accuracy"), Optional.of("candidate"), "NaN");
        Evidence evidence = agreeing().evidence();

        assertThat(new FindingsReader(SPEC, evidence, new MetricDataReader(evidence, "baseline", List.of(fault)))
                .read(List.of(PRIMARY), SampleRatio.UNKNOWN, OptionalDouble.empty()).alternatives()).isEmpty();
    }

    @Test
    void daysOfTheWeekAreToldAfterADayOnly() {
        Counts counts = agreeing();

        assertThat(finding(read(counts.until(86_399), List.of()), "DayOfWeekCoverage")).isEmpty();
        assertThat(finding(read(counts.until(86_400), List.of()), "DayOfWeekCoverage").orElseThrow()).satisfies(found -> {
            assertThat(found.flagged()).isTrue();
            assertThat(found.metric()).isEmpty();
            assertThat(found.sentence()).contains("nothing of Wednesday, Thursday, Friday, Saturday, Sunday",
                    "only a part of Monday, Tuesday");
        });
        assertThat(finding(read(counts.until(7 * 86_400), List.of()), "DayOfWeekCoverage").orElseThrow().flagged()).isFalse();
    }

    @Test
    void beforeTheFirstEpochNothingIsFound() {
        Findings findings = read(Counts.of(SPEC).until(100_000), List.of());

        assertThat(findings).isEqualTo(Findings.NONE);
    }

    @Test
    void aBlockInWhichASuccessWasScrapedBeforeItsTrialIsLeftOut() {
        Counts counts = Counts.of(SPEC).epoch(0, 50);
        for (int block = 0; block < 6; block++) {
            counts.block(block, block == 2 ? 0 : 100, block == 2 ? 1 : 50 + block % 3, 100, 50 + block % 2);
        }
        counts.block(3, 0, 60, 0, 0);

        assertThat(correlation(counts)).startsWith("The difference in one of 4 time blocks");
    }

    /** Blocks of 30 s: the weights change in the middle of the third one. */
    @Test
    void aBlockInWhichTheWeightsChangedIsLeftOut() {
        Counts steady = Counts.of(SPEC).epoch(0, 50);
        Counts changed = Counts.of(SPEC).epoch(0, 50);
        for (int block = 0; block < 6; block++) {
            steady.block(block, 100, 50 + block % 3, 100, 50 + block % 2);
            if (block == 2) {
                changed.block(block, 50, 26, 50, 25).epoch(75, 40).block(block, 60, 30, 40, 21);
            } else {
                changed.block(block, 100, 50 + block % 3, 100, 50 + block % 2);
            }
        }

        assertThat(correlation(steady)).startsWith("The difference in one of 6 time blocks");
        assertThat(correlation(changed)).startsWith("The difference in one of 5 time blocks");
    }

    @Test
    void stepsWithOppositeEffectsDisagree() {
        Findings opposite = read(Counts.of(SPEC).epoch(0, 50).proportion(5000, 4000, 5000, 4400).epoch(60, 50)
                .proportion(5000, 4000, 5000, 3600), List.of(PRIMARY));
        Findings same = read(Counts.of(SPEC).epoch(0, 50).proportion(5000, 4000, 5000, 4100).epoch(60, 50)
                .proportion(5000, 4000, 5000, 4110), List.of(PRIMARY));

        assertThat(finding(opposite, "StrataDisagree").orElseThrow().flagged()).isTrue();
        assertThat(finding(same, "StrataDisagree").orElseThrow().flagged()).isFalse();
    }

    @Test
    void sharesAreToldOnceTheyAreKnown() {
        Evidence evidence = agreeing().evidence();
        FindingsReader reader = new FindingsReader(SPEC, evidence, new MetricDataReader(evidence, "baseline", List.of()));
        SampleRatio wrong = new SampleRatio(true, 1e-9, "the traffic is not split as configured");

        assertThat(finding(reader.read(List.of(), SampleRatio.UNKNOWN, OptionalDouble.empty()), "SampleRatio")).isEmpty();
        assertThat(finding(reader.read(List.of(), wrong, OptionalDouble.empty()), "SampleRatio"))
                .contains(new Finding("SampleRatio", "", "", true, "the traffic is not split as configured"));
    }

    @Test
    void theForecastIsThatOfThePrimaryMetric() {
        Evidence evidence = agreeing().evidence();
        FindingsReader reader = new FindingsReader(SPEC, evidence, new MetricDataReader(evidence, "baseline", List.of()));

        assertThat(reader.read(List.of(OTHER, PRIMARY), SampleRatio.UNKNOWN, OptionalDouble.of(0.5)).forecast().orElseThrow()
                .metric()).isEqualTo("accuracy");
        assertThat(reader.read(List.of(OTHER), SampleRatio.UNKNOWN, OptionalDouble.of(0.5)).forecast()).isEmpty();
    }

    private static Counts agreeing() {
        return Counts.of(SPEC).epoch(0, 50).proportion(20_000, 16_000, 20_000, 16_400);
    }

    private static String correlation(Counts counts) {
        return finding(read(counts.until(180), List.of(PRIMARY)), "SerialCorrelation").orElseThrow().sentence();
    }

    private static Optional<Finding> finding(Findings findings, String name) {
        return findings.diagnostics().stream().filter(found -> found.name().equals(name)).findFirst();
    }

    private static Findings read(Counts counts, List<MetricAssessment> metrics) {
        Evidence evidence = counts.evidence();
        return new FindingsReader(SPEC, evidence, new MetricDataReader(evidence, "baseline", List.of()))
                .read(metrics, SampleRatio.UNKNOWN, OptionalDouble.empty());
    }
}
