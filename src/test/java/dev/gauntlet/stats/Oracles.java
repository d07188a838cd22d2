package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Reference cases of one method, read from the folder that the system property {@code stat.oracles} names. */
public final class Oracles {

    private static final Path FOLDER =
            Path.of(System.getProperty("stat.oracles", "src/test/resources/stat-oracles"));

    private final JsonNode root;

    private Oracles(JsonNode root) {
        this.root = root;
    }

    public static Oracles of(String method) {
        try {
            return new Oracles(new ObjectMapper().readTree(FOLDER.resolve(method + ".json").toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All cases. */
    public List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (JsonNode node : root.get("cases")) {
            JsonNode tolerance = node.has("tolerance") ? node.get("tolerance") : root.get("tolerance");
            cases.add(new Case(
                    node.get("id").asText(),
                    node.get("input"),
                    node.get("expected"),
                    tolerance.get("relative").asDouble(),
                    tolerance.get("absolute").asDouble()));
        }
        return cases;
    }

    /** Cases of one kind; fails when there are none, so that a renamed kind cannot pass unseen. */
    public List<Case> cases(String kind) {
        List<Case> cases = cases().stream().filter(c -> c.input().path("kind").asText().equals(kind)).toList();
        assertThat(cases).as("cases of kind " + kind).isNotEmpty();
        return cases;
    }

    /** Reads a number, also one written as "Infinity" or "-Infinity". */
    public static double number(JsonNode node) {
        return node.isTextual() ? Double.parseDouble(node.asText()) : node.asDouble();
    }

    public static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).mapToDouble(Oracles::number).toArray();
    }

    /** One reference case; remembers which expected fields were compared. */
    public static final class Case {

        private final String id;
        private final JsonNode input;
        private final JsonNode expected;
        private final double relative;
        private final double absolute;
        private final Set<String> compared = new HashSet<>();

        public Case(String id, JsonNode input, JsonNode expected, double relative, double absolute) {
            this.id = id;
            this.input = input;
            this.expected = expected;
            this.relative = relative;
            this.absolute = absolute;
        }

        public String id() {
            return id;
        }

        public JsonNode input() {
            return input;
        }

        public JsonNode expected() {
            return expected;
        }

        public double relative() {
            return relative;
        }

        public double absolute() {
            return absolute;
        }

        public double in(String field) {
            assertThat(input.has(field)).as(id + " has input " + field).isTrue();
            return number(input.get(field));
        }

        /** True when the case expects the field, which also may expect it to be undefined. */
        public boolean expects(String field) {
            return expected.has(field);
        }

        public double[] ins(String field) {
            assertThat(input.has(field)).as(id + " has input " + field).isTrue();
            return numbers(input.get(field));
        }

        /** The expected field, taken as compared by the caller. */
        public JsonNode expecting(String field) {
            assertThat(expected.has(field)).as(id + " expects " + field).isTrue();
            compared.add(field);
            return expected.get(field);
        }

        public void matches(String field, double actual) {
            close(field, actual, number(expecting(field)));
        }

        /** Compares a value that may be undefined, written as null. */
        public void matches(String field, OptionalDouble actual) {
            JsonNode wanted = expecting(field);
            assertThat(actual.isEmpty()).as(id + " " + field + " is undefined").isEqualTo(wanted.isNull());
            actual.ifPresent(value -> close(field, value, number(wanted)));
        }

        public void matches(String field, double[] actual) {
            double[] numbers = numbers(expecting(field));
            assertThat(actual).as(id + " " + field).hasSameSizeAs(numbers);
            for (int i = 0; i < numbers.length; i++) {
                close(field + "[" + i + "]", actual[i], numbers[i]);
            }
        }

        /** An interval as its two ends. */
        public void matches(String field, Interval actual) {
            matches(field, new double[] {actual.lower(), actual.upper()});
        }

        /** An undefined interval is expected as null. */
        public void matches(String field, Optional<Interval> actual) {
            JsonNode wanted = expecting(field);
            assertThat(actual.isEmpty()).as(id + " " + field + " is undefined").isEqualTo(wanted.isNull());
            actual.ifPresent(interval -> matches(field, interval));
        }

        public void close(String what, double actual, double wanted) {
            double allowed = Math.max(absolute, relative * Math.abs(wanted));
            assertThat(actual == wanted || Math.abs(actual - wanted) <= allowed)
                    .as("%s %s: expected %s, got %s, allowed difference %s", id, what, wanted, actual, allowed)
                    .isTrue();
        }

        /** Fails when the case expects a field that was not compared. */
        public void isWhollyCompared() {
            List<String> fields = new ArrayList<>();
            expected.fieldNames().forEachRemaining(fields::add);
            assertThat(compared).as(id + " compares every expected field").containsAll(fields);
        }

        @Override
        public String toString() {
            return id;
        }
    }
}
