package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * A reference case all of whose expected fields must be compared. An undefined number (null) must be empty; a field that the case
 * does not have is not defined for it and not compared.
 */
final class WholeCase {

    private final Oracles.Case reference;
    private final Set<String> compared = new HashSet<>();

    WholeCase(Oracles.Case reference) {
        this.reference = reference;
    }

    WholeCase matches(String field, double actual) {
        return matches(field, OptionalDouble.of(actual));
    }

    WholeCase matches(String field, OptionalDouble actual) {
        if (!reference.expected().has(field)) {
            return this;
        }
        compared.add(field);
        JsonNode expected = reference.expected().get(field);
        if (expected.isNull()) {
            assertThat(actual).as("%s %s", reference, field).isEmpty();
        } else {
            assertThat(actual).as("%s %s", reference, field).isPresent();
            reference.matches(field, actual.getAsDouble());
        }
        return this;
    }

    WholeCase matches(String field, Interval actual) {
        compared.add(field);
        reference.matches(field, new double[] {actual.lower(), actual.upper()});
        return this;
    }

    /** All expected fields are undefined. */
    void isUndefined() {
        reference.expected().fieldNames().forEachRemaining(field -> matches(field, OptionalDouble.empty()));
    }

    /** Fails when a field was expected that nobody compared. */
    void isComplete() {
        Set<String> expected = new HashSet<>();
        reference.expected().fieldNames().forEachRemaining(expected::add);
        assertThat(compared).as("%s: compared fields", reference).containsExactlyInAnyOrderElementsOf(expected);
    }

    List<Long> counts(String field) {
        List<Long> counts = new ArrayList<>();
        reference.input().get(field).forEach(node -> counts.add(node.asLong()));
        return counts;
    }

    List<Double> numbers(String field) {
        return StreamSupport.stream(reference.input().get(field).spliterator(), false).map(Oracles::number).toList();
    }
}
