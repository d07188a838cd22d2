package dev.gauntlet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gauntlet.demo.DigitsDataset.LabelledImage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The server against the Open Inference Protocol v2 (HTTP/REST). */
class OpenInferenceProtocolTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ZEROS = Stream.generate(() -> "0").limit(64).collect(Collectors.joining(","));

    private static DigitsModelServer server;
    private static ModelClient client;
    private static List<LabelledImage> images;
    private static Classifier classifier;

    @BeforeAll
    static void start() throws IOException {
        DigitsDataset.Split split = DigitsDataset.load(DigitsDataset.DEFAULT_FILE).split();
        images = split.heldOut().images();
        classifier = DigitsModel.CANDIDATE.train(split.train());
        server = DigitsModelServer.start(DigitsModelServer.Options.parse(
                "--model=candidate", "--listen=127.0.0.1:0", "--name=digits-test", "--version=v2", "--drain-millis=0"));
        client = new ModelClient(server.uri());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest(name = "GET {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    /v2                                 | {"name":"digits-test","version":"v2","extensions":[]}
                    /v2/health/live                     | {"live":true,"ready":true}
                    /v2/health/ready                    | {"live":true,"ready":true}
                    /v2/models/digits/ready             | {"name":"digits","ready":true}
                    /v2/models/digits/versions/v2/ready | {"name":"digits","ready":true}
                    /v2/models/digits                   | {"name":"digits","versions":["v2"],"platform":"java",\
                    "inputs":[{"name":"image","datatype":"FP32","shape":[-1,64]}],\
                    "outputs":[{"name":"digit","datatype":"INT64","shape":[-1]}]}
                    /v2/models/digits/versions/v2       | {"name":"digits","versions":["v2"],"platform":"java",\
                    "inputs":[{"name":"image","datatype":"FP32","shape":[-1,64]}],\
                    "outputs":[{"name":"digit","datatype":"INT64","shape":[-1]}]}
                    """)
    void metadataAndHealthAreTheProtocolsObjects(String path, String expected) throws Exception {
        HttpResponse<String> response = client.get(path);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(ModelClient.json(response)).isEqualTo(JSON.readTree(expected));
    }

    @ParameterizedTest(name = "{0} {1} is answered {2}")
    @CsvSource({
        "GET, /, 404",
        "GET, /v3, 404",
        "GET, /v2/models, 404",
        "GET, /v2/models/letters, 404",
        "GET, /v2/models/letters/ready, 404",
        "GET, /v2/models/digits/versions/v1, 404",
        "GET, /v2/models/digits/unload, 404",
        "POST, /v2/models/letters/infer, 404",
        "POST, /v2/models/digits/versions/v1/infer, 404",
        "POST, /control/failing, 404",
        "POST, /v2, 405",
        "POST, /v2/health/ready, 405",
        "POST, /v2/models/digits, 405",
        "POST, /metrics, 405",
        "GET, /labels, 405",
        "GET, /v2/models/digits/infer, 405"
    })
    void whatIsNotServedIsAnsweredWithTheProtocolsErrorObject(String method, String path, int status)
            throws Exception {
        assertError(client.send(method, path, ""), status);
    }

    @Test
    void anInferenceAnswersTheModelsPredictionsForEachImageUnderTheRequestsId() throws Exception {
        List<LabelledImage> batch = images.subList(0, 50);
        String data = batch.stream()
                .map(image -> Arrays.toString(image.pixels()))
                .map(pixels -> pixels.substring(1, pixels.length() - 1))
                .collect(Collectors.joining(",", "[", "]"));

        HttpResponse<String> response =
                client.post(ModelClient.INFER, request("\"id\":\"42\",", "FP64", "[50,64]", data));

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode body = ModelClient.json(response);
        assertThat(body.path("model_name").asText()).isEqualTo("digits");
        assertThat(body.path("model_version").asText()).isEqualTo("v2");
        assertThat(body.path("id").asText()).isEqualTo("42");
        assertThat(body.path("outputs").size()).isEqualTo(1);
        JsonNode output = body.path("outputs").get(0);
        assertThat(output.path("name").asText()).isEqualTo("digit");
        assertThat(output.path("datatype").asText()).isEqualTo("INT64");
        assertThat(output.path("shape")).isEqualTo(JSON.readTree("[50]"));
        assertThat(JSON.convertValue(output.path("data"), int[].class))
                .containsExactly(batch.stream()
                        .mapToInt(image -> classifier.classify(image.pixels()))
                        .toArray());
    }

    @Test
    void anAnswerToARequestWithoutIdHasNone() throws Exception {
        HttpResponse<String> response =
                client.post(ModelClient.INFER, request("", "FP32", "[1,64]", "[" + ZEROS + "]"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(ModelClient.json(response).has("id")).isFalse();
    }

    static Stream<Arguments> acceptedRequests() {
        return Stream.of(
                Arguments.of("flat data", request("", "FP32", "[1,64]", "[" + ZEROS + "]")),
                Arguments.of("nested data", request("", "FP32", "[1,64]", "[[" + ZEROS + "]]")),
                Arguments.of("whole numbers", request("", "UINT8", "[1,64]", "[" + ZEROS + "]")),
                Arguments.of("parameters", request("\"parameters\":{\"p\":1},", "FP32", "[1,64]", "[" + ZEROS + "]")),
                Arguments.of(
                        "the output asked for by name",
                        request("\"outputs\":[{\"name\":\"digit\"}],", "FP32", "[1,64]", "[" + ZEROS + "]")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("acceptedRequests")
    void everyFormThatTheProtocolAllowsIsUnderstood(String what, String body) throws Exception {
        assertThat(client.post(ModelClient.INFER, body).statusCode()).isEqualTo(200);
    }

    static Stream<Arguments> refusedRequests() {
        String ok = "[" + ZEROS + "]";
        return Stream.of(
                Arguments.of("no body", ""),
                Arguments.of("no JSON", "{"),
                Arguments.of("no object", "[1]"),
                Arguments.of("no inputs", "{}"),
                Arguments.of("inputs that are no array", "{\"inputs\":{}}"),
                Arguments.of("an empty list of inputs", "{\"inputs\":[]}"),
                Arguments.of("two inputs", "{\"inputs\":[{\"name\":\"image\"},{\"name\":\"image\"}]}"),
                Arguments.of("an unknown input", request("", "FP32", "[1,64]", ok).replace("image", "sound")),
                Arguments.of("an id that is no string", request("\"id\":7,", "FP32", "[1,64]", ok)),
                Arguments.of("an unknown output", request("\"outputs\":[{\"name\":\"x\"}],", "FP32", "[1,64]", ok)),
                Arguments.of("outputs that are no array", request("\"outputs\":7,", "FP32", "[1,64]", ok)),
                Arguments.of("a datatype that is not numeric", request("", "BYTES", "[1,64]", ok)),
                Arguments.of("an unknown datatype", request("", "FP8", "[1,64]", ok)),
                Arguments.of("an empty batch", request("", "FP32", "[0,64]", "[]")),
                Arguments.of("too large a batch", request("", "FP32", "[257,64]", ok)),
                Arguments.of("images of another size", request("", "FP32", "[1,63]", ok)),
                Arguments.of("a shape of one dimension", request("", "FP32", "[64]", ok)),
                Arguments.of("a fractional shape", request("", "FP32", "[1.5,64]", ok)),
                Arguments.of("a shape that is no array", request("", "FP32", "64", ok)),
                Arguments.of("less data than the shape says", request("", "FP32", "[2,64]", ok)),
                Arguments.of("more data than the shape says", request("", "FP32", "[1,64]", "[" + ZEROS + ",0]")),
                Arguments.of("data that is no array", request("", "FP32", "[1,64]", "0")),
                Arguments.of("text among the data", request("", "FP32", "[1,64]", ok.replaceFirst("0", "\"0\""))),
                Arguments.of("null among the data", request("", "FP32", "[1,64]", ok.replaceFirst("0", "null"))),
                Arguments.of("fractions as whole numbers", request("", "INT32", "[1,64]", ok.replaceFirst("0", "0.5"))),
                Arguments.of("a pixel that is too bright", request("", "FP32", "[1,64]", ok.replaceFirst("0", "16.5"))),
                Arguments.of("a negative pixel", request("", "FP32", "[1,64]", ok.replaceFirst("0", "-1"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedRequests")
    void aRequestTheModelCannotAnswerIsABadRequest(String what, String body) throws Exception {
        assertError(client.post(ModelClient.INFER, body), 400);
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedAndTheServerGoesOn() throws Exception {
        assertError(client.post(ModelClient.INFER, " ".repeat((1 << 20) + 1)), 413);
        assertThat(client.infer("after", images.get(0)).statusCode()).isEqualTo(200);
    }

    private static String request(String members, String datatype, String shape, String data) {
        return "{%s\"inputs\":[{\"name\":\"image\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}]}"
                .formatted(members, datatype, shape, data);
    }

    private static void assertError(HttpResponse<String> response, int status) throws IOException {
        assertThat(response.statusCode()).isEqualTo(status);
        JsonNode body = ModelClient.json(response);
        assertThat(body.fieldNames()).toIterable().containsExactly("error");
        assertThat(body.path("error").asText()).isNotBlank();
    }
}
