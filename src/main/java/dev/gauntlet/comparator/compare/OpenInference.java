package dev.gauntlet.comparator.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.comparator.compare.Prediction.Found;
import dev.gauntlet.comparator.compare.Prediction.Labels;
import dev.gauntlet.comparator.compare.Prediction.Outputs;
import dev.gauntlet.comparator.compare.Prediction.Scores;
import dev.gauntlet.comparator.compare.Prediction.Texts;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * Answers of the Open Inference Protocol: version 1 ({@code predictions}, the form of TensorFlow Serving, whose columns come as
 * {@code outputs}), version 2 ({@code outputs} of tensors), and the extension for generated texts ({@code text_output}). Whole numbers
 * beside a tensor of fractions are numbers of classes, which are equal or are not; alone they may be anything, and are compared as numbers.
 */
final class OpenInference {

    private static final Pattern FRACTIONS = Pattern.compile("FP[0-9]+|BF16");
    private static final Pattern WHOLE = Pattern.compile("U?INT[0-9]+");

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
        boolean fractions = StreamSupport.stream(outputs.spliterator(), false)
                .anyMatch(output -> FRACTIONS.matcher(type(output)).matches());
        TreeMap<String, Found> parts = new TreeMap<>();
        for (JsonNode output : outputs) {
            if (!output.has("data")) {
                throw new UnreadableException(output.path("parameters").has("binary_data_size") ? Unread.Binary : Unread.UnknownForm);
            }
            if (parts.put(output.path("name").asText(), tensor(output, fractions)) != null) {
                throw new UnreadableException(Unread.Irregular);
            }
        }
        return parts.size() == 1 ? parts.firstEntry().getValue() : new Outputs(parts);
    }

    private static String type(JsonNode output) {
        return output.path("datatype").asText();
    }

    private static Found tensor(JsonNode output, boolean besideFractions) throws UnreadableException {
        JsonNode data = output.get("data");
        if (!data.isArray()) {
            throw new UnreadableException(Unread.Irregular);
        }
        String type = type(output);
        if (type.equals("BYTES") || type.equals("BOOL") || data.isEmpty()) {
            Labels labels = Values.labels(data);
            checkShape(output.path("shape"), labels.values().size());
            return labels;
        }
        Scores numbers = Values.scores(data);
        checkShape(output.path("shape"), numbers.values().size());
        if (besideFractions && WHOLE.matcher(type).matches()) {
            return new Labels(numbers.values().stream().map(number -> Long.toString(number.longValue())).toList());
        }
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
