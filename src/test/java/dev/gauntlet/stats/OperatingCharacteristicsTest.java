package dev.gauntlet.stats;

import static dev.gauntlet.stats.MarkdownTable.percent;
import static dev.gauntlet.stats.MarkdownTable.size;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.stats.WatchedRuns.Tally;
import dev.gauntlet.stats.WatchedRuns.Traffic;
import dev.gauntlet.stats.WatchedRuns.Watch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * False positives, power, sizes and coverage of the methods when every look may stop. Sizes are information in multiples of the fixed
 * sample that finds the minimum effect with a power of 0.8.
 */
@Tag("calibration")
class OperatingCharacteristicsTest {

    private static final double ALPHA = LookingMethods.ALPHA;
    private static final double DETECTABLE = Planning.detectableDeviate(ALPHA, 2, 0.2);
    /** Error rate of 0.05 with the resolution of the number of runs. */
    private static final double LIMIT = 0.056;
    /** The simulated traffic ends just inside of the horizon that the default is calibrated to. */
    private static final double END = 0.99 * SequentialDesign.HORIZON_FRACTION;

    /** Results of one method without effect, at the minimum effect and at twice the minimum. */
    private record Characteristics(String method, Tally none, Tally minimum, Tally twice) {
    }

    /** A setting: what is simulated at an effect, and what its second view is called. */
    private record Setting(String title, DoubleFunction<Traffic> traffic, double plan, List<String> views) {

        static Setting upToTheHorizon(String title, DoubleFunction<Traffic> traffic, String... views) {
            double[] information = traffic.apply(0).expectedInformation().get(0);
            return new Setting(title, traffic, information[information.length - 1] / END, List.of(views));
        }

        double minimumEffect() {
            return DETECTABLE / Math.sqrt(plan);
        }
    }

    @Test
    void idealData() {
        Setting setting = new Setting("Ideal data: normal estimates, 1000 looks a plan", effect -> new IdealTraffic(effect, 0.001, 1640),
                1, List.of(""));
        List<Characteristics> found = characteristics(setting, 40_000, 20261201);
        Characteristics standard = found.get(0);
        MonteCarloLimits.assertAtMost(standard.none().refuted(), standard.none().runs(), LIMIT);
        MonteCarloLimits.assertAtLeast(standard.minimum().refuted(), standard.minimum().runs(), 0.79);
        assertThat(standard.minimum().meanSize()).isLessThanOrEqualTo(0.80);
        assertThat(standard.twice().meanSize()).isLessThanOrEqualTo(0.28);
        Characteristics withFutility = found.get(1);
        assertThat(withFutility.none().meanSize()).isLessThanOrEqualTo(0.80);
    }

    @Test
    void openThresholdOverFivePlans() {
        Traffic traffic = new IdealTraffic(0, 0.001, 5000);
        boolean[] always = new boolean[5000];
        Arrays.fill(always, true);
        LookingMethod open = new LookingMethods(traffic.expectedInformation().get(0), 1).open();
        Tally tally = WatchedRuns.simulate(traffic, 0, List.of(Watch.of(new LookingMethod(open.name(), always, open.verdict()), 0)),
                traffic.expectedInformation().get(0), 20_000, 20261202).get(0);
        MarkdownTable table = new MarkdownTable("Open confidence sequence, 5000 looks over 5 plans", "runs", "false positives");
        table.row("" + tally.runs(), percent(tally.refuted(), tally.runs()));
        table.print();
        MonteCarloLimits.assertAtMost(tally.refuted(), tally.runs(), ALPHA);
    }

    @Test
    void rampingWeightsWithADriftingBaseRate() {
        Setting setting = Setting.upToTheHorizon(
                "Ramp 5-10-25-50 % while the base rate falls from 13 % to 7 %, 400 looks",
                effect -> {
                    ProportionTraffic traffic = new ProportionTraffic(effect);
                    double[] weights = {0.05, 0.1, 0.25, 0.5};
                    for (int step = 0; step < weights.length; step++) {
                        double from = 0.13 - 0.015 * step;
                        traffic.epoch(100, weights[step], at -> 300, at -> from - 0.015 * at);
                    }
                    return traffic;
                }, "", "pooled over the ramp");
        List<Characteristics> found = characteristics(setting, 4_000, 20261203);
        Tally standard = found.get(0).none();
        // The goal of 2.5 % was set for the open threshold; the calibrated one spends up to 5 %.
        MonteCarloLimits.assertAtMost(standard.refuted(), standard.runs(), LIMIT);
        Tally open = find(found, "open confidence sequence").none();
        MonteCarloLimits.assertAtMost(open.refuted(), open.runs(), 0.025);
        Tally pooled = find(found, "calibrated confidence sequence (default), pooled over the ramp").none();
        assertThat(pooled.refuted()).isGreaterThan(pooled.runs() * 99 / 100);
    }

