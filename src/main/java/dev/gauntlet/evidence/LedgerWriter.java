package dev.gauntlet.evidence;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.gauntlet.evidence.prometheus.Selector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Writes a ledger as canonical JSON; {@link LedgerReader} is its inverse. Times are milliseconds. */
final class LedgerWriter {
    static final int VERSION = 3;
    private static final JsonFactory JSON = new JsonFactory();

    private final Ledger ledger;
    private final JsonGenerator json;
    private final JsonRows rows;
    private final AmountWriter amounts;
    private final List<Selector> counters;
    private final List<String> variants;
    private final List<String> clusters;
    private final List<String> segments;

    private LedgerWriter(Ledger ledger, JsonGenerator json) {
        this.ledger = ledger;
        this.json = json;
        this.rows = new JsonRows(json);
        this.amounts = new AmountWriter(json);
        TreeSet<Selector> selectors = new TreeSet<>();
        ledger.arms().keySet().forEach(arm -> selectors.add(arm.counter()));
        ledger.cursors().keySet().forEach(key -> selectors.add(key.counter()));
        selectors.addAll(ledger.layouts().keySet());
        this.counters = List.copyOf(selectors);
        this.variants = List.copyOf(new TreeSet<>(ledger.arms().keySet().stream().map(Arm::variant).toList()));
        this.clusters = List.copyOf(new TreeSet<>(ledger.filed().values().stream().filter(LedgerWriter::isSplit)
                .flatMap(row -> row.keySet().stream()).toList()));
        this.segments = List.copyOf(new TreeSet<>(ledger.breakdowns().segments().values().stream()
                .flatMap(row -> row.keySet().stream()).toList()));
    }

    /** The canonical bytes of a ledger. */
    static byte[] write(Ledger ledger) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            new LedgerWriter(ledger, json).write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void write() throws IOException {
        json.writeStartObject();
        json.writeNumberField("version", VERSION);
        json.writeStringField("spec", ledger.specFingerprint());
        json.writeNumberField("start", ledger.start().toEpochMilli());
        json.writeNumberField("dataUntil", ledger.dataUntil().toEpochMilli());
        json.writeNumberField("lateSamples", ledger.lateSamples());
        json.writeNumberField("unexplainedResets", ledger.unexplainedResets());
        writeTraffic();
        writeGaps();
        rows.strings("counters", counters.stream().map(Selector::toPromQl).toList());
        rows.strings("variants", variants);
        rows.strings("clusters", clusters);
        rows.strings("segments", segments);
        writeLayouts();
        writeArms();
        writeFiled();
        writeBlocks();
        writeSegments();
        new CursorWriter(ledger, counters, json).write();
        writeLimits();
        json.writeEndObject();
    }

