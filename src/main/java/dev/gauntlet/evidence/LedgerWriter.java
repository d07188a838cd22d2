package dev.gauntlet.evidence;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.gauntlet.evidence.prometheus.Selector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/** Writes a ledger as canonical JSON; {@link LedgerReader} is its inverse. Times are milliseconds. */
final class LedgerWriter {
    static final int VERSION = 1;
    private static final JsonFactory JSON = new JsonFactory();

    private final Ledger ledger;
    private final JsonGenerator json;
    private final List<Selector> counters;
    private final List<String> variants;
    private final List<String> clusters;
    private final List<TargetKey> targets;

    private LedgerWriter(Ledger ledger, JsonGenerator json) {
        this.ledger = ledger;
        this.json = json;
        TreeSet<Selector> selectors = new TreeSet<>();
        ledger.arms().keySet().forEach(arm -> selectors.add(arm.counter()));
        ledger.cursors().keySet().forEach(key -> selectors.add(key.counter()));
        this.counters = List.copyOf(selectors);
        this.variants = List.copyOf(new TreeSet<>(ledger.arms().keySet().stream().map(Arm::variant).toList()));
        this.clusters = List.copyOf(new TreeSet<>(ledger.filed().values().stream().flatMap(row -> row.keySet().stream()).toList()));
        TreeSet<TargetKey> keys = new TreeSet<>(ledger.targets().keySet());
        ledger.cursors().values().forEach(cursor -> keys.add(cursor.target()));
        this.targets = List.copyOf(keys);
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
        writeStrings("counters", counters.stream().map(Selector::toPromQl).toList());
        writeStrings("variants", variants);
        writeStrings("clusters", clusters);
        writeArms();
        writeFiled();
        writeTargets();
        writeCursors();
        writeLimits();
        json.writeEndObject();
    }