    @Test
    void fiveHundredStickyUsers() {
        stickyUsers(500, 3_000, 20261204);
    }

    @Test
    void fiveThousandStickyUsers() {
        stickyUsers(5_000, 1_000, 20261205);
    }

    private static void stickyUsers(int users, int runs, long seed) {
        Setting setting = Setting.upToTheHorizon(users + " sticky users with rates of their own, 64 buckets, 56 looks",
                effect -> new StickyTraffic(users, effect), "", "request-level variance");
        List<Characteristics> found = characteristics(setting, runs, seed);
        Tally standard = found.get(0).none();
        MonteCarloLimits.assertAtMost(standard.refuted(), standard.runs(), ALPHA);
        Tally requests = find(found, "calibrated confidence sequence (default), request-level variance").none();
        MonteCarloLimits.assertAtLeast(requests.refuted(), requests.runs(), 0.5);
    }

    @Test
    void dailySeasonality() {
        Setting setting = Setting.upToTheHorizon(
                "Daily seasonality: base rate 10 % ± 3 points and traffic ± 60 % over a week, even split, 392 looks",
                effect -> new ProportionTraffic(effect).epoch(392, 0.5, at -> 400 * (1 + 0.6 * Math.sin(14 * Math.PI * at)),
                        at -> 0.10 + 0.03 * Math.cos(14 * Math.PI * at)), "");
        List<Characteristics> found = characteristics(setting, 4_000, 20261206);
        Tally standard = found.get(0).none();
        MonteCarloLimits.assertAtMost(standard.refuted(), standard.runs(), LIMIT);
    }

    private static List<Characteristics> characteristics(Setting setting, int runs, long seed) {
        List<double[]> information = setting.traffic().apply(0).expectedInformation();
        List<Watch> watches = watches(setting, information);
        double[] sizes = Arrays.stream(information.get(0)).map(i -> i / setting.plan()).toArray();
        List<List<Tally>> tallies = Stream.of(0, 1, 2).map(multiple -> {
            double effect = multiple * setting.minimumEffect();
            return WatchedRuns.simulate(setting.traffic().apply(effect), effect, watches, sizes, runs, seed + 100 * multiple);
        }).toList();
        MarkdownTable table = new MarkdownTable(String.format(Locale.ROOT, "%s (%,d runs each)", setting.title(), runs),
                "method", "false positives", "mean size without effect", "power at the minimum effect", "mean size", "power at twice",
                "mean size", "interval at the end holds: none / minimum / twice");
        List<Characteristics> found = new ArrayList<>();
        for (int w = 0; w < watches.size(); w++) {
            Tally none = tallies.get(0).get(w);
            Tally minimum = tallies.get(1).get(w);
            Tally twice = tallies.get(2).get(w);
            Characteristics row = new Characteristics(watches.get(w).method().name(), none, minimum, twice);
            found.add(row);
            table.row(row.method(), percent(none.refuted(), runs), size(none.meanSize()), percent(minimum.refuted(), runs),
                    size(minimum.meanSize()), percent(twice.refuted(), runs), size(twice.meanSize()),
                    Stream.of(none, minimum, twice).map(t -> percent(t.covered(), runs)).reduce((a, b) -> a + " / " + b).orElseThrow());
        }
        table.print();
        return found;
    }

    private static List<Watch> watches(Setting setting, List<double[]> information) {
        LookingMethods methods = new LookingMethods(information.get(0), setting.plan());
        List<Watch> watches = new ArrayList<>();
        for (LookingMethod method : methods.all()) {
            watches.add(Watch.of(method, 0));
            if (watches.size() == 1) {
                watches.add(new Watch(named(method, "the same, stopping for futility"), 0, setting.minimumEffect()));
            }
        }
        for (int view = 1; view < setting.views().size(); view++) {
            double[] seen = information.get(view);
            LookingMethods fooled = new LookingMethods(seen, seen[seen.length - 1] / END);
            String how = ", " + setting.views().get(view);
            watches.add(Watch.of(named(fooled.calibrated(), fooled.calibrated().name() + how), view));
            watches.add(Watch.of(named(fooled.naive(), fooled.naive().name() + how), view));
        }
        return watches;
    }

    private static LookingMethod named(LookingMethod method, String name) {
        return new LookingMethod(name, method.takes(), method.verdict());
    }

    private static Characteristics find(List<Characteristics> found, String method) {
        return found.stream().filter(row -> row.method().equals(method)).findFirst().orElseThrow();
    }
}
