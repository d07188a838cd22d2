package dev.gauntlet.comparator.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.gauntlet.comparator.compare.Prediction.Found;
import dev.gauntlet.comparator.compare.Prediction.Labels;
import dev.gauntlet.comparator.compare.Prediction.Outputs;
import dev.gauntlet.comparator.compare.Prediction.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Reads JSON values whose meaning nothing but their form tells: numbers are scores, words and truth values are labels. */
final class Values {

    private Values() {
    }

    /**
     * A number, word or truth value, a list of them nested to any depth, an object of such values, or a list of objects with the same
     * fields, one for each instance.
     */
    static Found of(JsonNode value) throws UnreadableException {
        if (value.isNumber()) {
            return new Scores(List.of(value.doubleValue()), 1);
        }
        if (isLabel(value)) {
            return new Labels(List.of(value.asText()));
        }
        if (value.isObject()) {
            return fields(value);
        }
        return value.path(0).isObject() ? instances(value) : list(value);
    }

    /** Numbers in nested lists, whose innermost lists are the rows; a single flat list has rows of one number. */
    static Scores scores(JsonNode numbers) throws UnreadableException {
        List<Double> values = new ArrayList<>();
        if (numbers.path(0).isArray()) {
            return new Scores(values, rows(numbers, values, 0));
        }
        row(numbers, values);
        return new Scores(values, 1);
    }

    /** Words and truth values in nested lists; null is a word, too. */
    static Labels labels(JsonNode words) throws UnreadableException {
        List<String> values = new ArrayList<>();
        addLabels(words, values);
        return new Labels(values);
    }

    private static boolean isLabel(JsonNode value) {
        return value.isTextual() || value.isBoolean() || value.isNull();
    }

    /** A list without entries is a list of no labels: it differs from every list that has some. */
    private static Found list(JsonNode list) throws UnreadableException {
        JsonNode leaf = list;
        while (leaf.isArray() && !leaf.isEmpty()) {
            leaf = leaf.get(0);
        }
        return leaf.isNumber() ? scores(list) : labels(list);
    }

    private static int rows(JsonNode lists, List<Double> values, int expected) throws UnreadableException {
        int width = expected;
        for (JsonNode list : lists) {
            if (!list.isArray() || list.isEmpty()) {
                throw new UnreadableException(Unread.Irregular);
            }
            int found = list.get(0).isArray() ? rows(list, values, width) : row(list, values);
            if (width != 0 && found != width) {
                throw new UnreadableException(Unread.Irregular);
            }
            width = found;
        }
        return width;
    }

    private static int row(JsonNode numbers, List<Double> values) throws UnreadableException {
        for (JsonNode number : numbers.isArray() ? numbers : JsonNodeFactory.instance.arrayNode().add(numbers)) {
            if (!number.isNumber()) {
                throw new UnreadableException(Unread.Irregular);
            }
            values.add(number.doubleValue());
        }
        return numbers.isArray() ? numbers.size() : 1;
    }

    private static void addLabels(JsonNode words, List<String> values) throws UnreadableException {
        for (JsonNode word : words) {
            if (word.isArray()) {
                addLabels(word, values);
            } else if (isLabel(word)) {
                values.add(word.asText());
            } else {
                throw new UnreadableException(Unread.Irregular);
            }
        }
    }

    private static Found fields(JsonNode object) throws UnreadableException {
        TreeMap<String, Found> parts = new TreeMap<>();
        for (var field : object.properties()) {
            parts.put(field.getKey(), of(field.getValue()));
        }
        if (parts.isEmpty()) {
            throw new UnreadableException(Unread.Empty);
        }
        return new Outputs(parts);
    }

    /** Turns instances with fields into fields with one value for each instance. */
    private static Found instances(JsonNode objects) throws UnreadableException {
        var columns = JsonNodeFactory.instance.objectNode();
        objects.get(0).fieldNames().forEachRemaining(columns::putArray);
        for (JsonNode object : objects) {
            if (!object.isObject() || object.size() != columns.size()) {
                throw new UnreadableException(Unread.Irregular);
            }
            for (var field : object.properties()) {
                if (!columns.has(field.getKey())) {
                    throw new UnreadableException(Unread.Irregular);
                }
                columns.withArray(field.getKey()).add(field.getValue());
            }
        }
        return fields(columns);
    }
}
