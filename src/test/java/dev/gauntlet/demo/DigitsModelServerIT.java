package dev.gauntlet.demo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The model server as a process of its own, as the quick start runs it. */
class DigitsModelServerIT {

    private static final int EXIT_CODE_OF_SIGTERM = 128 + 15;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void itTellsItsAddressAndAccuracyWhenItIsReady() throws Exception {
        String ready = readyLine(serverProcess("--model=candidate"));

        assertThat(ready).matches("ready http://127\\.0\\.0\\.1:[0-9]+ model=candidate heldOutAccuracy=0\\.[0-9]{4}");
        assertThat(new ModelClient(uri(ready)).get("/v2/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void onSigtermItTurnsUnreadyAnswersWhatStillComesAndEnds() throws Exception {
        Process process = serverProcess("--model=baseline", "--drain-millis=1500");
        URI uri = uri(readyLine(process));
        ModelClient probe = new ModelClient(uri);
        CountDownLatch answered = new CountDownLatch(10);
        ExecutorService executor = Executors.newFixedThreadPool(3);
        try {
            List<Future<Void>> clients = IntStream.range(0, 3)
                    .mapToObj(number -> executor.submit(inferUntilUnready(uri, answered)))
                    .toList();
            assertThat(answered.await(30, SECONDS)).isTrue();

            process.destroy();

            for (Future<Void> client : clients) {
                client.get(30, SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
        HttpResponse<String> late = probe.infer("late", DigitsDataset.load(DigitsDataset.DEFAULT_FILE)
                .images()
                .get(0));
        assertThat(late.statusCode()).isEqualTo(200);
        assertThat(late.headers().firstValue("Connection")).contains("close");
        assertThat(process.waitFor(20, SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(EXIT_CODE_OF_SIGTERM);
        assertThatThrownBy(() -> probe.get("/v2/health/live")).isInstanceOf(ConnectException.class);
    }

    @Test
    void itEndsWithAMessageWhenItsAddressIsTaken() throws Exception {
        URI taken = uri(readyLine(serverProcess("--model=baseline")));

        Process second = serverProcess("--model=baseline", "--listen=127.0.0.1:" + taken.getPort());

        assertThat(second.waitFor(20, SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(new String(second.getErrorStream().readAllBytes())).contains("Address already in use");
    }

    @Test
    void theTrafficGeneratorAsAProcessReportsWhatItSent() throws Exception {
        URI server = uri(readyLine(serverProcess("--model=baseline")));

        Process traffic = start(LightJvm.command(
                TrafficGenerator.class, "--url=" + server, "--labels=" + server, "--rate=100", "--seconds=2"));

        List<String> lines = traffic.inputReader().lines().toList();
        assertThat(traffic.waitFor(20, SECONDS)).isTrue();
        assertThat(traffic.exitValue()).isZero();
        double labelled = new ModelClient(server).metrics().sum("predictions_total");
        assertThat(labelled).isPositive();
        assertThat(lines.get(lines.size() - 1)).contains("failed=0", "ok=%.0f,".formatted(labelled));
    }

    /** Sends inferences as long as the server calls itself ready; fails if one is not answered. */
    private static Callable<Void> inferUntilUnready(URI uri, CountDownLatch answered) {
        return () -> {
            ModelClient client = new ModelClient(uri);
            DigitsDataset images = DigitsDataset.load(DigitsDataset.DEFAULT_FILE);
            int next = 0;
            while (client.get("/v2/health/ready").statusCode() == 200) {
                HttpResponse<String> response = client.infer("id", images.images().get(next++ % images.size()));
                assertThat(response.statusCode()).isEqualTo(200);
                answered.countDown();
            }
            return null;
        };
    }

    private Process serverProcess(String model, String... flags) throws IOException {
        List<String> all = new ArrayList<>(List.of(model));
        all.addAll(List.of(flags));
        if (all.stream().noneMatch(flag -> flag.startsWith("--listen"))) {
            all.add("--listen=127.0.0.1:0");
        }
        return start(LightJvm.command(DigitsModelServer.class, all.toArray(String[]::new)));
    }

    private Process start(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        processes.add(process);
        return process;
    }

    private static String readyLine(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        return output.readLine();
    }

    private static URI uri(String readyLine) {
        return URI.create(readyLine.split(" ")[1]);
    }
}
