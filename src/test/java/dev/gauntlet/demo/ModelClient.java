package dev.gauntlet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gauntlet.demo.DigitsDataset.LabelledImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;

/** A plain client of one model server, for tests. */
final class ModelClient {

    static final String INFER = "/v2/models/digits/infer";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;

    ModelClient(URI server) {
        this.server = server;
    }

    HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, "");
    }

    HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        return send("POST", path, body, headers);
    }

    HttpResponse<String> infer(String id, LabelledImage image, String... headers)
            throws IOException, InterruptedException {
        return post(
                INFER,
                """
                {"id": "%s", "inputs": [{"name": "image", "shape": [1, 64], "datatype": "FP32", "data": %s}]}"""
                        .formatted(id, Arrays.toString(image.pixels())),
                headers);
    }

    HttpResponse<String> label(String id, int label) throws IOException, InterruptedException {
        return post("/labels", "{\"id\": \"%s\", \"label\": %d}".formatted(id, label));
    }

    ExpositionText metrics() throws IOException, InterruptedException {
        return ExpositionText.parse(get("/metrics").body());
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }
}
