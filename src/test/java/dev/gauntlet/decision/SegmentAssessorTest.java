package dev.gauntlet.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.decision.Findings.SegmentEffect;
import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.SumsStratum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SegmentAssessorTest {

    private static final String EU = "region=\"eu\"";
    private static final String US = "region=\"us\"";
    private static final String BY_REGION = "  analysis: {segmentLabels: [region]}\n";
    private static final ModelExperimentSpec SPEC = spec(BY_REGION);
    private static final SumsStratum EQUAL = shares(5000, 4500, 5000, 4500);
    private static final SumsStratum WORSE = shares(5000, 3500, 5000, 4500);

    @Test
    void withoutSegmentLabelsNothingIsRead() {
        List<SegmentEffect> effects = new SegmentAssessor(spec(""), false).assess((metric, challenger) -> {
            throw new AssertionError("read " + metric);
        });

        assertThat(effects).isEmpty();
    }

    @Test
    void everySegmentShowsItsOwnEffectAndSamples() {
        assertThat(assess(SPEC, Map.of(EU, EQUAL, US, shares(1000, 800, 2000, 1500)))).satisfiesExactly(
                eu -> {
                    assertThat(eu.segment()).isEqualTo(EU);
                    assertThat(eu.metric()).isEqualTo("accuracy");
                    assertThat(eu.challenger()).isEqualTo("candidate");
                    assertThat(eu.interval().effect()).isZero();
                    assertThat(eu.samples()).isEqualTo(10_000);
                },
                us -> {
                    assertThat(us.segment()).isEqualTo(US);
                    assertThat(us.interval().effect()).isCloseTo(0.05, within(1e-12));
                    assertThat(us.samples()).isEqualTo(3000);
                });
    }

    @Test
    void segmentsShareAlphaEvenly() {
        SumsStratum beforeTheHorizon = shares(2000, 1800, 2000, 1800);
        EffectInterval alone = assess(SPEC, Map.of(EU, beforeTheHorizon)).get(0).interval();
        EffectInterval oneOfTwo = assess(SPEC, Map.of(EU, beforeTheHorizon, US, WORSE)).get(0).interval();

        assertThat(oneOfTwo.lower()).isLessThan(alone.lower());
        assertThat(oneOfTwo.upper()).isGreaterThan(alone.upper());
        MetricDesigns shared = MetricDesigns.of(SPEC.primaryMetric(), SPEC).sharedBy(2);
        assertThat(shared.display().alpha()).isEqualTo(0.025);
        assertThat(shared.deterioration().orElseThrow().alpha()).isEqualTo(0.005);
        Interval expected = shared.display()
                .interval(EffectEvidence.of(SPEC.primaryMetric(), proportions(), false).absolute().orElseThrow());
        assertThat(oneOfTwo.lower()).isCloseTo(expected.lower(), within(1e-12));
    }

    @Test
    void onlyTheSegmentThatDeterioratesIsNamed() {
        assertThat(assess(SPEC, Map.of(EU, EQUAL, US, WORSE))).filteredOn(SegmentEffect::deteriorated)
                .extracting(SegmentEffect::segment).containsExactly(US);
    }

    @Test
    void stickySegmentsShowEstimatesOnly() {
        ModelExperimentSpec sticky = Manifests.spec(Manifests.MINIMAL.replace("{unit: Request}",
                "{unit: User, key: {type: Header, name: X-User-Id}}") + BY_REGION);

        assertThat(assess(sticky, Map.of(US, WORSE))).singleElement().satisfies(effect -> {
            assertThat(effect.interval().effect()).isCloseTo(-0.2, within(1e-12));
            assertThat(effect.interval().lower()).isEqualTo(Double.NEGATIVE_INFINITY);
            assertThat(effect.interval().upper()).isEqualTo(Double.POSITIVE_INFINITY);
            assertThat(effect.deteriorated()).isFalse();
        });
    }

    @Test
    void guardrailsHaveSegmentsAndDiagnosticsAndQuantilesHaveNone() {
        ModelExperimentSpec spec = spec("""
                  - {name: errors, role: Guardrail, type: Proportion, direction: Decrease,
                     nonInferiorityMargin: {type: Absolute, value: "0.01"},
                     query: {numerator: 'errors_total', denominator: 'requests_total'}}
                  - {name: fallbacks, role: Diagnostic, type: Proportion, direction: Decrease,
                     query: {numerator: 'fallbacks_total', denominator: 'requests_total'}}
                  - {name: latency, role: Guardrail, type: Quantile, quantile: "0.99", direction: Decrease,
                     nonInferiorityMargin: {type: Absolute, value: "0.1"}, query: {buckets: 'latency_bucket'}}
                  analysis: {segmentLabels: [region]}
                """);
        List<String> read = new ArrayList<>();

        new SegmentAssessor(spec, false).assess((metric, challenger) -> {
            read.add(metric + "/" + challenger);
            return new TreeMap<>();
        });

        assertThat(read).containsExactly("accuracy/candidate", "errors/candidate");
    }

    @Test
    void aSegmentOfOneVariantOnlyIsLeftOut() {
        assertThat(assess(SPEC, Map.of(EU, shares(100, 90, 0, 0)))).isEmpty();
    }

    @Test
    void aRatioHasNoVarianceWithoutClustersAndIsLeftOut() {
        ModelExperimentSpec spec = spec("""
                  - {name: spend, role: Guardrail, type: Ratio, direction: Decrease,
                     nonInferiorityMargin: {type: Relative, value: "0.1"},
                     query: {numerator: 'spend_total', denominator: 'sessions_total'}}
                  analysis: {segmentLabels: [region]}
                """);

        assertThat(assess(spec, Map.of(EU, EQUAL))).extracting(SegmentEffect::metric).containsExactly("accuracy");
    }

    private static MetricData proportions() {
        return new MetricData.Proportions(List.of(ProportionStratum.unclustered(
                new BinomialCounts(2000, 1800), new BinomialCounts(2000, 1800))));
    }

    private static List<SegmentEffect> assess(ModelExperimentSpec spec, Map<String, SumsStratum> segments) {
        SortedMap<String, List<SumsStratum>> strata = new TreeMap<>();
        segments.forEach((name, stratum) -> strata.put(name, List.of(stratum)));
        return new SegmentAssessor(spec, false).assess((metric, challenger) -> strata);
    }

    private static SumsStratum shares(long challengerTrials, long challenger, long championTrials, long champion) {
        return SumsStratum.unclustered(ArmSums.of(challengerTrials, challenger), ArmSums.of(championTrials, champion));
    }

    private static ModelExperimentSpec spec(String more) {
        return Manifests.spec(Manifests.MINIMAL + more);
    }
}
