package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Compares fields of a reference case and, at the end, insists that none of them was left out. Paths into objects have dots. */
final class ComparedFields {

    private final Oracles.Case reference;
    private final Set<String> compared = new LinkedHashSet<>();

    ComparedFields(Oracles.Case reference) {
        this.reference = reference;
    }

    /** True when the case defines the field. */
    boolean expects(String path) {
        return !node(path).isMissingNode();
    }

    ComparedFields matches(String path, double actual) {
        reference.close(path, actual, Oracles.number(take(path)));
        return this;
    }

    /** Hands out a field for a comparison of the caller's own. */
    double compared(String path) {
        return Oracles.number(take(path));
    }

    /** An absent number is written as null. */
    ComparedFields matches(String path, OptionalDouble actual) {
        JsonNode wanted = take(path);
        if (wanted.isNull()) {
            assertThat(actual).as(reference.id() + " " + path).isEmpty();
        } else {
            assertThat(actual).as(reference.id() + " " + path).isPresent();
            reference.close(path, actual.getAsDouble(), Oracles.number(wanted));
        }
        return this;
    }

    /** An undefined number is left out or written as null. */
    ComparedFields matchesIfExpected(String path, OptionalDouble actual) {
        if (expects(path)) {
            return matches(path, actual);
        }
        assertThat(actual).as(reference.id() + " " + path).isEmpty();
        return this;
    }

    /** Undefined numbers are left out or written as null. */
    ComparedFields matchesIfExpected(String path, Optional<double[]> actual) {
        if (expects(path) && !node(path).isNull()) {
            assertThat(actual).as(reference.id() + " " + path).isPresent();
            return matches(path, actual.get());
        }
        assertThat(actual).as(reference.id() + " " + path).isEmpty();
        compared.add(path);
        return this;
    }

    ComparedFields matches(String path, Collection<Double> actual) {
        return matches(path, actual.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** The expected value must be the same JSON value, also null. */
    ComparedFields is(String path, Object actual) {
        assertThat(take(path).asText()).as(reference.id() + " " + path).isEqualTo(String.valueOf(actual));
        return this;
    }

    ComparedFields matches(String path, double... actual) {
        double[] wanted = Oracles.numbers(take(path));
        assertThat(actual).as(reference.id() + " " + path).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.length; i++) {
            reference.close(path + "[" + i + "]", actual[i], wanted[i]);
        }
        return this;
    }

    ComparedFields matches(String path, boolean... actual) {
        JsonNode wanted = take(path);
        boolean[] flags = new boolean[wanted.isArray() ? wanted.size() : 1];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = wanted.isArray() ? wanted.get(i).asBoolean() : wanted.asBoolean();
        }
        assertThat(actual).as(reference.id() + " " + path).isEqualTo(flags);
        return this;
    }

    /** Fails when the case expects a field that was not compared. */
    void andNothingElse() {
        Set<String> expected = new LinkedHashSet<>();
        collect("", reference.expected(), expected);
        assertThat(compared).as(reference.id() + ": compared fields").containsAll(expected);
    }

    private static void collect(String prefix, JsonNode object, Set<String> into) {
        for (Iterator<String> names = object.fieldNames(); names.hasNext();) {
            String name = names.next();
            if (object.get(name).isObject()) {
                collect(prefix + name + ".", object.get(name), into);
            } else {
                into.add(prefix + name);
            }
        }
    }

    private JsonNode take(String path) {
        assertThat(expects(path)).as(reference.id() + " expects " + path).isTrue();
        compared.add(path);
        return node(path);
    }

    private JsonNode node(String path) {
        JsonNode node = reference.expected();
        for (String name : path.split("\\.")) {
            node = node.path(name);
        }
        return node;
    }
}
