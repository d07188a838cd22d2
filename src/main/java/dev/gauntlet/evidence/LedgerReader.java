package dev.gauntlet.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.evidence.prometheus.Selector;
import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what {@link LedgerWriter} wrote. */
final class LedgerReader {
    private final JsonNode json;
    private final Instant dataUntil;
    private final List<Selector> counters;
    private final List<String> variants;

    private LedgerReader(JsonNode json) {
        this.json = json;
        this.dataUntil = instant(field(json, "dataUntil"));
        this.counters = strings(field(json, "counters")).stream().map(SelectorSyntax::parse).toList();
        this.variants = strings(field(json, "variants"));
    }

    /** The ledger that the JSON stands for. */
    static Ledger read(JsonNode json) {
        if (field(json, "version").asInt() != LedgerWriter.VERSION) {
            throw new InvalidLedgerException("the ledger has version " + json.get("version") + ", not " + LedgerWriter.VERSION, null);
        }
        try {
            return new LedgerReader(json).read();
        } catch (InvalidLedgerException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new InvalidLedgerException("the ledger's content contradicts itself: " + e.getMessage(), e);
        }
    }

    private Ledger read() {
        SortedMap<TargetKey, TargetState> states = new TreeMap<>();
        List<TargetKey> targets = targets(states);
        return new Ledger(field(json, "spec").asText(), instant(field(json, "start")), dataUntil, traffic(), gaps(),
                field(json, "lateSamples").asLong(), field(json, "unexplainedResets").asLong(),
                filed(), arms(), cursors(targets, states), states, limits());
    }

    private static JsonNode field(JsonNode node, String name) {
        JsonNode value = node == null ? null : node.get(name);
        if (value == null) {
            throw new InvalidLedgerException("the ledger lacks '" + name + "'", null);
        }
        return value;
    }

    private static Instant instant(JsonNode node) {
        return Instant.ofEpochMilli(node.asLong());
    }

    private static Optional<Long> optional(JsonNode node) {
        return node.isNull() ? Optional.empty() : Optional.of(node.asLong());
    }

    private static List<String> strings(JsonNode array) {
        List<String> values = new ArrayList<>();
        array.forEach(value -> values.add(value.asText()));
        return values;
    }

    private TrafficHistory traffic() {
        List<Epoch> epochs = new ArrayList<>();
        for (JsonNode row : field(json, "epochs")) {
            SortedMap<String, Integer> weights = new TreeMap<>();
            row.get(3).fields().forEachRemaining(weight -> weights.put(weight.getKey(), weight.getValue().asInt()));
            epochs.add(new Epoch(row.get(0).asInt(), instant(row.get(1)), optional(row.get(2)).map(Instant::ofEpochMilli), weights));
        }
        return new TrafficHistory(epochs, instant(field(json, "verifiedUntil")));
    }

    private ScrapeGaps gaps() {
        List<ScrapeGaps.Gap> recent = new ArrayList<>();
        field(json, "recentGaps").forEach(row -> recent.add(new ScrapeGaps.Gap(instant(row.get(0)), instant(row.get(1)))));
        return new ScrapeGaps(optional(field(json, "lastActivity")).map(Instant::ofEpochMilli), recent,
                field(json, "gaps").asInt(), Duration.ofMillis(field(json, "lost").asLong()));
    }

    private Arm arm(JsonNode row) {
        return new Arm(counters.get(row.get(0).asInt()), variants.get(row.get(1).asInt()));
    }

    private SortedMap<Arm, ArmState> arms() {
        SortedMap<Arm, ArmState> arms = new TreeMap<>();
        for (JsonNode row : field(json, "arms")) {
            arms.put(arm(row), new ArmState(row.get(2).asLong(), dataUntil.minusMillis(row.get(3).asLong()),
                    optional(row.get(4)).map(dataUntil::minusMillis)));
        }
        return arms;
    }

    private SortedMap<FiledKey, SortedMap<String, Long>> filed() {
        List<String> clusters = strings(field(json, "clusters"));
        SortedMap<FiledKey, SortedMap<String, Long>> filed = new TreeMap<>();
        for (JsonNode row : field(json, "filed")) {
            SortedMap<String, Long> counts = new TreeMap<>();
            for (int i = 0; i < clusters.size(); i++) {
                long count = row.get(3).asLong() + row.get(4 + i).asLong();
                if (count != 0) {
                    counts.put(clusters.get(i), count);
                }
            }
            filed.put(new FiledKey(arm(row), row.get(2).asInt()), counts);
        }
        return filed;
    }

    private List<TargetKey> targets(SortedMap<TargetKey, TargetState> states) {
        List<TargetKey> targets = new ArrayList<>();
        for (JsonNode row : field(json, "targets")) {
            TargetKey target = new TargetKey(row.get(0).asText(), row.get(1).asText());
            targets.add(target);
            optional(row.get(2)).ifPresent(age -> states.put(target,
                    new TargetState(dataUntil.minusMillis(age), optional(row.get(3)).map(Instant::ofEpochMilli))));
        }
        return targets;
    }

    private SortedMap<SeriesKey, SeriesCursor> cursors(List<TargetKey> targets, SortedMap<TargetKey, TargetState> states) {
        SortedMap<SeriesKey, SeriesCursor> cursors = new TreeMap<>();
        JsonNode columns = field(json, "cursors");
        for (int counter = 0; counter < counters.size(); counter++) {
            JsonNode of = columns.get(counter);
            List<String> series = strings(field(of, "series"));
            for (int i = 0; i < series.size(); i++) {
                TargetKey target = targets.get(field(of, "target").get(i).asInt());
                Optional<TargetState> state = Optional.ofNullable(states.get(target));
                Instant lastScrape = state.map(TargetState::lastScrape).orElse(dataUntil);
                Instant processStart = state.flatMap(TargetState::processStart).orElse(Instant.EPOCH);
                long value = field(of, "value").get(i).asLong();
                cursors.put(new SeriesKey(counters.get(counter), series.get(i)), new SeriesCursor(target,
                        field(of, "replica").get(i).asText(), lastScrape.minusMillis(field(of, "lag").get(i).asLong()), value,
                        optional(field(of, "start").get(i)).map(processStart::plusMillis),
                        value - field(of, "uncounted").get(i).asLong(), field(of, "baseline").get(i).asLong(),
                        field(of, "recent").get(i).asInt()));
            }
        }
        return cursors;
    }

    private SortedMap<LimitKey, LimitWindow> limits() {
        SortedMap<LimitKey, LimitWindow> limits = new TreeMap<>();
        for (JsonNode row : field(json, "limits")) {
            limits.put(new LimitKey(row.get(0).asText(), row.get(1).asText()), new LimitWindow(row.get(2).asLong(), row.get(3).asLong(),
                    row.get(4).asLong(), row.get(5).asLong(), row.get(6).asLong(), row.get(7).asLong(), row.get(8).asLong(),
                    row.get(9).asInt()));
        }
        return limits;
    }
}
