package dev.gauntlet.bench;

import dev.gauntlet.api.v1alpha1.Analysis;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.decision.MetricAssessment;
import dev.gauntlet.decision.MetricAssessor;
import dev.gauntlet.decision.MetricData;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The whole analysis of one metric of one challenger, as at every look: estimates on both scales, intervals, p-value, claims, harm. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class OneMetric {

    private static final int STRATA = 4;
    private static final int CLUSTERS = 64;

    /** Samples of each variant. */
    @Param({"10000", "1000000", "1000000000"})
    public long samples;

    private MetricData clusteredProportions;
    private MetricData clusteredSums;
    private MetricData clusteredHistograms;
    private MetricData proportions;
    private MetricData sums;
    private MetricData histograms;
    private List<Metric> metrics;
    private MetricAssessor sequential;
    private MetricAssessor planned;
    private MetricAssessor bayesian;

    /** Makes the data. */
    @Setup
    public void prepare() {
        Samples clustered = new Samples(samples, STRATA, CLUSTERS);
        clusteredProportions = clustered.proportions();
        clusteredSums = clustered.sums();
        clusteredHistograms = clustered.histograms();
        Samples independent = new Samples(samples, STRATA, 0);
        proportions = independent.proportions();
        sums = independent.sums();
        histograms = independent.histograms();
        metrics = List.of(Metric.Type.values()).stream().map(type -> Specs.guardrail(type.name(), type)).toList();
        sequential = Specs.assessor(Analysis.Method.ConfidenceSequence, metrics);
        planned = Specs.assessor(Analysis.Method.GroupSequential, metrics);
        bayesian = Specs.assessor(Analysis.Method.Bayesian, metrics);
    }

    /** Proportion between clusters. */
    @Benchmark
    public MetricAssessment proportionInClusters() {
        return assess(sequential, Metric.Type.Proportion, clusteredProportions);
    }

    /** Mean between clusters. */
    @Benchmark
    public MetricAssessment meanInClusters() {
        return assess(sequential, Metric.Type.Mean, clusteredSums);
    }

    /** Ratio between clusters. */
    @Benchmark
    public MetricAssessment ratioInClusters() {
        return assess(sequential, Metric.Type.Ratio, clusteredSums);
    }

    /** Quantile between clusters. */
    @Benchmark
    public MetricAssessment quantileInClusters() {
        return assess(sequential, Metric.Type.Quantile, clusteredHistograms);
    }

    /** Proportion of independent trials. */
    @Benchmark
    public MetricAssessment proportion() {
        return assess(sequential, Metric.Type.Proportion, proportions);
    }

    /** Mean of independent values. */
    @Benchmark
    public MetricAssessment mean() {
        return assess(sequential, Metric.Type.Mean, sums);
    }

    /** Quantile of independent values. */
    @Benchmark
    public MetricAssessment quantile() {
        return assess(sequential, Metric.Type.Quantile, histograms);
    }

    /** Event rate by its exact law. */
    @Benchmark
    public MetricAssessment count() {
        return assess(sequential, Metric.Type.Count, sums);
    }

    /** Drift of a distribution. */
    @Benchmark
    public MetricAssessment drift() {
        return assess(sequential, Metric.Type.Drift, histograms);
    }

    /** Between two planned looks. */
    @Benchmark
    public MetricAssessment proportionInClustersBetweenLooks() {
        return assess(planned, Metric.Type.Proportion, clusteredProportions);
    }

    /** By posterior probabilities. */
    @Benchmark
    public MetricAssessment proportionInClustersBayesian() {
        return assess(bayesian, Metric.Type.Proportion, clusteredProportions);
    }

    private MetricAssessment assess(MetricAssessor assessor, Metric.Type type, MetricData data) {
        return assessor.assess(metrics.get(type.ordinal()), "candidate", data, Optional.empty());
    }
}
