package dev.gauntlet.evidence;

import static dev.gauntlet.evidence.Lab.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficHistoryTest {
    private static final SortedMap<String, Integer> WEIGHTS = new TreeMap<>(Map.of("champion", 9000, "challenger", 1000));
    private static final TrafficHistory RAMP = TrafficHistory.startingAt(at(0)).open(at(10), WEIGHTS).verify(at(100))
            .open(at(100), WEIGHTS).verify(at(200)).close(at(200)).verify(at(250));

    @Test
    void openingAnEpochEndsTheOneBefore() {
        assertThat(RAMP.epochs()).extracting(Epoch::generation).containsExactly(1, 2);
        assertThat(RAMP.epochs().get(0).end()).contains(at(100));
        assertThat(RAMP.current()).isEmpty();
    }

    @Test
    void whatIsVerifiedCannotBeChangedAfterwards() {
        assertThatThrownBy(() -> RAMP.open(at(240), WEIGHTS)).hasMessageContaining("already verified");
        TrafficHistory open = TrafficHistory.startingAt(at(0)).open(at(10), WEIGHTS).verify(at(50));
        assertThatThrownBy(() -> open.close(at(40))).hasMessageContaining("already verified");
    }

    @Test
    void verificationNeverGoesBack() {
        assertThat(RAMP.verify(at(100)).verifiedUntil()).isEqualTo(at(250));
    }

    @Test
    void anEpochThatWasNeverSeenInOrderIsEmpty() {
        TrafficHistory opened = TrafficHistory.startingAt(at(0)).verify(at(5)).open(at(10), WEIGHTS);

        TrafficHistory closed = opened.close(opened.verifiedUntil());

        assertThat(closed.current()).isEmpty();
        assertThat(closed.epochs()).singleElement().satisfies(epoch -> assertThat(epoch.end()).contains(at(10)));
    }

    @Test
    void closingWithoutAnOpenEpochChangesNothing() {
        assertThat(RAMP.close(at(300))).isEqualTo(RAMP);
    }

    @ParameterizedTest(name = "{0} s to {1} s: epoch {2}")
    @CsvSource({"5, 12,", "10, 20,", "15, 20, 1", "95, 100, 1", "95, 101,", "100, 110,", "105, 200, 2", "195, 201,", "210, 220,"})
    void aStretchBelongsToTheEpochThatCoversItWhollyAfterTheWarmUp(double from, double to, Integer generation) {
        assertThat(RAMP.covering(at(from), at(to), Duration.ofSeconds(5)).map(Epoch::generation).orElse(null)).isEqualTo(generation);
    }
}
