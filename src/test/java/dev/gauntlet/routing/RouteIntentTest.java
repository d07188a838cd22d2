package dev.gauntlet.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteIntentTest {

    private static final RouteOwner OWNER = new RouteOwner("gauntlet.dev/v1alpha1", "ModelExperiment", "demo", "digits", "uid-1");
    private static final RouteVariant CHAMPION = new RouteVariant("a", true, "web-a", 80);
    private static final RouteVariant CHALLENGER = new RouteVariant("b", false, "web-b", 80);

    private static RouteIntent intent(List<RouteVariant> variants, Map<String, BigDecimal> shares, RouteGoal goal) {
        return new RouteIntent(OWNER, "web", variants, AssignmentPolicy.perRequest("salt"), shares, 1, goal);
    }

    @ParameterizedTest
    @CsvSource({"-1", "0.001", "100.01"})
    void aShareThatCannotBeHeldIsRefused(BigDecimal share) {
        assertThatThrownBy(() -> intent(List.of(CHAMPION, CHALLENGER), Map.of("b", share), new RouteGoal.Split()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(share.toPlainString());
    }

    private static RouteIntent mirroring(Map<String, BigDecimal> shares, Map<String, BigDecimal> mirrored) {
        return new RouteIntent(OWNER, "web", List.of(CHAMPION, CHALLENGER), AssignmentPolicy.perRequest("salt"), shares, mirrored, 1,
                new RouteGoal.Split());
    }

    @ParameterizedTest
    @CsvSource({"-1", "0.001", "100.01"})
    void aPercentageOfCopiesThatCannotBeHeldIsRefused(BigDecimal percent) {
        assertThatThrownBy(() -> mirroring(Map.of(), Map.of("b", percent)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("copies of b")
                .hasMessageContaining(percent.toPlainString());
    }

    @Test
    void onlyAChallengerWithoutAShareGetsCopies() {
        assertThatThrownBy(() -> mirroring(Map.of(), Map.of("a", BigDecimal.TEN))).hasMessageContaining("a is no challenger");
        assertThatThrownBy(() -> mirroring(Map.of("b", BigDecimal.ONE), Map.of("b", BigDecimal.TEN)))
                .hasMessageContaining("b has a share and copies");
        RouteIntent intent = mirroring(Map.of("b", BigDecimal.ZERO), Map.of("b", BigDecimal.TEN));
        assertThat(intent.mirrored("b")).isEqualByComparingTo("10");
        assertThat(intent.withGoal(new RouteGoal.Release("a")).mirrored("b")).isEqualByComparingTo("10");
        assertThat(mirroring(Map.of(), Map.of()).mirrored("b")).isZero();
    }

    @Test
    void theChampionHasNoShareOfItsOwn() {
        assertThatThrownBy(() -> intent(List.of(CHAMPION, CHALLENGER), Map.of("a", BigDecimal.TEN), new RouteGoal.Split()))
                .hasMessageContaining("a is no challenger");
    }

    @Test
    void aRouteHasOneChampionAndAtLeastOneChallengerOfDifferentNames() {
        assertThatThrownBy(() -> intent(List.of(CHAMPION), Map.of(), new RouteGoal.Split())).hasMessageContaining("at least one challenger");
        assertThatThrownBy(() -> intent(List.of(CHALLENGER), Map.of(), new RouteGoal.Split())).hasMessageContaining("exactly one champion");
        assertThatThrownBy(() -> intent(List.of(CHAMPION, CHALLENGER, CHALLENGER), Map.of(), new RouteGoal.Split()))
                .hasMessageContaining("b occurs twice");
    }

    @Test
    void aReleaseNamesAKnownVariant() {
        assertThatThrownBy(() -> intent(List.of(CHAMPION, CHALLENGER), Map.of(), new RouteGoal.Release("z")))
                .hasMessageContaining("unknown variant: z");
        assertThat(intent(List.of(CHAMPION, CHALLENGER), Map.of(), new RouteGoal.Release("b")).share("b")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X User", "X-User\r\nEvil: 1", "ü", "a:b"})
    void aKeyThatIsNoTokenIsRefused(String name) {
        assertThatThrownBy(() -> new UnitKey(UnitKey.Type.HEADER, name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AssignmentPolicy(AssignmentUnit.REQUEST, Optional.empty(), "salt", MissingKeyPolicy.CHAMPION,
                Optional.of(name))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStickyUnitNeedsAKey() {
        assertThatThrownBy(() -> new AssignmentPolicy(AssignmentUnit.USER, Optional.empty(), "salt", MissingKeyPolicy.CHAMPION,
                Optional.empty())).hasMessageContaining("USER needs a key");
    }

    @Test
    void timeoutsLieBetweenAMillisecondAndAnHour() {
        assertThatThrownBy(() -> new AttemptTimeouts(Duration.ZERO, Duration.ofSeconds(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AttemptTimeouts(Duration.ofSeconds(1), Duration.ofHours(2)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(AttemptTimeouts.DEFAULT.read()).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @EnumSource(RouteReason.class)
    void reasonsAreCamelCaseWords(RouteReason reason) {
        assertThat(reason.label()).matches("([A-Z][a-z]+)+");
        Set<String> labels = Stream.of(RouteReason.values()).map(RouteReason::label).collect(Collectors.toSet());
        assertThat(labels).hasSameSizeAs(RouteReason.values());
    }
}
