package dev.gauntlet.bench;

import dev.gauntlet.stats.groupsequential.GroupSequentialDesign;
import dev.gauntlet.stats.groupsequential.SpendingFunction;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Bounds of planned looks, computed once for a plan. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class Plans {

    /** Number of looks. */
    @Param({"20", "100"})
    public int looks;

    /** O'Brien-Fleming bounds. */
    @Benchmark
    public GroupSequentialDesign obrienFleming() {
        double[] fractions = IntStream.rangeClosed(1, looks).mapToDouble(k -> (double) k / looks).toArray();
        return GroupSequentialDesign.spending(new SpendingFunction.OBrienFleming(), 0.05, 2, fractions);
    }
}
