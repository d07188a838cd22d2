package dev.gauntlet.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The ledger's increase of one counter against reference values. */
class CounterIncreaseOracleTest {

    static Stream<Arguments> cases() throws IOException {
        Path folder = Path.of(System.getProperty("stat.oracles", "src/test/resources/stat-oracles"));
        JsonNode oracle = new ObjectMapper().readTree(folder.resolve("counter-increase.json").toFile());
        return StreamSupport.stream(oracle.get("cases").spliterator(), false)
                .map(found -> Arguments.of(found.get("id").asText(), found.get("input").get("samples"), found.get("expected")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void increaseResetsAndLastValueAgreeWithTheReference(String id, JsonNode samples, JsonNode expected) {
        Lab lab = new Lab();
        for (int i = 0; i < samples.size(); i++) {
            // The process is older than the experiment, so the first sample is a baseline and a fall is a reset without a
            // restart.
            if (!samples.get(i).isNull()) {
                lab.scraped(Lab.requests("pod", "v1", "200"), 15 + 15 * i, samples.get(i).asDouble()).started("pod", 15 + 15 * i, -3600);
            }
        }

        Ledger ledger = lab.collect(15 + 15 * samples.size());

        SeriesCursor cursor = ledger.cursors().values().iterator().next();
        assertThat(cursor.lastValue()).isEqualTo(Quantity.of(expected.get("last").asLong()));
        assertThat(ledger.unexplainedResets()).isEqualTo(expected.get("resets").asLong());
        if (expected.get("increase").isNull()) {
            assertThat(lab.evidence().freshness("errors", "champion").lastIncrease()).isEmpty();
            assertThat(cursor.counted()).isEqualTo(Quantity.ZERO);
        } else {
            assertThat(cursor.counted()).isEqualTo(Quantity.of(expected.get("increase").asLong()));
            assertThat(lab.requests("champion")).isEqualTo(expected.get("increase").asLong());
        }
    }
}
