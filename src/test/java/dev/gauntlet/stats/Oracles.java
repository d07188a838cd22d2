package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Reference cases of one method, read from the folder that the system property {@code stat.oracles} names. */
final class Oracles {

    private static final Path FOLDER =
            Path.of(System.getProperty("stat.oracles", "src/test/resources/stat-oracles"));

    private final JsonNode root;

    private Oracles(JsonNode root) {
        this.root = root;
    }

    static Oracles of(String method) {
        try {
            return new Oracles(new ObjectMapper().readTree(FOLDER.resolve(method + ".json").toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All cases. */
    List<Case> cases() {
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
    List<Case> cases(String kind) {
        List<Case> cases = cases().stream().filter(c -> c.input().path("kind").asText().equals(kind)).toList();
        assertThat(cases).as("cases of kind " + kind).isNotEmpty();
        return cases;
    }

    /** Reads a number, also one written as "Infinity" or "-Infinity". */
    static double number(JsonNode node) {
        return node.isTextual() ? Double.parseDouble(node.asText()) : node.asDouble();
    }

    static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).mapToDouble(Oracles::number).toArray();
    }

    /** One reference case. */
    record Case(String id, JsonNode input, JsonNode expected, double relative, double absolute) {

        double in(String field) {
            assertThat(input.has(field)).as(id + " has input " + field).isTrue();
            return number(input.get(field));
        }

        void matches(String field, double actual) {
            assertThat(expected.has(field)).as(id + " expects " + field).isTrue();
            close(field, actual, number(expected.get(field)));
        }

        void matches(String field, double[] actual) {
            double[] numbers = numbers(expected.get(field));
            assertThat(actual).as(id + " " + field).hasSameSizeAs(numbers);
            for (int i = 0; i < numbers.length; i++) {
                close(field + "[" + i + "]", actual[i], numbers[i]);
            }
        }

        void close(String what, double actual, double wanted) {
            double allowed = Math.max(absolute, relative * Math.abs(wanted));
            assertThat(actual == wanted || Math.abs(actual - wanted) <= allowed)
                    .as("%s %s: expected %s, got %s, allowed difference %s", id, what, wanted, actual, allowed)
                    .isTrue();
        }

        @Override
        public String toString() {
            return id;
        }
    }
}
