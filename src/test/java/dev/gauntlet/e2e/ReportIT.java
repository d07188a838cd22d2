package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.stage.Scenario;
import dev.gauntlet.stage.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(OnStage.class)
class ReportIT {

    @Test
    void theReportOfARunReplaysToTheDecisionThatWasMade(Stage stage, @TempDir Path directory) throws IOException, InterruptedException {
        try (Play play = new Play(stage, "report", Scenario.better).withTraffic().experiment()) {
            ModelExperimentStatus status = play.awaitStatus("the report", s -> s.report() != null);

            assertThat(status.report()).isEqualTo(play.demo().experimentName() + "-run-1");
            assertThat(stage.kubectl().run("get", "mexpr", "-n", play.namespace())).contains(status.report(), "Promote", "candidate");
            Path report = Files.writeString(directory.resolve("report.yaml"),
                    stage.kubectl().run("get", "mexpr", status.report(), "-n", play.namespace(), "-o", "yaml"));
            String replayed = replay(report);
            assertThat(replayed).contains(status.decision().message(), status.decision().inputsDigest())
                    .endsWith("same decision" + System.lineSeparator());
            assertThat(replay(Files.writeString(report, Files.readString(report).replaceFirst("winner: candidate", "winner: baseline"))))
                    .contains("different: decision.winner is \"candidate\", the report says \"baseline\"");
        }
    }

    /** What the packaged application prints, without access to any cluster. */
    private static String replay(Path report) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:TieredStopAtLevel=1", "-jar", Stage.PROJECT.resolve("target/quarkus-app/quarkus-run.jar").toString(), "replay",
                report.toString()).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", "/no/such/file");
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
