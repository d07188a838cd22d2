package dev.gauntlet.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What counters grew by between two moments, from every raw sample that Prometheus holds and the processes' start times. */
final class ScrapedTruth {

    private static final String LOOKBACK = "[30m]";
    /** A process start that moves by more is another process. */
    private static final double SAME_START_SECONDS = 0.5;

    private final URI prometheus;
    private final Instant start;
    private final Instant end;
    private final Map<String, Map<String, Double>> processStarts = new HashMap<>();

    /** One series: what it showed at the start, and what it grew by until the end. */
    record Growth(String series, String version, long baseline, long increments) {
    }

    /** A stretch of time, both ends included. */
    record Stretch(Instant start, Instant end) {

        boolean covers(Instant from, Instant to) {
            return !from.isBefore(start) && !to.isAfter(end);
        }
    }

    ScrapedTruth(URI prometheus, String namespace, Instant start, Instant end) {
        this.prometheus = prometheus;
        this.start = start;
        this.end = end;
        for (JsonNode series : matrix("process_start_time_seconds{namespace=\"" + namespace + "\"}")) {
            Map<String, Double> starts = processStarts.computeIfAbsent(target(series.get("metric")), key -> new HashMap<>());
            series.get("values").forEach(sample -> starts.put(sample.get(0).asText(), Double.parseDouble(sample.get(1).asText())));
        }
    }

    /** The growth of each series that a selector finds. */
    List<Growth> growth(String selector) {
        List<Growth> all = new ArrayList<>();
        matrix(selector).forEach(series -> all.add(growth(series)));
        return all;
    }

    /**
     * What the series of a selector and version grew by between scrapes that lie in a stretch of time. A series that begins later
     * than its target counts from zero, from the target's last scrape without it.
     */
    double growthWithin(String selector, String version, Stretch stretch) {
        double sum = 0;
        for (JsonNode series : matrix(selector)) {
            if (series.get("metric").path("version").asText().equals(version)) {
                sum += growthWithin(series, stretch);
            }
        }
        return sum;
    }

    private double growthWithin(JsonNode series, Stretch stretch) {
        NavigableSet<Instant> scrapes = new TreeSet<>();
        processStarts.getOrDefault(target(series.get("metric")), Map.of()).keySet()
                .forEach(time -> scrapes.add(instant(Double.parseDouble(time))));
        double sum = 0;
        double last = 0;
        Instant from = null;
        for (JsonNode sample : series.get("values")) {
            Instant at = instant(sample.get(0).asDouble());
            double value = Double.parseDouble(sample.get(1).asText());
            Instant before = from == null ? scrapes.lower(at) : from;
            if (before != null && stretch.covers(before, at)) {
                sum += value - last;
            }
            last = value;
            from = at;
        }
        return sum;
    }

    private static Instant instant(double seconds) {
        return Instant.ofEpochMilli(Math.round(seconds * 1000));
    }

    private Growth growth(JsonNode series) {
        Map<String, Double> starts = processStarts.getOrDefault(target(series.get("metric")), Map.of());
        long baseline = 0;
        long increments = 0;
        double last = 0;
        Double lastStart = null;
        for (JsonNode sample : series.get("values")) {
            Instant at = instant(sample.get(0).asDouble());
            double value = Double.parseDouble(sample.get(1).asText());
            Double processStart = starts.get(sample.get(0).asText());
            if (at.isAfter(end)) {
                break;
            }
            boolean restarted = lastStart != null && processStart != null && processStart - lastStart > SAME_START_SECONDS || value < last;
            if (at.isAfter(start)) {
                increments += Math.round(restarted ? value : value - last);
            } else {
                baseline = Math.round(value);
            }
            last = value;
            lastStart = processStart;
        }
        return new Growth(notation(series.get("metric")), series.get("metric").get("version").asText(), baseline, increments);
    }

    private static String target(JsonNode labels) {
        return labels.path("job").asText() + " " + labels.path("instance").asText();
    }

    private static String notation(JsonNode labels) {
        SortedMap<String, String> sorted = new TreeMap<>();
        labels.fields().forEachRemaining(label -> sorted.put(label.getKey(), label.getValue().asText()));
        List<String> pairs = new ArrayList<>();
        sorted.forEach((name, value) -> {
            if (!name.equals("__name__")) {
                pairs.add(name + "=\"" + value + "\"");
            }
        });
        return sorted.get("__name__") + "{" + String.join(",", pairs) + "}";
    }

    private JsonNode matrix(String selector) {
        String query = "query=" + URLEncoder.encode(selector + LOOKBACK, StandardCharsets.UTF_8) + "&time="
                + (end.toEpochMilli() + 1) / 1000.0;
        HttpRequest request = HttpRequest.newBuilder(prometheus.resolve("/api/v1/query"))
                .header("Content-Type", "application/x-www-form-urlencoded").POST(HttpRequest.BodyPublishers.ofString(query)).build();
        try {
            JsonNode answer = new ObjectMapper().readTree(
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
            if (!answer.path("status").asText().equals("success")) {
                throw new IllegalStateException("Prometheus: " + answer);
            }
            return answer.get("data").get("result");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
