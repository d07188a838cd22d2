package dev.gauntlet.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.evidence.prometheus.Selector;
import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Reads what {@link LedgerWriter} wrote. */
final class LedgerReader {
    private final JsonNode json;
    private final Instant dataUntil;
    private final List<Selector> counters;
    private final List<String> variants;
    private final SortedMap<Selector, BucketLayout> layouts;

    private LedgerReader(JsonNode json) {
        this.json = json;
        this.dataUntil = instant(field(json, "dataUntil"));
        this.counters = strings(field(json, "counters")).stream().map(SelectorSyntax::parse).toList();
        this.variants = strings(field(json, "variants"));
        this.layouts = layouts();
    }

    /** The ledger that the JSON stands for. */
    static Ledger read(JsonNode json) {
        if (field(json, "version").asInt() != LedgerWriter.VERSION) {
            throw new InvalidLedgerException("the ledger has version " + json.get("version") + ", not " + LedgerWriter.VERSION,
                    null);
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
                filed(), new Breakdowns(blocks(), segments()), layouts, arms(), cursors(targets, states), states, limits());
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
            epochs.add(new Epoch(row.get(0).asInt(), instant(row.get(1)), optional(row.get(2)).map(Instant::ofEpochMilli),
                    weights));
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
        return new Arm(counters.get(row.get(0).asInt()), variants.get(row.get(1).asInt()), Duration.ofMillis(row.get(2).asLong()));
    }

    private SortedMap<Arm, ArmState> arms() {
        SortedMap<Arm, ArmState> arms = new TreeMap<>();
        for (JsonNode row : field(json, "arms")) {
            Arm arm = arm(row);
            arms.put(arm, new ArmState(AmountReader.one(row.get(3), bounds(arm.counter())),
                    dataUntil.minusMillis(row.get(4).asLong()),
                    optional(row.get(5)).map(dataUntil::minusMillis)));
        }
        return arms;
    }

    private SortedMap<Selector, BucketLayout> layouts() {
        SortedMap<Selector, BucketLayout> read = new TreeMap<>();
        for (JsonNode layout : field(json, "layouts")) {
            SortedSet<Double> bounds = new TreeSet<>();
            field(layout, "bounds").forEach(bound -> bounds.add(bound.isNull() ? Double.POSITIVE_INFINITY : bound.doubleValue()));
            read.put(counters.get(field(layout, "counter").asInt()), layout.has("schema")
                    ? new BucketLayout.Exponential(
                            field(layout, "schema").isNull() ? OptionalInt.empty() : OptionalInt.of(layout.get("schema").asInt()),
                            field(layout, "zeroThreshold").isNull() ? OptionalDouble.empty()
                                    : OptionalDouble.of(layout.get("zeroThreshold").doubleValue()), bounds)
                    : new BucketLayout.Explicit(bounds));
        }
        return read;
    }

    private List<Double> bounds(Selector counter) {
        return Optional.ofNullable(layouts.get(counter)).map(layout -> List.copyOf(layout.bounds())).orElse(List.of());
    }

    private SortedMap<FiledKey, SortedMap<String, Amount>> filed() {
        List<String> clusters = strings(field(json, "clusters"));
        SortedMap<FiledKey, SortedMap<String, Amount>> filed = new TreeMap<>();
        for (JsonNode row : field(json, "filed")) {
            filed.put(key(row), cells(row, 5, row.get(4).asInt() == 1 ? clusters : List.of("")));
        }
        return filed;
    }

    private SortedMap<FiledKey, SortedMap<Integer, Amount>> blocks() {
        SortedMap<FiledKey, SortedMap<Integer, Amount>> blocks = new TreeMap<>();
        for (JsonNode row : field(json, "blocks")) {
            blocks.put(key(row), cells(row, 6, IntStream.rangeClosed(row.get(4).asInt(), row.get(5).asInt()).boxed().toList()));
        }
        return blocks;
    }

    private SortedMap<FiledKey, SortedMap<String, Amount>> segments() {
        List<String> names = strings(field(json, "segments"));
        SortedMap<FiledKey, SortedMap<String, Amount>> segments = new TreeMap<>();
        for (JsonNode row : field(json, "bySegment")) {
            segments.put(key(row), cells(row, 4, names));
        }
        return segments;
    }

    private FiledKey key(JsonNode row) {
        return new FiledKey(arm(row), row.get(3).asInt());
    }

    private <K> SortedMap<K, Amount> cells(JsonNode row, int from, List<K> columns) {
        List<Amount> amounts = AmountReader.row(row, from, columns.size(), bounds(arm(row).counter()));
        SortedMap<K, Amount> cells = new TreeMap<>();
        for (int i = 0; i < columns.size(); i++) {
            if (!amounts.get(i).isZero()) {
                cells.put(columns.get(i), amounts.get(i));
            }
        }
        return cells;
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
        List<String> labels = strings(field(json, "labels"));
        for (int counter = 0; counter < counters.size(); counter++) {
            JsonNode of = columns.get(counter);
            List<String> series = series(labels, counters.get(counter), field(of, "series"));
            List<Double> bounds = bounds(counters.get(counter));
            List<Amount> values = AmountReader.row(field(of, "value"), 0, series.size(), bounds);
            List<Amount> uncounted = AmountReader.row(field(of, "uncounted"), 0, series.size(), bounds);
            List<Amount> baselines = AmountReader.row(field(of, "baseline"), 0, series.size(), bounds);
            for (int i = 0; i < series.size(); i++) {
                TargetKey target = targets.get(field(of, "target").get(i).asInt());
                Optional<TargetState> state = Optional.ofNullable(states.get(target));
                Instant lastScrape = state.map(TargetState::lastScrape).orElse(dataUntil);
                Instant processStart = state.flatMap(TargetState::processStart).orElse(Instant.EPOCH);
                CounterValue value = (CounterValue) values.get(i);
                cursors.put(new SeriesKey(counters.get(counter), series.get(i)), new SeriesCursor(target,
                        field(of, "replica").get(i).asText(), lastScrape.minusMillis(field(of, "lag").get(i).asLong()), value,
                        optional(field(of, "start").get(i)).map(processStart::plusMillis),
                        value.minus((CounterValue) uncounted.get(i)), (CounterValue) baselines.get(i),
                        field(of, "recent").get(i).asInt()));
            }
        }
        return cursors;
    }

    private static List<String> series(List<String> labels, Selector counter, JsonNode steps) {
        List<String> series = new ArrayList<>();
        int index = 0;
        for (JsonNode step : steps) {
            index += step.asInt();
            series.add(counter.commonName() + labels.get(index));
        }
        return series;
    }

    private SortedMap<LimitKey, LimitWindow> limits() {
        SortedMap<LimitKey, LimitWindow> limits = new TreeMap<>();
        for (JsonNode row : field(json, "limits")) {
            limits.put(new LimitKey(row.get(0).asText(), row.get(1).asText()), new LimitWindow(row.get(2).asLong(),
                    row.get(3).decimalValue(), row.get(4).decimalValue(), row.get(5).decimalValue(), row.get(6).decimalValue(),
                    row.get(7).decimalValue(), row.get(8).decimalValue(), row.get(9).asInt()));
        }
        return limits;
    }
}
