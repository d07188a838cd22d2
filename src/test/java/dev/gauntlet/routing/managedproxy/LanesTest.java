package dev.gauntlet.routing.managedproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanesTest {

    private static Function<String, BigDecimal> shares(Map<String, String> shares) {
        return name -> new BigDecimal(shares.getOrDefault(name, "0"));
    }

    @ParameterizedTest
    @CsvSource({"0.01, 429497", "5, 214748365", "25, 1073741824", "50, 2147483648", "100, 4294967296"})
    void aSingleChallengerStartsAtZeroAndTakesItsShare(String percent, long upper) {
        assertThat(Lanes.of(List.of("b"), shares(Map.of("b", percent)))).containsExactly(new Lane("b", 0, upper));
    }

    @Test
    void aShareOfZeroHasNoLane() {
        assertThat(Lanes.of(List.of("b"), shares(Map.of()))).isEmpty();
    }

    @Test
    void eachOfThreeChallengersHasItsOwnLane() {
        assertThat(Lanes.of(List.of("b", "c", "d"), shares(Map.of("b", "10", "c", "10", "d", "10")))).containsExactly(
                new Lane("b", 0, 429496730), new Lane("c", 1431655765, 1861152495), new Lane("d", 2863311530L, 3292808260L));
    }

    @Test
    void aWinnerAtHundredPercentGetsEverything() {
        assertThat(Lanes.of(List.of("b", "c"), shares(Map.of("c", "100")))).containsExactly(new Lane("c", 0, Lanes.POSITIONS));
    }

    @Test
    void aLaneThatPassesTheEndGoesOnAtZero() {
        assertThat(Lanes.of(List.of("b", "c"), shares(Map.of("c", "75")))).containsExactly(
                new Lane("c", 0, Lanes.POSITIONS / 4), new Lane("c", Lanes.POSITIONS / 2, Lanes.POSITIONS));
    }

    @Test
    void aShareThatReachesIntoTheNextLaneIsRefusedNamingBoth() {
        assertThatThrownBy(() -> Lanes.of(List.of("b", "c"), shares(Map.of("b", "60", "c", "10"))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("b reaches into the lane of c");
    }

    @Test
    void growingSharesOnlyTakesUnitsFromTheChampion() {
        List<String> challengers = List.of("b", "c", "d");
        Random random = new Random(7);
        List<Long> positions = random.longs(5_000, 0, Lanes.POSITIONS).boxed().toList();
        List<String> before = null;
        for (String percent : List.of("0", "1", "7.77", "20", "33.33")) {
            List<Lane> lanes = Lanes.of(challengers, name -> new BigDecimal(percent));
            List<String> now = positions.stream().map(position -> at(lanes, position)).toList();
            if (before != null) {
                for (int i = 0; i < now.size(); i++) {
                    assertThat(before.get(i)).isIn("champion", now.get(i));
                }
            }
            before = new ArrayList<>(now);
        }
    }

    private static String at(List<Lane> lanes, long position) {
        return lanes.stream().filter(lane -> position >= lane.lower() && position < lane.upper()).map(Lane::variant).findFirst()
                .orElse("champion");
    }
}