    private void writeStrings(String name, Collection<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private void writeOptional(Optional<Long> number) throws IOException {
        if (number.isPresent()) {
            json.writeNumber(number.get());
        } else {
            json.writeNull();
        }
    }

    private void writeTraffic() throws IOException {
        json.writeNumberField("verifiedUntil", ledger.traffic().verifiedUntil().toEpochMilli());
        json.writeArrayFieldStart("epochs");
        for (Epoch epoch : ledger.traffic().epochs()) {
            json.writeStartArray();
            json.writeNumber(epoch.generation());
            json.writeNumber(epoch.start().toEpochMilli());
            writeOptional(epoch.end().map(Instant::toEpochMilli));
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
        writeOptional(gaps.lastActivity().map(Instant::toEpochMilli));
        json.writeNumberField("gaps", gaps.count());
        json.writeNumberField("lost", gaps.lost().toMillis());
        json.writeArrayFieldStart("recentGaps");
        for (ScrapeGaps.Gap gap : gaps.recent()) {
            writeRow(gap.start().toEpochMilli(), gap.end().toEpochMilli());
        }
        json.writeEndArray();
    }

    private void writeRow(long... numbers) throws IOException {
        json.writeArray(numbers, 0, numbers.length);
    }

    private void writeArms() throws IOException {
        json.writeArrayFieldStart("arms");
        for (Map.Entry<Arm, ArmState> entry : ledger.arms().entrySet()) {
            ArmState state = entry.getValue();
            json.writeStartArray();
            json.writeNumber(counters.indexOf(entry.getKey().counter()));
            json.writeNumber(variants.indexOf(entry.getKey().variant()));
            json.writeNumber(state.excluded());
            json.writeNumber(before(ledger.dataUntil(), state.lastSample()));
            writeOptional(state.lastIncrease().map(at -> before(ledger.dataUntil(), at)));
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    /** Counts of one row are alike, so they are written as differences from their mean; an absent cluster is a zero. */
    private void writeFiled() throws IOException {
        json.writeArrayFieldStart("filed");
        for (Map.Entry<FiledKey, SortedMap<String, Long>> entry : ledger.filed().entrySet()) {
            SortedMap<String, Long> row = entry.getValue();
            long mean = row.values().stream().mapToLong(Long::longValue).sum() / Math.max(1, clusters.size());
            json.writeStartArray();
            json.writeNumber(counters.indexOf(entry.getKey().arm().counter()));
            json.writeNumber(variants.indexOf(entry.getKey().arm().variant()));
            json.writeNumber(entry.getKey().epoch());
            json.writeNumber(mean);
            for (String cluster : clusters) {
                json.writeNumber(row.getOrDefault(cluster, 0L) - mean);
            }
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private void writeTargets() throws IOException {
        json.writeArrayFieldStart("targets");
        for (TargetKey target : targets) {
            Optional<TargetState> state = Optional.ofNullable(ledger.targets().get(target));
            json.writeStartArray();
            json.writeString(target.job());
            json.writeString(target.instance());
            writeOptional(state.map(known -> before(ledger.dataUntil(), known.lastScrape())));
            writeOptional(state.flatMap(TargetState::processStart).map(Instant::toEpochMilli));
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private void writeCursors() throws IOException {
        Map<TargetKey, Integer> indexes = new TreeMap<>();
        targets.forEach(target -> indexes.put(target, indexes.size()));
        json.writeArrayFieldStart("cursors");
        for (Selector counter : counters) {
            SortedMap<SeriesKey, SeriesCursor> own =
                    ledger.cursors().subMap(new SeriesKey(counter, ""), new SeriesKey(counter, "\uffff"));
            List<SeriesCursor> cursors = List.copyOf(own.values());
            json.writeStartObject();
            writeStrings("series", own.keySet().stream().map(SeriesKey::series).toList());
            writeColumn("target", cursors, cursor -> indexes.get(cursor.target()));
            writeStrings("replica", cursors.stream().map(SeriesCursor::replica).toList());
            writeColumn("lag", cursors, cursor -> before(lastScrape(cursor.target()), cursor.lastTimestamp()));
            writeColumn("value", cursors, SeriesCursor::lastValue);
            json.writeArrayFieldStart("start");
            for (SeriesCursor cursor : cursors) {
                writeOptional(cursor.processStart().map(start -> before(start, processStart(cursor.target()))));
            }
            json.writeEndArray();
            writeColumn("uncounted", cursors, cursor -> cursor.lastValue() - cursor.counted());
            writeColumn("baseline", cursors, SeriesCursor::baseline);
            writeColumn("recent", cursors, SeriesCursor::recentSamples);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeColumn(String name, List<SeriesCursor> cursors, ToLongFunction<SeriesCursor> field) throws IOException {
        json.writeFieldName(name);
        writeRow(cursors.stream().mapToLong(field).toArray());
    }

    private Instant lastScrape(TargetKey target) {
        return Optional.ofNullable(ledger.targets().get(target)).map(TargetState::lastScrape).orElse(ledger.dataUntil());
    }

    private Instant processStart(TargetKey target) {
        return Optional.ofNullable(ledger.targets().get(target)).flatMap(TargetState::processStart).orElse(Instant.EPOCH);
    }

    private void writeLimits() throws IOException {
        json.writeArrayFieldStart("limits");
        for (Map.Entry<LimitKey, LimitWindow> entry : ledger.limits().entrySet()) {
            LimitWindow window = entry.getValue();
            json.writeStartArray();
            json.writeString(entry.getKey().metric());
            json.writeString(entry.getKey().variant());
            for (long number : List.of(window.slot(), window.slotNumerator(), window.slotDenominator(), window.numerator(),
                    window.denominator(), window.lastNumerator(), window.lastWindowSamples(), (long) window.consecutiveViolations())) {
                json.writeNumber(number);
            }
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private static long before(Instant reference, Instant moment) {
        return Duration.between(moment, reference).toMillis();
    }
}
