package dev.gauntlet.comparator.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gauntlet.api.v1alpha1.Comparison;
import dev.gauntlet.comparator.compare.Prediction.Failed;
import dev.gauntlet.comparator.compare.Prediction.Found;
import dev.gauntlet.comparator.compare.Prediction.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Finds what an answer predicts. */
public final class PredictionReader {

    /** Some servers write what is not a number, which JSON does not know. */
    private static final ObjectReader JSON = JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build()
            .readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Form form;

    /** Where the prediction stands in an answer that is JSON. */
    private interface Form {
        Found read(JsonNode answer) throws UnreadableException;
    }

    /**
     * Prepares to read.
     *
     * @param protocol where predictions stand
     * @param paths where exactly, for {@link Comparison.Protocol#JsonPath}; null for the others
     * @throws IllegalArgumentException if paths are missing or one is no JSONPath
     */
    public PredictionReader(Comparison.Protocol protocol, Comparison.JsonPaths paths) {
        if ((protocol == Comparison.Protocol.JsonPath) != (paths != null)) {
            throw new IllegalArgumentException("protocol is " + protocol + " and jsonPaths is " + (paths == null ? "absent" : "present")
                    + "; write jsonPaths with protocol JsonPath, and with no other");
        }
        form = switch (protocol) {
            case Auto -> PredictionReader::automatic;
            case OpenInference -> OpenInference::read;
            case OpenAI -> OpenAi::read;
            case JsonPath -> new JsonPathReader(paths)::read;
        };
    }

    /** What an answer predicts. */
    public Prediction read(Answer answer) {
        if (answer instanceof Answer.Read read) {
            return switch (read.status() / 100) {
                case 2 -> body(read);
                case 4 -> new Failed(Failure.Rejected, read.status());
                default -> new Failed(Failure.Status, read.status());
            };
        }
        return new Failed(((Answer.Missing) answer).failure(), 0);
    }

    /** Whether a body with this content type is a stream of events, which is not read. */
    public static boolean isStream(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT);
        return type.startsWith("text/event-stream") || type.startsWith("application/x-ndjson");
    }

    private Prediction body(Answer.Read answer) {
        try {
            refuseForeign(answer);
            return form.read(JSON.readValue(new String(answer.body(), StandardCharsets.UTF_8)));
        } catch (UnreadableException e) {
            return new Unreadable(e.reason());
        } catch (JsonProcessingException e) {
            return new Unreadable(Unread.NotJson);
        }
    }

    private static void refuseForeign(Answer.Read answer) throws UnreadableException {
        if (isStream(answer.contentType())) {
            throw new UnreadableException(Unread.Streaming);
        }
        if (!answer.complete()) {
            throw new UnreadableException(Unread.TooLarge);
        }
        if (!answer.contentEncoding().isEmpty() && !answer.contentEncoding().equalsIgnoreCase("identity")) {
            throw new UnreadableException(Unread.Encoded);
        }
        if (answer.body().length == 0) {
            throw new UnreadableException(Unread.Empty);
        }
        if (answer.contentType().toLowerCase(Locale.ROOT).startsWith("application/octet-stream")) {
            throw new UnreadableException(Unread.Binary);
        }
    }

    private static Found automatic(JsonNode answer) throws UnreadableException {
        if (OpenAi.recognizes(answer)) {
            return OpenAi.read(answer);
        }
        return OpenInference.read(answer);
    }
}
