package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperimentReportSpec;
import dev.gauntlet.decision.Decision;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The command {@code replay FILE}: judges the case of a report again, without a cluster and without Prometheus, and says whether the same
 * decision follows.
 */
final class ReplayCommand {

    /** Name of the command. */
    static final String NAME = "replay";

    /** The same decision follows. */
    static final int SAME = 0;
    /** Something else follows. */
    static final int DIFFERENT = 1;
    /** The report cannot be replayed. */
    static final int UNREADABLE = 2;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    ReplayCommand(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the command.
     *
     * @param arguments the file with the report, or {@code -} for standard input
     * @return {@link #SAME}, {@link #DIFFERENT} or {@link #UNREADABLE}
     */
    int run(List<String> arguments) {
        if (arguments.size() != 1) {
            err.println("usage: replay FILE, where FILE holds what kubectl get mexpr NAME -o yaml (or json) printed;"
                    + " - reads standard input");
            return UNREADABLE;
        }
        Replay replay;
        try {
            replay = Replay.of(Replay.read(text(arguments.get(0))));
        } catch (IOException e) {
            err.println(arguments.get(0) + " cannot be read: " + e);
            return UNREADABLE;
        } catch (RuntimeException e) {
            // Whatever a damaged or edited report breaks, the answer is that it cannot be replayed.
            err.println(arguments.get(0) + " cannot be replayed: " + (e.getMessage() == null ? e : e.getMessage()));
            return UNREADABLE;
        }
        print(replay);
        return replay.difference().isEmpty() ? SAME : DIFFERENT;
    }

    private String text(String file) throws IOException {
        return file.equals("-") ? new String(in.readAllBytes(), StandardCharsets.UTF_8) : Files.readString(Path.of(file));
    }

    private void print(Replay replay) {
        ModelExperimentReportSpec recorded = replay.report().getSpec();
        Decision decision = replay.judged().decision();
        line("report", replay.report().getMetadata().getName());
        line("experiment", replay.judged().before().experiment() + ", run " + recorded.experiment().run());
        line("decided", recorded.decisionTime() + " by Gauntlet " + recorded.operatorVersion());
        line("decision", decision.action() + (decision.winner().isEmpty() ? "" : " " + decision.winner()));
        line("rule", decision.rule().name());
        line("reason", decision.reason());
        line("message", decision.message());
        line("digest", replay.judged().digest());
        if (!OperatorVersion.current().equals(recorded.operatorVersion())) {
            line("note", "replayed by Gauntlet " + OperatorVersion.current() + "; another version may differ in details");
        }
        out.println(replay.difference().map(difference -> "different: " + difference).orElse("same decision"));
        out.flush();
    }

    private void line(String name, String value) {
        out.printf("%-12s%s%n", name, value);
    }
}
