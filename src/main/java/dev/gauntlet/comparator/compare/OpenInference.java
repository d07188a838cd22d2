package dev.gauntlet.comparator.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.comparator.compare.Prediction.Found;
import dev.gauntlet.comparator.compare.Prediction.Labels;
import dev.gauntlet.comparator.compare.Prediction.Outputs;
import dev.gauntlet.comparator.compare.Prediction.Scores;
import dev.gauntlet.comparator.compare.Prediction.Texts;
import java.util.List;
import java.util.TreeMap;

/**
 * Answers of the Open Inference Protocol: version 1 ({@code predictions}, the form of TensorFlow Serving, whose columns come as
 * {@code outputs}), version 2 ({@code outputs} of tensors), and the extension for generated texts ({@code text_output}).
 */
final class OpenInference {

    private OpenInference() {
    }

    /** Whether an answer has the form of this protocol. */
    static boolean recognizes(JsonNode answer) {
        return answer.has("predictions") || answer.has("outputs") || answer.path("text_output").isTextual();
    }

    /** The prediction in an answer. */
    static Found read(JsonNode answer) throws UnreadableException {
        if (answer.has("predictions")) {
            return Values.of(answer.get("predictions"));
        }
        if (answer.path("text_output").isTextual()) {
            return new Texts(List.of(answer.get("text_output").textValue()));
        }
        JsonNode outputs = answer.path("outputs");
        if (outputs.isMissingNode()) {
            throw new UnreadableException(Unread.UnknownForm);
        }
        return outputs.path(0).has("datatype") ? tensors(outputs) : Values.of(outputs);
    }

    private static Found tensors(JsonNode outputs) throws UnreadableException {
        TreeMap<String, Found> parts = new TreeMap<>();
        for (JsonNode output : outputs) {
            if (!output.has("data")) {
                throw new UnreadableException(output.path("parameters").has("binary_data_size") ? Unread.Binary : Unread.UnknownForm);
            }
            if (parts.put(output.path("name").asText(), tensor(output)) != null) {
                throw new UnreadableException(Unread.Irregular);
            }
        }
        return parts.size() == 1 ? parts.firstEntry().getValue() : new Outputs(parts);
    }

    private static Found tensor(JsonNode output) throws UnreadableException {
        JsonNode data = output.get("data");
        if (!data.isArray()) {
            throw new UnreadableException(Unread.Irregular);
        }
        String type = output.path("datatype").asText();
        if (type.equals("BYTES") || type.equals("BOOL") || data.isEmpty()) {
            Labels labels = Values.labels(data);
            checkShape(output.path("shape"), labels.values().size());
            return labels;
        }
        Scores numbers = Values.scores(data);
        checkShape(output.path("shape"), numbers.values().size());
        // The data are usually flat, and only the shape tells the rows.
        JsonNode shape = output.path("shape");
        return shape.size() < 2 ? numbers : new Scores(numbers.values(), shape.get(shape.size() - 1).intValue());
    }

    private static void checkShape(JsonNode shape, int size) throws UnreadableException {
        long product = 1;
        for (JsonNode extent : shape) {
            product *= extent.asLong(-1);
            if (product < 0 || product > size) {
                throw new UnreadableException(Unread.Irregular);
            }
        }
        if (!shape.isEmpty() && product != size) {
            throw new UnreadableException(Unread.Irregular);
        }
    }
}
