package dev.gauntlet.demo;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gauntlet.demo.OpenInference.FeedbackSummary;
import dev.gauntlet.demo.OpenInference.Health;
import dev.gauntlet.demo.OpenInference.InferenceResponse;
import dev.gauntlet.demo.OpenInference.ModelMetadata;
import dev.gauntlet.demo.OpenInference.ModelReady;
import dev.gauntlet.demo.OpenInference.OutputTensor;
import dev.gauntlet.demo.OpenInference.ServerMetadata;
import dev.gauntlet.demo.OpenInference.TensorMetadata;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model server answers, whatever carries the requests: the health, metadata and inference interfaces of the Open
 * Inference Protocol v2 (HTTP/REST), the metrics, the feedback with labels, and the control of made-up failures.
 */
final class ModelApi {

    /** The model's name in the protocol. */
    static final String MODEL_NAME = "digits";

    private static final Pattern MODEL_PATH =
            Pattern.compile("/v2/models/(?<model>[^/]+)(?:/versions/(?<version>[^/]+))?(?<action>/ready|/infer)?");
    private static final Pattern UNIT_BUCKET = Pattern.compile("[A-Za-z0-9_-]{1,16}");

    private final ObjectMapper json = new ObjectMapper();
    private final Classifier classifier;
    private final String serverName;
    private final String version;
    private final boolean failable;
    private final BooleanSupplier ready;
    private final PredictionScores scores;
    private final InferenceMetrics inferences;
    private final ServerMetrics metrics;
    private final ServingTraits traits;
    private volatile double failureRate;

    /**
     * Creates the interface of one model.
     *
     * @param classifier the trained model
     * @param serverName the server's name in its metadata
     * @param version the version of the model and of the server
     * @param failable whether {@code /control/failing} exists
     * @param ready whether the server takes new requests
     * @param scores where predictions and labels are counted
     * @param inferences where classified images are counted
     * @param metrics where requests are counted
     * @param traits what an image costs in time and money
     */
    ModelApi(
            Classifier classifier,
            String serverName,
            String version,
            boolean failable,
            BooleanSupplier ready,
            PredictionScores scores,
            InferenceMetrics inferences,
            ServerMetrics metrics,
            ServingTraits traits) {
        this.classifier = classifier;
        this.serverName = serverName;
        this.version = version;
        this.failable = failable;
        this.ready = ready;
        this.scores = scores;
        this.inferences = inferences;
        this.metrics = metrics;
        this.traits = traits;
    }

    /**
     * Answers a request.
     *
     * @param method the HTTP method
     * @param path the decoded path, without query
     * @param unitBucket the header that carries the hash bucket of the requesting unit, or null
     * @param body the body, possibly empty
     * @return the answer; errors are answers too
     */
    HttpAnswer answer(String method, String path, String unitBucket, byte[] body) {
        try {
            return switch (path) {
                case "/v2", "/v2/" -> get(method, new ServerMetadata(serverName, version, List.of()));
                case "/v2/health/live" -> get(method, health());
                case "/v2/health/ready" -> get(method, readiness(), health());
                case "/metrics" -> metrics(method);
                case "/labels" -> labels(method, body);
                case "/control/failing" -> failing(method, body);
                default -> model(method, path, unitBucket, body);
            };
        } catch (ProtocolException e) {
            return HttpAnswer.error(e.status(), e.getMessage());
        } catch (IOException | RuntimeException e) {
            return HttpAnswer.error(500, e.toString());
        }
    }

    private HttpAnswer model(String method, String path, String unitBucket, byte[] body) throws ProtocolException {
        Matcher matcher = MODEL_PATH.matcher(path);
        if (!matcher.matches()) {
            throw new ProtocolException(404, "nothing is served at " + path);
        }
        if ("/infer".equals(matcher.group("action"))) {
            return timedInference(method, matcher, unitBucket, body);
        }
        checkModel(matcher);
        return matcher.group("action") == null
                ? get(method, modelMetadata())
                : get(method, readiness(), new ModelReady(MODEL_NAME, ready.getAsBoolean()));
    }

    private void checkModel(Matcher path) throws ProtocolException {
        if (!path.group("model").equals(MODEL_NAME)) {
            throw new ProtocolException(404, "no model '%s'".formatted(path.group("model")));
        }
        if (path.group("version") != null && !path.group("version").equals(version)) {
            throw new ProtocolException(
                    404, "model '%s' has no version '%s'".formatted(MODEL_NAME, path.group("version")));
        }
    }

    private HttpAnswer timedInference(String method, Matcher path, String header, byte[] body) {
        long start = System.nanoTime();
        String unitBucket = header != null && UNIT_BUCKET.matcher(header).matches() ? header : "";
        HttpAnswer answer;
        try {
            checkModel(path);
            requireMethod("POST", method);
            answer = infer(unitBucket, body);
        } catch (ProtocolException e) {
            answer = HttpAnswer.error(e.status(), e.getMessage());
        } catch (RuntimeException e) {
            answer = HttpAnswer.error(500, e.toString());
        }
        metrics.answered(answer.status(), unitBucket, Duration.ofNanos(System.nanoTime() - start));
        return answer;
    }

