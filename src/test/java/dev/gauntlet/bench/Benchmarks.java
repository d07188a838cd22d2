package dev.gauntlet.bench;

import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs all benchmarks and prints what was measured beside the goals, as a Markdown table. */
public final class Benchmarks {

    /** Goals in microseconds, by benchmark and, where they differ, by parameter. */
    private static final Map<String, Double> GOALS = Map.of(
            "BuildingBlocks.mixtureInterval", 1.0,
            "BuildingBlocks.probabilityGreater", 200.0,
            "OneMetric.proportionInClusters", 50.0,
            "OneMetric.meanInClusters", 50.0,
            "OneMetric.ratioInClusters", 50.0,
            "OneMetric.quantileInClusters", 50.0,
            "Plans.obrienFleming 20", 10_000.0,
            "Plans.obrienFleming 100", 150_000.0,
            "Calibration.horizonLevel", 500_000.0,
            "FullAnalysis.everyMetricOfEveryChallenger", 10_000.0);

    private Benchmarks() {
    }

    /**
     * Runs the benchmarks.
     *
     * @param patterns regular expressions of the benchmarks to run; without any, all
     */
    public static void main(String[] patterns) throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        for (String pattern : patterns) {
            options.include(pattern);
        }
        double before = load();
        Collection<RunResult> results = new Runner(options
                .jvmArgs("-Xmx1g", "-XX:+UseSerialGC")
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .build()).run();
        System.out.println("| benchmark | samples or looks | goal, us | measured, us | bytes | |");
        System.out.println("|---|---:|---:|---:|---:|---|");
        results.forEach(result -> System.out.println(row(result)));
        System.out.printf(Locale.ROOT, "%nLoad average %.1f before and %.1f after, %d processors.%n",
                before, load(), Runtime.getRuntime().availableProcessors());
    }

    private static String row(RunResult result) {
        String[] path = result.getParams().getBenchmark().split("\\.");
        String name = path[path.length - 2] + "." + path[path.length - 1];
        String parameter = result.getParams().getParamsKeys().stream().findFirst().map(result.getParams()::getParam).orElse("");
        Double goal = GOALS.getOrDefault(name, GOALS.get(name + " " + parameter));
        double measured = result.getPrimaryResult().getScore();
        Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
        return String.format(Locale.ROOT, "| %s | %s | %s | %.3g | %s | %s |", name, parameter,
                goal == null ? "" : String.format(Locale.ROOT, "%.0f", goal), measured,
                bytes == null ? "" : String.format(Locale.ROOT, "%.0f", bytes.getScore()),
                goal == null ? "" : measured <= goal ? "met" : "missed");
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
