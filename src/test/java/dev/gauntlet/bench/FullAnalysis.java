package dev.gauntlet.bench;

import dev.gauntlet.api.v1alpha1.Analysis;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.decision.MetricAssessment;
import dev.gauntlet.decision.MetricAssessor;
import dev.gauntlet.decision.MetricData;
import java.util.ArrayList;
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

/** A pass over 20 metrics (5 of each of proportion, mean, ratio and quantile) of 8 challengers, each in 4 strata of 64 clusters. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class FullAnalysis {

    private static final int METRICS = 20;
    private static final int CHALLENGERS = 8;
    private static final List<Metric.Type> TYPES =
            List.of(Metric.Type.Proportion, Metric.Type.Mean, Metric.Type.Ratio, Metric.Type.Quantile);

    /** Samples of each variant. */
    @Param({"1000000"})
    public long samples;

    private final List<Metric> metrics = new ArrayList<>();
    private final List<MetricData> data = new ArrayList<>();
    private MetricAssessor assessor;

    /** Makes the data. */
    @Setup
    public void prepare() {
        for (int m = 0; m < METRICS; m++) {
            Metric.Type type = TYPES.get(m % TYPES.size());
            Samples counted = new Samples(samples + m, 4, 64);
            metrics.add(Specs.guardrail("metric-" + m, type));
            data.add(switch (type) {
                case Proportion -> counted.proportions();
                case Quantile -> counted.histograms();
                default -> counted.sums();
            });
        }
        assessor = Specs.assessor(Analysis.Method.ConfidenceSequence, metrics);
    }

    /** All assessments of one pass. */
    @Benchmark
    public List<MetricAssessment> everyMetricOfEveryChallenger() {
        List<MetricAssessment> all = new ArrayList<>();
        for (int challenger = 0; challenger < CHALLENGERS; challenger++) {
            for (int m = 0; m < METRICS; m++) {
                all.add(assessor.assess(metrics.get(m), "challenger-" + challenger, data.get(m), Optional.empty()));
            }
        }
        return all;
    }
}
