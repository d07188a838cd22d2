package dev.gauntlet.comparator.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.gauntlet.comparator.compare.Prediction.Embeddings;
import dev.gauntlet.comparator.compare.Prediction.Found;
import dev.gauntlet.comparator.compare.Prediction.Scores;
import dev.gauntlet.comparator.compare.Prediction.Texts;
import java.util.ArrayList;
import java.util.List;

/** Answers as OpenAI's API gives them to completions, chat completions and embeddings. */
final class OpenAi {

    private OpenAi() {
    }

    /** Whether an answer has the form of this protocol. */
    static boolean recognizes(JsonNode answer) {
        return answer.path("choices").isArray() || answer.path("data").path(0).has("embedding");
    }

    /** The texts of all choices, or the embeddings of all inputs. */
    static Found read(JsonNode answer) throws UnreadableException {
        if (!recognizes(answer)) {
            throw new UnreadableException(Unread.UnknownForm);
        }
        return answer.path("choices").isArray() ? texts(answer.get("choices")) : embeddings(answer.get("data"));
    }

    private static Texts texts(JsonNode choices) throws UnreadableException {
        List<String> texts = new ArrayList<>();
        for (JsonNode choice : choices) {
            texts.add(text(choice));
        }
        if (texts.isEmpty()) {
            throw new UnreadableException(Unread.Empty);
        }
        return new Texts(texts);
    }

    /** What a choice says; where it says nothing, why it refuses or which functions it calls with what. */
    private static String text(JsonNode choice) throws UnreadableException {
        JsonNode message = choice.path("message");
        for (JsonNode candidate : List.of(choice.path("text"), message.path("content"), message.path("refusal"))) {
            if (candidate.isTextual()) {
                return candidate.textValue();
            }
        }
        if (!message.path("tool_calls").isArray()) {
            throw new UnreadableException(Unread.UnknownForm);
        }
        var calls = JsonNodeFactory.instance.arrayNode();
        // The identifiers of calls are drawn anew for each answer.
        message.get("tool_calls").forEach(call -> calls.add(call.path("function")));
        return calls.toString();
    }

    private static Embeddings embeddings(JsonNode data) throws UnreadableException {
        var rows = JsonNodeFactory.instance.arrayNode();
        for (JsonNode entry : data) {
            if (entry.path("embedding").isTextual()) {
                throw new UnreadableException(Unread.Binary);
            }
            rows.add(entry.path("embedding"));
        }
        Scores numbers = Values.scores(rows);
        return new Embeddings(numbers.values(), numbers.width());
    }
}