    private HttpAnswer infer(String unitBucket, byte[] body) throws ProtocolException {
        if (ThreadLocalRandom.current().nextDouble() < failureRate) {
            throw new ProtocolException(500, "the model has been told to fail");
        }
        InferenceRequest request = InferenceRequest.parse(parse(body));
        List<Inference> images =
                request.images().stream().map(pixels -> Inference.of(classifier, pixels)).toList();
        long work = images.stream().mapToLong(Inference::litPixels).sum();
        takeTime(work * traits.microsPerPixel());
        images.forEach(image ->
                inferences.inferred(unitBucket, image, image.litPixels() * traits.microdollarsPerPixel()));
        int[] digits = images.stream().mapToInt(Inference::digit).toArray();
        request.id().ifPresent(id -> scores.predicted(id, unitBucket, digits, work * traits.microdollarsPerPixel()));
        List<OutputTensor> outputs = new ArrayList<>();
        outputs.add(new OutputTensor(InferenceRequest.OUTPUT, "INT64", List.of(digits.length), digits));
        if (traits.tellsConfidence()) {
            outputs.add(new OutputTensor("confidence", "FP64", List.of(digits.length),
                    images.stream().mapToDouble(Inference::confidence).toArray()));
        }
        return HttpAnswer.json(200, new InferenceResponse(MODEL_NAME, version, request.id().orElse(null), outputs));
    }

    private static void takeTime(long micros) {
        long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
        // Thread.sleep rounds to milliseconds on Java 17; parking may end early.
        while (end - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private ModelMetadata modelMetadata() {
        return new ModelMetadata(
                MODEL_NAME,
                List.of(version),
                "java",
                List.of(new TensorMetadata(InferenceRequest.INPUT, "FP32", List.of(-1, DigitsDataset.PIXELS))),
                List.of(new TensorMetadata(InferenceRequest.OUTPUT, "INT64", List.of(-1))));
    }

    private HttpAnswer metrics(String method) throws IOException, ProtocolException {
        requireMethod("GET", method);
        return new HttpAnswer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.exposition());
    }

    /** One label as an object is answered 404 if it is unknown; an array of them gets the numbers of each outcome. */
    private HttpAnswer labels(String method, byte[] body) throws ProtocolException {
        requireMethod("POST", method);
        JsonNode feedback = parse(body);
        List<Label> labels = new ArrayList<>();
        for (JsonNode item : feedback.isArray() ? feedback : List.of(feedback)) {
            labels.add(Label.parse(item));
        }
        int counted = 0;
        int duplicate = 0;
        int unknown = 0;
        for (Label label : labels) {
            switch (score(label)) {
                case COUNTED -> counted++;
                case DUPLICATE -> duplicate++;
                case UNKNOWN -> unknown++;
            }
        }
        if (feedback.isObject() && unknown > 0) {
            throw new ProtocolException(404, "no prediction '%s'".formatted(labels.get(0).id()));
        }
        return HttpAnswer.json(200, new FeedbackSummary(counted, duplicate, unknown));
    }

    private PredictionScores.Feedback score(Label label) throws ProtocolException {
        try {
            return scores.labelled(label.id(), label.digits());
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(400, e.getMessage());
        }
    }

    private HttpAnswer failing(String method, byte[] body) throws ProtocolException {
        if (!failable) {
            throw new ProtocolException(404, "failures on demand are not enabled");
        }
        requireMethod("POST", method);
        JsonNode rate = parse(body).path("rate");
        if (!rate.isNumber() || rate.doubleValue() < 0 || rate.doubleValue() > 1) {
            throw new ProtocolException(400, "'rate' must be a number from 0 to 1");
        }
        failureRate = rate.doubleValue();
        return HttpAnswer.json(200, Map.of("rate", failureRate));
    }

    private JsonNode parse(byte[] body) throws ProtocolException {
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            throw new ProtocolException(400, "the request is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new ProtocolException(400, "the request cannot be read: " + e.getMessage());
        }
    }

    private Health health() {
        return new Health(true, ready.getAsBoolean());
    }

    private int readiness() {
        return ready.getAsBoolean() ? 200 : 503;
    }

    private static HttpAnswer get(String method, Object value) throws ProtocolException {
        return get(method, 200, value);
    }

    private static HttpAnswer get(String method, int status, Object value) throws ProtocolException {
        requireMethod("GET", method);
        return HttpAnswer.json(status, value);
    }

    private static void requireMethod(String required, String actual) throws ProtocolException {
        if (!required.equals(actual)) {
            throw new ProtocolException(405, "only %s is supported here".formatted(required));
        }
    }
}
