package dev.gauntlet.comparator.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gauntlet.api.v1alpha1.Comparison;
import dev.gauntlet.api.v1alpha1.Comparison.JsonPaths;
import dev.gauntlet.api.v1alpha1.Comparison.Protocol;
import dev.gauntlet.comparator.compare.Prediction.Embeddings;
import dev.gauntlet.comparator.compare.Prediction.Failed;
import dev.gauntlet.comparator.compare.Prediction.Labels;
import dev.gauntlet.comparator.compare.Prediction.Outputs;
import dev.gauntlet.comparator.compare.Prediction.Scores;
import dev.gauntlet.comparator.compare.Prediction.Texts;
import dev.gauntlet.comparator.compare.Prediction.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PredictionReaderTest {

    private static Answer answer(String body) {
        return answer(200, "application/json", "", body, true);
    }

    private static Answer answer(int status, String type, String encoding, String body, boolean complete) {
        return new Answer.Read(status, type, encoding, body.getBytes(StandardCharsets.UTF_8), complete, 0.1);
    }

    private static Prediction read(Protocol protocol, String body) {
        return new PredictionReader(protocol, null).read(answer(body));
    }

    private static Scores scores(int width, Double... values) {
        return new Scores(List.of(values), width);
    }

    private static Labels labels(String... values) {
        return new Labels(List.of(values));
    }

    private static Texts texts(String... values) {
        return new Texts(List.of(values));
    }

    private static Outputs outputs(Map<String, Prediction.Found> parts) {
        return new Outputs(new TreeMap<>(parts));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"openInference", "openAi"})
    void findsThePredictionByItsFormAndByItsProtocol(String body, Prediction expected, Protocol protocol) {
        assertThat(read(Protocol.Auto, body)).isEqualTo(expected);
        assertThat(read(protocol, body)).isEqualTo(expected);
    }

    static Stream<Arguments> openInference() {
        return Stream.of(
                one("{'predictions': [0.25, 0.5]}", scores(1, 0.25, 0.5)),
                one("{'predictions': [3]}", scores(1, 3.0)),
                one("{'predictions': 3}", scores(1, 3.0)),
                one("{'predictions': [[0.25, 0.75], [1, 0]]}", scores(2, 0.25, 0.75, 1.0, 0.0)),
                one("{'predictions': [[[1, 2, 3]], [[4, 5, 6]]]}", scores(3, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0)),
                one("{'predictions': [NaN, Infinity]}", scores(1, Double.NaN, Double.POSITIVE_INFINITY)),
                one("{'predictions': ['cat', 'dog']}", labels("cat", "dog")),
                one("{'predictions': [['cat'], ['dog']]}", labels("cat", "dog")),
                one("{'predictions': [true, false, null]}", labels("true", "false", "null")),
                one("{'predictions': []}", labels()),
                one("{'predictions': [{'label': 'cat', 'score': 0.5}, {'label': 'dog', 'score': 1}]}",
                        outputs(Map.of("label", labels("cat", "dog"), "score", scores(1, 0.5, 1.0)))),
                one("{'outputs': {'classes': ['cat'], 'scores': [[0.5, 0.5]]}}",
                        outputs(Map.of("classes", labels("cat"), "scores", scores(2, 0.5, 0.5)))),
                one("{'outputs': [[1.5]]}", scores(1, 1.5)),
                one("{'outputs': [{'name': 'p', 'datatype': 'FP32', 'shape': [2, 2], 'data': [0.25, 0.75, 1, 0]}]}",
                        scores(2, 0.25, 0.75, 1.0, 0.0)),
                one("{'outputs': [{'name': 'p', 'datatype': 'FP64', 'shape': [2], 'data': [1.5, 2.5]}]}", scores(1, 1.5, 2.5)),
                one("{'outputs': [{'name': 'p', 'datatype': 'FP32', 'shape': [2, 2], 'data': [[0.25, 0.75], [1, 0]]}]}",
                        scores(2, 0.25, 0.75, 1.0, 0.0)),
                one("{'outputs': [{'name': 'c', 'datatype': 'INT64', 'shape': [1, 1], 'data': [7]}]}", scores(1, 7.0)),
                one("{'outputs': [{'name': 'c', 'datatype': 'BOOL', 'shape': [2], 'data': [true, false]}]}", labels("true", "false")),
                one("{'outputs': [{'name': 'c', 'datatype': 'BYTES', 'shape': [0], 'data': []}]}", labels()),
                one("{'outputs': [{'name': 'c', 'datatype': 'BYTES', 'shape': [1], 'data': ['cat']},"
                        + " {'name': 'p', 'datatype': 'FP32', 'shape': [1, 2], 'data': [0.5, 0.5]}]}",
                        outputs(Map.of("c", labels("cat"), "p", scores(2, 0.5, 0.5)))),
                one("{'outputs': [{'name': 'c', 'datatype': 'INT64', 'shape': [2], 'data': [7, 3]},"
                        + " {'name': 'p', 'datatype': 'FP64', 'shape': [2], 'data': [0.5, 1]}]}",
                        outputs(Map.of("c", labels("7", "3"), "p", scores(1, 0.5, 1.0)))),
                one("{'outputs': [{'name': 'c', 'datatype': 'INT64', 'shape': [1], 'data': [7]},"
                        + " {'name': 'n', 'datatype': 'UINT8', 'shape': [1], 'data': [2]}]}",
                        outputs(Map.of("c", scores(1, 7.0), "n", scores(1, 2.0)))),
                one("{'model_name': 'm', 'text_output': 'hello'}", texts("hello")),
                one("{'predictions': [[1, 2], [3]]}", new Unreadable(Unread.Irregular)),
                one("{'predictions': [1, 'two']}", new Unreadable(Unread.Irregular)),
                one("{'predictions': ['one', 2]}", new Unreadable(Unread.Irregular)),
                one("{'predictions': [[], [1]]}", new Unreadable(Unread.Irregular)),
                one("{'predictions': [{'a': 1}, {'b': 1}]}", new Unreadable(Unread.Irregular)),
                one("{'predictions': [{'a': 1}, 2]}", new Unreadable(Unread.Irregular)),
                one("{'outputs': [{'name': 'p', 'datatype': 'FP32', 'shape': [3, 2], 'data': [1, 2]}]}", new Unreadable(Unread.Irregular)),
                one("{'outputs': [{'name': 'p', 'datatype': 'FP32', 'shape': [1], 'parameters': {'binary_data_size': 4}}]}",
                        new Unreadable(Unread.Binary)),
                one("{'detail': 'ok'}", new Unreadable(Unread.UnknownForm)),
                one("[1, 2]", new Unreadable(Unread.UnknownForm)));
    }

    static Stream<Arguments> openAi() {
        return Stream.of(
                two("{'choices': [{'message': {'role': 'assistant', 'content': 'yes'}}]}", texts("yes")),
                two("{'choices': [{'text': 'one'}, {'text': 'two'}]}", texts("one", "two")),
                two("{'choices': [{'message': {'content': null, 'refusal': 'no'}}]}", texts("no")),
                two("{'choices': [{'message': {'tool_calls': [{'id': 'x', 'function': {'name': 'f', 'arguments': '{}'}}]}}]}",
                        texts("[{\"name\":\"f\",\"arguments\":\"{}\"}]")),
                two("{'data': [{'embedding': [0.5, 1.5]}, {'embedding': [2.5, 3.5]}]}", new Embeddings(List.of(0.5, 1.5, 2.5, 3.5), 2)),
                two("{'data': [{'embedding': 'AAAA'}]}", new Unreadable(Unread.Binary)),
                two("{'choices': []}", new Unreadable(Unread.Empty)),
                two("{'choices': [{}]}", new Unreadable(Unread.UnknownForm)));
    }

    private static Arguments one(String body, Prediction expected) {
        return Arguments.of(body.replace('\'', '"'), expected, Protocol.OpenInference);
    }

    private static Arguments two(String body, Prediction expected) {
        return Arguments.of(body.replace('\'', '"'), expected, Protocol.OpenAI);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "$.r.class, -, -, cat",
        "$..class, -, -, cat",
        "-, $.r.p, -, 0.75",
        "-, $.r.row, -, 0.25;0.75",
        "-, -, $.r.say, hello",
        "$.r.none, -, -, PathNotFound",
        "-, $.r.class, -, Irregular",
        "$.r, -, -, PathNotFound",
        "$.r.class, $.r.none, -, PathNotFound"})
    void findsWhatPathsName(String label, String score, String text, String expected) {
        PredictionReader reader = new PredictionReader(Protocol.JsonPath, new JsonPaths(label, score, text));

        Prediction found = reader.read(answer("{\"r\": {\"class\": \"cat\", \"p\": 0.75, \"row\": [0.25, 0.75], \"say\": \"hello\"}}"));

        assertThat(found).isEqualTo(switch (expected) {
            case "cat" -> labels("cat");
            case "hello" -> texts("hello");
            case "0.75" -> scores(1, 0.75);
            case "0.25;0.75" -> scores(1, 0.25, 0.75);
            default -> new Unreadable(Unread.valueOf(expected));
        });
    }

    @Test
    void putsTheFindingsOfSeveralPathsSideBySide() {
        assertThat(new PredictionReader(Protocol.JsonPath, new JsonPaths("$.c", "$.s", null)).read(answer("{\"c\": 7, \"s\": 0.5}")))
                .isEqualTo(outputs(Map.of("label", labels("7"), "score", scores(1, 0.5))));
    }

    @ParameterizedTest
    @CsvSource({
        "200, text/event-stream; charset=utf-8, '', 'data: {}', true, Streaming",
        "200, application/json, gzip, '{}', true, Encoded",
        "200, application/json, '', '', true, Empty",
        "200, application/octet-stream, '', '{}', true, Binary",
        "200, application/json, '', '', false, TooLarge",
        "200, application/json, '', '{', true, NotJson",
        "200, application/json, '', '{} {}', true, NotJson",
        "200, text/html, '', '<html>', true, NotJson"})
    void saysWhyAnAnswerCannotBeRead(int status, String type, String encoding, String body, boolean complete, Unread reason) {
        assertThat(new PredictionReader(Protocol.Auto, null).read(answer(status, type, encoding, body, complete)))
                .isEqualTo(new Unreadable(reason));
    }

    @ParameterizedTest
    @CsvSource({"199, Status", "301, Status", "400, Rejected", "404, Rejected", "499, Rejected", "500, Status", "503, Status"})
    void takesAnyOtherStatusForAFailureAndTells4xxApart(int status, Failure failure) {
        assertThat(new PredictionReader(Protocol.Auto, null).read(answer(status, "", "", "{\"predictions\": [1]}", true)))
                .isEqualTo(new Failed(failure, status));
    }

    @Test
    void takesNoAnswerForAFailure() {
        assertThat(new PredictionReader(Protocol.Auto, null).read(new Answer.Missing(Failure.Timeout, 1)))
                .isEqualTo(new Failed(Failure.Timeout, 0));
    }

    @Test
    void refusesPathsThatAreMissingOrNone() {
        assertThatThrownBy(() -> new PredictionReader(Protocol.JsonPath, null)).hasMessageContaining("write jsonPaths");
        assertThatThrownBy(() -> new PredictionReader(Protocol.Auto, new JsonPaths("$.a", null, null))).hasMessageContaining("JsonPath");
        assertThatThrownBy(() -> new PredictionReader(Protocol.JsonPath, new Comparison.JsonPaths("$.a.", null, null)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("jsonPaths.label");
    }
}