    private void writeTraffic() throws IOException {
        json.writeNumberField("verifiedUntil", ledger.traffic().verifiedUntil().toEpochMilli());
        json.writeArrayFieldStart("epochs");
        for (Epoch epoch : ledger.traffic().epochs()) {
            json.writeStartArray();
            json.writeNumber(epoch.generation());
            json.writeNumber(epoch.start().toEpochMilli());
            rows.optional(epoch.end().map(Instant::toEpochMilli));
            json.writeStartObject();
            for (Map.Entry<String, Integer> weight : epoch.weights().entrySet()) {
                json.writeNumberField(weight.getKey(), weight.getValue());
            }
            json.writeEndObject();
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private void writeGaps() throws IOException {
        ScrapeGaps gaps = ledger.gaps();
        json.writeFieldName("lastActivity");
        rows.optional(gaps.lastActivity().map(Instant::toEpochMilli));
        json.writeNumberField("gaps", gaps.count());
        json.writeNumberField("lost", gaps.lost().toMillis());
        json.writeArrayFieldStart("recentGaps");
        for (ScrapeGaps.Gap gap : gaps.recent()) {
            rows.numbers(gap.start().toEpochMilli(), gap.end().toEpochMilli());
        }
        json.writeEndArray();
    }

    private void writeArms() throws IOException {
        json.writeArrayFieldStart("arms");
        for (Map.Entry<Arm, ArmState> entry : ledger.arms().entrySet()) {
            ArmState state = entry.getValue();
            json.writeStartArray();
            writeArm(entry.getKey());
            amounts.one(state.excluded(), ledger.bounds(entry.getKey().counter()));
            json.writeNumber(JsonRows.before(ledger.dataUntil(), state.lastSample()));
            rows.optional(state.lastIncrease().map(at -> JsonRows.before(ledger.dataUntil(), at)));
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private void writeArm(Arm arm) throws IOException {
        json.writeNumber(counters.indexOf(arm.counter()));
        json.writeNumber(variants.indexOf(arm.variant()));
        json.writeNumber(arm.maturation().toMillis());
    }

    private void writeLayouts() throws IOException {
        json.writeArrayFieldStart("layouts");
        for (Map.Entry<Selector, BucketLayout> entry : ledger.layouts().entrySet()) {
            json.writeStartObject();
            json.writeNumberField("counter", counters.indexOf(entry.getKey()));
            if (entry.getValue() instanceof BucketLayout.Exponential exponential) {
                json.writeFieldName("schema");
                rows.optional(exponential.schema().isPresent() ? Optional.of((long) exponential.schema().getAsInt())
                        : Optional.empty());
                json.writeFieldName("zeroThreshold");
                if (exponential.zeroThreshold().isPresent()) {
                    amounts.number(ShortestDecimal.of(exponential.zeroThreshold().getAsDouble()));
                } else {
                    json.writeNull();
                }
            }
            json.writeArrayFieldStart("bounds");
            for (double bound : entry.getValue().bounds()) {
                if (Double.isInfinite(bound)) {
                    json.writeNull();
                } else {
                    amounts.number(ShortestDecimal.of(bound));
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Whether a row is kept per cluster; one of the empty name alone need not fill the columns of all clusters. */
    private static boolean isSplit(SortedMap<String, Amount> row) {
        return !(row.size() == 1 && row.containsKey(""));
    }

    private void writeFiled() throws IOException {
        json.writeArrayFieldStart("filed");
        for (Map.Entry<FiledKey, SortedMap<String, Amount>> entry : ledger.filed().entrySet()) {
            boolean split = isSplit(entry.getValue());
            json.writeStartArray();
            writeKey(entry.getKey());
            json.writeNumber(split ? 1 : 0);
            writeCells(entry.getKey(), split ? clusters : List.of(""), entry.getValue());
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private void writeBlocks() throws IOException {
        json.writeArrayFieldStart("blocks");
        for (Map.Entry<FiledKey, SortedMap<Integer, Amount>> entry : ledger.breakdowns().blocks().entrySet()) {
            SortedMap<Integer, Amount> row = entry.getValue();
            int last = row.lastKey();
            json.writeStartArray();
            writeKey(entry.getKey());
            json.writeNumber(row.firstKey());
            json.writeNumber(last);
            writeCells(entry.getKey(), IntStream.rangeClosed(row.firstKey(), last).boxed().toList(), row);
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private void writeSegments() throws IOException {
        json.writeArrayFieldStart("bySegment");
        for (Map.Entry<FiledKey, SortedMap<String, Amount>> entry : ledger.breakdowns().segments().entrySet()) {
            json.writeStartArray();
            writeKey(entry.getKey());
            writeCells(entry.getKey(), segments, entry.getValue());
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private void writeKey(FiledKey key) throws IOException {
        writeArm(key.arm());
        json.writeNumber(key.epoch());
    }

    private <K> void writeCells(FiledKey key, List<K> columns, SortedMap<K, Amount> row) throws IOException {
        List<Amount> cells = new ArrayList<>();
        columns.forEach(column -> cells.add(row.get(column)));
        amounts.row(cells, ledger.bounds(key.arm().counter()));
    }

    private void writeLimits() throws IOException {
        json.writeArrayFieldStart("limits");
        for (Map.Entry<LimitKey, LimitWindow> entry : ledger.limits().entrySet()) {
            LimitWindow window = entry.getValue();
            json.writeStartArray();
            json.writeString(entry.getKey().metric());
            json.writeString(entry.getKey().variant());
            json.writeNumber(window.slot());
            for (BigDecimal number : List.of(window.slotNumerator(), window.slotDenominator(), window.numerator(),
                    window.denominator(), window.lastNumerator(), window.lastDenominator())) {
                amounts.number(number);
            }
            json.writeNumber(window.consecutiveViolations());
            json.writeEndArray();
        }
        json.writeEndArray();
    }
}
