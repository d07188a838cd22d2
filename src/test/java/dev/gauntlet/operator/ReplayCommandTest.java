package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.ModelExperimentReport;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {

    private static String report;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void decide() {
        report = Serialization.asYaml(Cases.report(judgement()));
    }

    private static Judgement judgement() {
        return Cases.judged(Cases.experiment(Counts.spec(""), Counts.of(Counts.spec("")).epoch(0, 10).trials(900, 100).epoch(60, 50)
                .proportion(9_000, 6_000, 9_000, 7_000).until(660).evidence().ledger(), 60, 660));
    }

    @Test
    void printsTheDecisionOfAFileAndSucceeds(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("report.yaml"), report);

        assertThat(run("", file.toString())).isEqualTo(ReplayCommand.SAME);
        assertThat(out.toString()).contains("experiment  demo/digits, run 1", "decision    Promote candidate", "rule        Success",
                "reason      SuperiorAndNonInferior", "digest      sha256:").endsWith("same decision" + System.lineSeparator());
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void readsStandardInput() {
        assertThat(run(report, "-")).isEqualTo(ReplayCommand.SAME);
    }

    @Test
    void namesTheFirstDifferenceAndFails() {
        assertThat(run(report.replace("verdict: \"Superior\"", "verdict: \"Inferior\""), "-")).isEqualTo(ReplayCommand.DIFFERENT);
        assertThat(out.toString()).contains("different: metrics[1].verdict is \"Superior\", the report says \"Inferior\"")
                .doesNotContain("same decision");
    }

    @Test
    void replaysWhatAnotherVersionDecidedAndSaysSo() {
        DecisionRecord ours = DecisionRecord.of(judgement());
        ModelExperimentReport theirs = Cases.report(new DecisionRecord("0.0.9", ours.before(), ours.health(), ours.circumstances(), ours.decision(),
                ours.digest()));

        assertThat(run(Serialization.asYaml(theirs), "-")).isEqualTo(ReplayCommand.SAME);
        assertThat(out.toString()).contains("by Gauntlet 0.0.9", "note        replayed by Gauntlet " + OperatorVersion.current());
    }

    @Test
    void saysWhyAnInputCannotBeReplayed() {
        assertThat(run("kind: Pod", "-")).isEqualTo(ReplayCommand.UNREADABLE);
        assertThat(err.toString()).contains("- cannot be replayed: kind is Pod, not ModelExperimentReport");

        assertThat(run("", "/no/such/file")).isEqualTo(ReplayCommand.UNREADABLE);
        assertThat(err.toString()).contains("/no/such/file cannot be read");

        assertThat(run("{", "-")).isEqualTo(ReplayCommand.UNREADABLE);
        assertThat(run(report.replaceFirst("ledger: \"?H4", "ledger: \"XX"), "-")).isEqualTo(ReplayCommand.UNREADABLE);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void explainsItselfWithoutAFile() {
        assertThat(run("")).isEqualTo(ReplayCommand.UNREADABLE);
        assertThat(err.toString()).startsWith("usage: replay FILE");
    }

    private int run(String input, String... arguments) {
        return new ReplayCommand(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), new PrintStream(out, true),
                new PrintStream(err, true)).run(List.of(arguments));
    }
}
