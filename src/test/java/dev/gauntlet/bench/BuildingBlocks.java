package dev.gauntlet.bench;

import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.SequentialDesign;
import dev.gauntlet.stats.TwoArmCounts;
import dev.gauntlet.stats.TwoSidedDesign;
import dev.gauntlet.stats.VarianceMethod;
import dev.gauntlet.stats.bayesian.BetaComparison;
import dev.gauntlet.stats.bayesian.BetaPrior;
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

/** Single statistics of one comparison. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class BuildingBlocks {

    /** Samples of each variant. */
    @Param({"10000", "1000000", "1000000000"})
    public long samples;

    private TwoSidedDesign design;
    private EffectEstimate estimate;
    private TwoArmCounts counts;

    /** Makes an estimate that is half way through its plan. */
    @Setup
    public void prepare() {
        double variance = 0.18 / samples;
        design = SequentialDesign.superiority(0.05, 0.2, 2 * Math.sqrt(variance));
        estimate = new EffectEstimate(0.1, 0.1 + Math.sqrt(variance), Math.sqrt(variance), variance, EffectScale.ABSOLUTE,
                VarianceMethod.STRATUM, samples, samples);
        counts = new TwoArmCounts(new BinomialCounts(samples, samples / 10 + (long) Math.sqrt(0.18 * samples)),
                new BinomialCounts(samples, samples / 10));
    }

    /** E-value and interval of the normal mixture. */
    @Benchmark
    public double mixtureInterval() {
        Interval interval = design.interval(estimate);
        return interval.lower() + interval.upper() + design.logEValue(estimate, 0);
    }

    /** Probability that the challenger's rate is the larger one, by quadrature. */
    @Benchmark
    public double probabilityGreater() {
        return BetaComparison.of(BetaPrior.UNIFORM, counts).probabilityGreater();
    }
}
