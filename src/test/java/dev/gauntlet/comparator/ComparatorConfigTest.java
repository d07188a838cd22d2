package dev.gauntlet.comparator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gauntlet.api.v1alpha1.Comparison;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparatorConfigTest {

    private static final String LEAST = """
            {"experiment": "shop/recommender",
             "champion": {"name": "v1", "url": "http://model-v1.shop:8080", "metricLabels": {"version": "baseline"}},
             "challengers": [{"name": "v2", "url": "https://model-v2.shop", "listenPort": 9001}],
             "metricsPort": 9100}""";

    @Test
    void fillsInTheDefaults() {
        ComparatorConfig config = ComparatorConfig.parse(LEAST);

        assertThat(config.challengers().get(0).url()).isEqualTo(URI.create("https://model-v2.shop"));
        assertThat(config.champion().metricLabels()).containsEntry("version", "baseline");
        assertThat(config.comparison().protocol()).isEqualTo(Comparison.Protocol.Auto);
        assertThat(config.comparison().maximumDivergence()).isEqualTo("0.05");
        assertThat(config.comparison().logBodies()).isFalse();
        assertThat(config.maximumConcurrent()).isEqualTo(64);
        assertThat(config.timeoutMilliseconds()).isEqualTo(10_000);
        assertThat(config.methods()).containsExactly("GET", "HEAD", "POST");
    }

    @Test
    void isReadAsItWasWritten() {
        ComparatorConfig config = ComparatorConfig.parse(LEAST);

        assertThat(ComparatorConfig.parse(config.toJson())).isEqualTo(config);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"metricsPort\": 9100 | \"metricsPort\": 70000 | metricsPort is 70000; write a whole number from 0 to 65535",
        "\"metricsPort\": 9100 | \"metricsPort\": 9100, \"colour\": 1 | Unrecognized field \"colour\"",
        "\"metricsPort\": 9100 | \"metricsPort\": 9100, \"comparison\": {\"colour\": 1} | Unrecognized field \"colour\"",
        "\"metricsPort\": 9100 | \"metricsPort\": 9100, \"scoreBuckets\": [1, 0] | scoreBuckets is [1.0, 0.0]; write ascending",
        "\"metricsPort\": 9100 | \"metricsPort\": 9100, \"methods\": [] | methods is empty; write some of",
        "shop/recommender | recommender | experiment is recommender; write namespace/name",
        "http://model-v1.shop:8080 | model-v1 | champion.url is model-v1; write scheme, host and port",
        "http://model-v1.shop:8080 | http://model-v1.shop:8080/a | champion.url is http://model-v1.shop:8080/a; write scheme",
        "https://model-v2.shop | ftp://model-v2.shop | challengers.url is ftp://model-v2.shop; write scheme",
        "\"listenPort\": 9001 | \"listenPort\": -1 | challengers.listenPort is -1; write a whole number",
        "\"name\": \"v2\" | \"name\": \"v1\" | name is v1; write another one",
        "\"listenPort\": 9001}] | \"listenPort\": \"x\"}] | not a valid"}, quoteCharacter = '`')
    void refusesWithFieldValueAndRemedy(String right, String wrong, String message) {
        assertThat(LEAST).contains(right);

        assertThatThrownBy(() -> ComparatorConfig.parse(LEAST.replace(right, wrong)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void theCommandSaysWhatIsWrongWithItsFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("config.json"), LEAST.replace("9100", "-1"));

        assertThat(run(List.of(file.toString()), ComparatorCommand.UNUSABLE)).contains("config.json cannot be used: metricsPort is -1");
        assertThat(run(List.of("no-such-file"), ComparatorCommand.UNUSABLE)).contains("no-such-file cannot be read");
        assertThat(run(List.of(), ComparatorCommand.UNUSABLE)).contains("usage: compare FILE");
    }

    private static String run(List<String> arguments, int expected) {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        assertThat(new ComparatorCommand(new PrintStream(told, true, StandardCharsets.UTF_8)).run(arguments)).isEqualTo(expected);
        return told.toString(StandardCharsets.UTF_8);
    }
}
