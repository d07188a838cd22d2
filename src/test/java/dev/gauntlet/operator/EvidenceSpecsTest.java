package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.evidence.EvidenceSpec;
import dev.gauntlet.evidence.HardLimit;
import dev.gauntlet.evidence.MetricSource;
import dev.gauntlet.evidence.prometheus.Selector;
import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvidenceSpecsTest {

    @Test
    void aProportionAndARatioAndACountTakeNumeratorAndDenominator() {
        assertThat(source("type: Proportion, query: {numerator: a, denominator: b}"))
                .isEqualTo(new MetricSource.Proportion(sel("a"), sel("b")));
        assertThat(source("type: Ratio, query: {numerator: a, denominator: b}"))
                .isEqualTo(new MetricSource.Ratio(sel("a"), sel("b")));
        assertThat(source("type: Count, query: {numerator: a, denominator: b}"))
                .isEqualTo(new MetricSource.Count(sel("a"), sel("b")));
    }

    @Test
    void aMeanTakesSumAndCountAndWhatElseIsExported() {
        assertThat(source("type: Mean, query: {sum: s, count: n}"))
                .isEqualTo(new MetricSource.Mean(sel("s"), sel("n"), Optional.empty(), Optional.empty()));
        assertThat(source("type: Mean, query: {sum: s, count: n, sumOfSquares: q}"))
                .isEqualTo(new MetricSource.Mean(sel("s"), sel("n"), Optional.of(sel("q")), Optional.empty()));
        assertThat(source("type: Mean, query: {sum: s, count: n, sumOfSquares: q, covariateSum: x, covariateSumOfSquares: xx, "
                + "covariateProduct: xy}")).isEqualTo(new MetricSource.Mean(sel("s"), sel("n"), Optional.of(sel("q")),
                        Optional.of(new MetricSource.Covariate(sel("x"), sel("xx"), sel("xy")))));
    }

    @Test
    void aQuantileKnowsItsPlaceAndADriftHasNone() {
        assertThat(source("type: Quantile, quantile: '0.95', query: {buckets: b}"))
                .isEqualTo(new MetricSource.Buckets(sel("b"), Optional.of(new BigDecimal("0.95"))));
        assertThat(source("type: Drift, drift: {}, query: {buckets: b}"))
                .isEqualTo(new MetricSource.Buckets(sel("b"), Optional.empty()));
    }

    @Test
    void aGaugeTakesItsLevel() {
        assertThat(source("type: Gauge, query: {gauge: g}")).isEqualTo(new MetricSource.Gauge(sel("g")));
    }

    @Test
    void labelsPeriodAndWarmUpComeFromTheSpec() {
        EvidenceSpec counted = counted("  prometheus: {evaluationPeriodSeconds: 45}\n"
                + "  analysis: {clusterLabel: unit_bucket, segmentLabels: [region, device], warmupSeconds: 90}\n");

        assertThat(counted.clusterLabel()).contains("unit_bucket");
        assertThat(counted.segmentLabels()).containsExactlyInAnyOrder("region", "device");
        assertThat(counted.evaluationPeriod()).isEqualTo(Duration.ofSeconds(45));
        assertThat(counted.warmup()).isEqualTo(Duration.ofSeconds(90));
        assertThat(counted.variants()).extracting(v -> v.name() + v.labels())
                .containsExactly("baseline" + Map.of("version", "baseline"), "candidate" + Map.of("version", "candidate"));
    }

    @Test
    void withoutLabelsNothingIsSplit() {
        assertThat(counted("").clusterLabel()).isEmpty();
        assertThat(counted("").segmentLabels()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "gauntlet_requests_total | gauntlet_requests_total{experiment='demo/digits',source='assigned'}",
        "gauntlet_requests_total{source='override'} | gauntlet_requests_total{experiment='demo/digits',source='override'}",
        "gauntlet_requests_total{experiment=~'.*',source!=''} | gauntlet_requests_total{experiment=~'.*',source!=''}",
        "requests_total | requests_total"}, quoteCharacter = '`')
    void onlyTheProxysOwnSeriesAreNarrowedUnlessTheManifestSaysOtherwise(String written, String read) {
        MetricSource source = source("type: Proportion, query: {numerator: a, denominator: \""
                + written.replace("'", "\\\"") + "\"}");

        assertThat(source.observed()).isEqualTo(SelectorSyntax.parse(read.replace('\'', '"')));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "gauntlet_requests_total ; gauntlet_requests_total{experiment='demo/digits',source=~'assigned|mirrored'}",
        "gauntlet_requests_total{source='assigned'} ; gauntlet_requests_total{source='assigned',experiment='demo/digits'}",
        "gauntlet_shadow_pairs_total ; gauntlet_shadow_pairs_total{experiment='demo/digits'}",
        "{__name__=~'a|gauntlet_requests_total'} ; {__name__=~'a|gauntlet_requests_total'}",
        "requests_total ; requests_total"}, quoteCharacter = '`')
    void withAShadowStepCopiesOfRequestsCountToo(String written, String read) {
        String more = "  - {name: other, role: Diagnostic, direction: Decrease, type: Proportion, query: {numerator: a, denominator: \""
                + written.replace("'", "\\\"") + "\"}}\n";
        String manifest = Manifests.MINIMAL.replaceFirst("(?m)^  steps:\\s*$",
                "  steps:\n  - {name: shadow, type: Shadow, samplePercent: \"10\", minimumSeconds: 60}");

        MetricSource source = EvidenceSpecs.of("demo/digits", Manifests.spec(manifest + more)).metric("other").source();

        assertThat(source.observed()).isEqualTo(SelectorSyntax.parse(read.replace('\'', '"')));
    }

    @Test
    void aHardLimitKeepsItsSidesApart() {
        assertThat(limit("{maximum: '0.05', minimumSamples: 200}"))
                .contains(new HardLimit(OptionalDouble.of(0.05), OptionalDouble.empty(), 200));
        assertThat(limit("{minimum: '-1.5'}")).contains(new HardLimit(OptionalDouble.empty(), OptionalDouble.of(-1.5), 100));
        assertThat(limit("{minimum: '1', maximum: '2'}"))
                .contains(new HardLimit(OptionalDouble.of(2), OptionalDouble.of(1), 100));
    }

    private static Optional<HardLimit> limit(String limit) {
        return counted("  - {name: other, role: Diagnostic, type: Count, direction: Decrease, hardLimit: " + limit
                + ", query: {numerator: a, denominator: b}}\n").metric("other").hardLimit();
    }

    private static MetricSource source(String metric) {
        return counted("  - {name: other, role: Diagnostic, direction: Decrease, " + metric + "}\n").metric("other").source();
    }

    private static EvidenceSpec counted(String more) {
        return EvidenceSpecs.of("demo/digits", Counts.spec(more));
    }

    private static Selector sel(String name) {
        return new Selector(name, List.of());
    }
}
