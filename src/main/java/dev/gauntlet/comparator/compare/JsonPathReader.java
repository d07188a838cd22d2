package dev.gauntlet.comparator.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import dev.gauntlet.api.v1alpha1.Comparison;
import dev.gauntlet.comparator.compare.Prediction.Found;
import dev.gauntlet.comparator.compare.Prediction.Labels;
import dev.gauntlet.comparator.compare.Prediction.Outputs;
import dev.gauntlet.comparator.compare.Prediction.Texts;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Finds predictions where JSONPath expressions say. */
final class JsonPathReader {

    private static final Configuration CONFIGURATION = Configuration.builder().jsonProvider(new JacksonJsonNodeJsonProvider())
            .mappingProvider(new JacksonMappingProvider()).options(EnumSet.noneOf(Option.class)).build();

    private final Optional<JsonPath> label;
    private final Optional<JsonPath> score;
    private final Optional<JsonPath> text;

    /**
     * Compiles the expressions.
     *
     * @throws IllegalArgumentException if one is no JSONPath, or none is given
     */
    JsonPathReader(Comparison.JsonPaths paths) {
        label = compiled("label", paths.label());
        score = compiled("score", paths.score());
        text = compiled("text", paths.text());
        if (label.isEmpty() && score.isEmpty() && text.isEmpty()) {
            throw new IllegalArgumentException("jsonPaths is empty; write at least one of label, score and text");
        }
    }

    private static Optional<JsonPath> compiled(String field, String expression) {
        try {
            return Optional.ofNullable(expression).map(JsonPath::compile);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("jsonPaths." + field + " is " + expression + ", which is no JSONPath (" + e.getMessage()
                    + "); write one such as $.result.class", e);
        }
    }

    /** The predictions in an answer, by the name of the path. */
    Found read(JsonNode answer) throws UnreadableException {
        TreeMap<String, Found> parts = new TreeMap<>();
        if (label.isPresent()) {
            parts.put("label", new Labels(words(find(label.get(), answer))));
        }
        if (score.isPresent()) {
            parts.put("score", Values.scores(find(score.get(), answer)));
        }
        if (text.isPresent()) {
            parts.put("text", new Texts(words(find(text.get(), answer))));
        }
        return parts.size() == 1 ? parts.firstEntry().getValue() : new Outputs(parts);
    }

    private static JsonNode find(JsonPath path, JsonNode answer) throws UnreadableException {
        JsonNode found;
        try {
            found = path.read(answer, CONFIGURATION);
        } catch (JsonPathException e) {
            throw new UnreadableException(Unread.PathNotFound);
        }
        if (found == null || found.isNull() || found.isContainerNode() && found.isEmpty()) {
            throw new UnreadableException(Unread.PathNotFound);
        }
        return found;
    }

    private static List<String> words(JsonNode found) throws UnreadableException {
        List<String> words = new ArrayList<>();
        for (JsonNode word : found.isArray() ? found : JsonNodeFactory.instance.arrayNode().add(found)) {
            if (!word.isValueNode() || word.isNull()) {
                throw new UnreadableException(Unread.PathNotFound);
            }
            words.add(word.asText());
        }
        return words;
    }
}
