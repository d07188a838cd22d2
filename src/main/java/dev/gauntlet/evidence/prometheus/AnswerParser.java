package dev.gauntlet.evidence.prometheus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads the JSON of the query API token by token. Format: Prometheus documentation, "HTTP API", sections "Format overview",
 * "Range vectors" and "Native histograms".
 */
final class AnswerParser {
    private static final JsonFactory JSON = new JsonFactory();

    /** The parts of an answer that matter here; {@code scalarMillis} is set when the result is a scalar. */
    private static final class Answer {
        private String status = "";
        private String errorType = "";
        private String error = "";
        private String resultType = "";
        private final List<String> warnings = new ArrayList<>();
        private final List<Series> series = new ArrayList<>();
        private Long scalarMillis;
    }

    private AnswerParser() {
    }

    /** The answer to a range vector query. */
    static QueryOutcome samples(byte[] body, Optional<Instant> storeTime) {
        Answer answer;
        try {
            answer = parse(body);
        } catch (IOException | IllegalArgumentException e) {
            return malformed(e.getMessage());
        }
        Failure failure = failure(answer, "matrix");
        if (failure != null) {
            return failure;
        }
        Set<SortedMap<String, String>> seen = new HashSet<>();
        for (Series series : answer.series) {
            if (!seen.add(series.labels())) {
                return new Failure(FailureReason.DUPLICATE_SERIES, "the answer holds this series twice: " + series.labels());
            }
        }
        return new QueryOutcome.Samples(answer.series, storeTime);
    }

    /** The answer to a {@code time()} query. */
    static StoreTime storeTime(byte[] body, Function<Instant, StoreTime> known) {
        try {
            Answer answer = parse(body);
            Failure failure = failure(answer, "scalar");
            if (failure != null) {
                return failure;
            }
            return answer.scalarMillis == null ? malformed("the scalar is missing") : known.apply(Instant.ofEpochMilli(answer.scalarMillis));
        } catch (IOException | IllegalArgumentException e) {
            return malformed(e.getMessage());
        }
    }

    /** The {@code error} text of an error answer, or the body's beginning when it is no such JSON. */
    static String errorText(byte[] body) {
        try {
            Answer answer = parse(body);
            if (!answer.error.isEmpty()) {
                return shorten(answer.errorType + ": " + answer.error);
            }
        } catch (IOException | IllegalArgumentException e) {
            // Gateways answer in HTML or plain text: the raw text says more than the parser's complaint.
            return shorten(new String(body, StandardCharsets.UTF_8));
        }
        return shorten(new String(body, StandardCharsets.UTF_8));
    }

    private static Failure failure(Answer answer, String expectedType) {
        if (!answer.status.equals("success")) {
            return malformed("status is '" + answer.status + "' although the HTTP status is 200");
        }
        if (!answer.warnings.isEmpty()) {
            return new Failure(FailureReason.PARTIAL_RESPONSE, shorten(String.join("; ", answer.warnings)));
        }
        if (!answer.resultType.equals(expectedType)) {
            return malformed("resultType is '" + answer.resultType + "', not " + expectedType);
        }
        return null;
    }

    private static Failure malformed(String message) {
        return new Failure(FailureReason.MALFORMED_ANSWER, shorten(String.valueOf(message)));
    }

    private static String shorten(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= 300 ? line : line.substring(0, 297) + "...";
    }

    private static Answer parse(byte[] body) throws IOException {
        Answer answer = new Answer();
        try (JsonParser json = JSON.createParser(body)) {
            expect(json.nextToken(), JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "status" -> answer.status = json.getText();
                    case "errorType" -> answer.errorType = json.getText();
                    case "error" -> answer.error = json.getText();
                    case "warnings" -> strings(json, answer.warnings);
                    case "data" -> data(json, answer);
                    default -> json.skipChildren();
                }
            }
            expect(json.currentToken(), JsonToken.END_OBJECT);
        }
        return answer;
    }

    private static void strings(JsonParser json, List<String> into) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            into.add(json.getText());
        }
    }

    private static void data(JsonParser json, Answer answer) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            if (field.equals("resultType")) {
                answer.resultType = json.getText();
            } else if (field.equals("result")) {
                result(json, answer);
            } else {
                json.skipChildren();
            }
        }
    }

    private static void result(JsonParser json, Answer answer) throws IOException {
        expect(json.currentToken(), JsonToken.START_ARRAY);
        JsonToken first = json.nextToken();
        if (first != null && first.isNumeric()) {
            answer.scalarMillis = millis(json);
            while (json.nextToken() != JsonToken.END_ARRAY) {
                json.skipChildren();
            }
            return;
        }
        for (JsonToken token = first; token != JsonToken.END_ARRAY; token = json.nextToken()) {
            expect(token, JsonToken.START_OBJECT);
            answer.series.add(series(json));
        }
    }

    private static Series series(JsonParser json) throws IOException {
        SortedMap<String, String> labels = new TreeMap<>();
        List<Sample> samples = new ArrayList<>();
        List<HistogramSample> histograms = new ArrayList<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "metric" -> {
                    expect(json.currentToken(), JsonToken.START_OBJECT);
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        labels.put(json.currentName(), json.nextTextValue());
                    }
                }
                case "values" -> values(json, samples);
                case "histograms" -> HistogramParser.histograms(json, histograms);
                default -> json.skipChildren();
            }
        }
        expect(json.currentToken(), JsonToken.END_OBJECT);
        return new Series(labels, samples, histograms);
    }

    private static void values(JsonParser json, List<Sample> samples) throws IOException {
        expect(json.currentToken(), JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json.currentToken(), JsonToken.START_ARRAY);
            json.nextToken();
            long timestamp = millis(json);
            expect(json.nextToken(), JsonToken.VALUE_STRING);
            samples.add(new Sample(timestamp, value(json.getText())));
            expect(json.nextToken(), JsonToken.END_ARRAY);
        }
    }

    static long millis(JsonParser json) throws IOException {
        return Math.round(json.getDoubleValue() * 1000);
    }

    static double value(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    static void expect(JsonToken found, JsonToken wanted) throws IOException {
        if (found != wanted) {
            throw new IOException("expected " + wanted + " but found " + found);
        }
    }
}
