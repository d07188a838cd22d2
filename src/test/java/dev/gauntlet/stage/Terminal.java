package dev.gauntlet.stage;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.demo.TrafficReport;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints progress: one line that is rewritten on a terminal, a line per change elsewhere. */
final class Terminal {

    private static final Duration QUIET = Duration.ofSeconds(5);

    private final boolean interactive = System.console() != null;
    private String last = "";
    private Duration printed = Duration.ofDays(-1);

    void step(String what) {
        System.out.println("==> " + what);
    }

    void note(String what) {
        end();
        System.out.println("    " + what);
    }

    void progress(Duration elapsed, ModelExperimentStatus status, TrafficReport traffic) {
        String state = status == null || status.phase() == null ? "Pending" : status.phase().name();
        String weights = status == null ? "" : status.variants().stream()
                .map(v -> v.name() + " " + v.trafficPercent() + "% (seen " + (v.observedPercent() == null ? "-" : v.observedPercent() + "%") + ")")
                .collect(Collectors.joining(", "));
        String effect = status == null || status.summary() == null ? "" : status.summary().samples() + " samples, accuracy " + status.summary().effect();
        String decision = status == null || status.decision() == null ? "" : status.decision().action() + "/" + status.decision().reason();
        String line = String.format(Locale.ROOT, "%4ds  %-13s %s | %s | %s | clients failed: %d", elapsed.toSeconds(), state, weights, effect,
                decision, traffic.failed());
        if (interactive) {
            System.out.print("\r\033[K" + line);
            System.out.flush();
            last = line;
        } else if (!(state + weights.replaceAll("\\(.*?\\)", "") + decision).equals(last) || elapsed.minus(printed).compareTo(QUIET) >= 0) {
            System.out.println(line);
            printed = elapsed;
            last = state + weights.replaceAll("\\(.*?\\)", "") + decision;
        }
    }

    void end() {
        if (interactive && !last.isEmpty()) {
            System.out.println();
        }
        System.out.println();
    }
}
