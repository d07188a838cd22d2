package dev.gauntlet.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.ConditionType;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest {

    private static final Instant BEFORE = Instant.parse("2026-11-02T09:00:00.5Z");
    private static final Instant NOW = Instant.parse("2026-11-02T10:00:00.5Z");

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource(value = {"true, true, 09", "true, false, 10", "true, null, 10", "false, false, 09", "false, true, 10", "null, null, 09",
        "null, true, 10"}, nullValues = "null")
    void theTransitionTimeMovesOnlyWithTheStatus(Boolean from, Boolean to, String hour) {
        List<Condition> previous = new Conditions(List.of(), 1L, BEFORE).set(ConditionType.Ready, from, "A", "before").build();

        Condition next = new Conditions(previous, 2L, NOW).set(ConditionType.Ready, to, "B", "after").build().get(0);

        assertThat(next.getLastTransitionTime()).isEqualTo("2026-11-02T" + hour + ":00:00Z");
        assertThat(next.getReason()).isEqualTo("B");
        assertThat(next.getMessage()).isEqualTo("after");
        assertThat(next.getObservedGeneration()).isEqualTo(2L);
    }

    @Test
    void anotherTypesStatusDoesNotCount() {
        List<Condition> previous = new Conditions(List.of(), 1L, BEFORE).set(ConditionType.Ready, true, "A", "").build();

        assertThat(new Conditions(previous, 1L, NOW).set(ConditionType.Succeeded, true, "A", "").build().get(0).getLastTransitionTime())
                .isEqualTo("2026-11-02T10:00:00Z");
    }

    @Test
    void unknownIsNeitherTrueNorAbsent() {
        List<Condition> conditions = new Conditions(List.of(), 1L, NOW).set(ConditionType.Succeeded, null, "A", "").build();

        assertThat(Conditions.find(conditions, ConditionType.Succeeded)).get().extracting(Condition::getStatus).isEqualTo("Unknown");
        assertThat(Conditions.isTrue(conditions, ConditionType.Succeeded)).isFalse();
        assertThat(Conditions.find(conditions, ConditionType.Ready)).isEmpty();
    }
}
