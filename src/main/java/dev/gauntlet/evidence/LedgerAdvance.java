package dev.gauntlet.evidence;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Consumes the samples of one stretch of time. The outcome depends on the samples alone and not on how time was cut into
 * stretches: samples are taken in the order of their time stamps, and every rule looks only at what lies before the sample.
 */
final class LedgerAdvance {
    private final Ledger before;
    private final EvidenceSpec spec;
    private final EvidenceLimits limits;
    private final Observations seen;
    private final FaultLog faults;
    private final SortedMap<SeriesKey, SeriesCursor> cursors;
    private final SortedMap<TargetKey, TargetState> targets;
    private final LayoutBook layouts;
    private final CountsBook book;
    private ScrapeGaps gaps;
    private long lateSamples;
    private long unexplainedResets;

    /**
     * What came of a stretch.
     *
     * @param ledger the ledger after it; the ledger before it if a fault holds it
     * @param faults what is wrong with the data
     */
    record Outcome(Ledger ledger, List<DataFault> faults) {
    }

    private record Event(CounterSamples series, Reading reading) {
    }

    private LedgerAdvance(Ledger before, EvidenceSpec spec, EvidenceLimits limits, Observations seen) {
        this.before = before;
        this.spec = spec;
        this.limits = limits;
        this.seen = seen;
        this.faults = new FaultLog(spec);
        this.cursors = new TreeMap<>(before.cursors());
        this.targets = new TreeMap<>(before.targets());
        this.layouts = new LayoutBook(before, spec);
        this.book = new CountsBook(before, spec, layouts, seen.until());
        this.gaps = before.gaps();
        this.lateSamples = before.lateSamples();
        this.unexplainedResets = before.unexplainedResets();
    }

    /**
     * The ledger after a stretch of time.
     *
     * @param ledger the ledger up to the stretch
     * @param spec the specification that the ledger was made for
     * @param limits the bounds of collecting
     * @param seen what the store holds for the stretch; it may reach back before the ledger's end
     * @throws IllegalArgumentException if the stretch does not continue the ledger, or the ledger was made for something else
     */
    static Outcome advance(Ledger ledger, EvidenceSpec spec, EvidenceLimits limits, Observations seen) {
        if (!ledger.specFingerprint().equals(spec.fingerprint())) {
            throw new IllegalArgumentException("the ledger was made for another specification");
        }
        if (!seen.until().isAfter(ledger.dataUntil()) || seen.until().isAfter(ledger.traffic().verifiedUntil())) {
            throw new IllegalArgumentException("samples until " + seen.until() + " do not continue a ledger that ends at "
                    + ledger.dataUntil() + " with a traffic history until " + ledger.traffic().verifiedUntil());
        }
        return new LedgerAdvance(ledger, spec, limits, seen).advance();
    }

    private Outcome advance() {
        LateSamples.of(seen, cursors, before.dataUntil().minus(limits.overlap())).forEach((series, late) -> {
            lateSamples += late;
            faults.add(DataFault.Kind.LATE_SAMPLES, series,
                    late + " sample(s) of " + series.key().series() + " arrived after later ones had been counted");
        });
        NavigableMap<Long, List<Event>> events = eventsInOrder();
        NavigableMap<Long, List<TargetKey>> scrapes = scrapesInOrder();
        Set<Long> times = new HashSet<>(events.keySet());
        times.addAll(scrapes.keySet());
        for (long time : times.stream().sorted().toList()) {
            Instant at = Instant.ofEpochMilli(time);
            List<Event> now = events.getOrDefault(time, List.of());
            if (!now.isEmpty()) {
                noteActivity(at);
            }
            Set<TargetKey> scraped = new HashSet<>();
            for (Event event : now) {
                take(event, at);
                scraped.add(event.series().target());
            }
            scrapes.getOrDefault(time, List.of()).stream()
                    .filter(target -> scraped.contains(target) || alive(target, at).isPresent())
                    .forEach(scraped::add);
            scraped.stream().filter(TargetKey::isKnown).forEach(target -> noteScrape(target, at));
        }
        forgetEnded();
        LateSamples.remember(seen, cursors, seen.until().minus(limits.overlap()));
        book.finishSlots(seen.until());
        checkBounds();
        List<DataFault> found = faults.faults();
        return new Outcome(found.stream().anyMatch(DataFault::holdsLedger) ? before : result(), found);
    }

    private Ledger result() {
        return new Ledger(before.specFingerprint(), before.start(), seen.until(), before.traffic(),
                gaps.forgetting(limits.retention()), lateSamples, unexplainedResets, book.filed(), book.breakdowns(),
                layouts.layouts(), book.arms(), cursors, targets, book.limits());
    }

    private NavigableMap<Long, List<Event>> eventsInOrder() {
        Instant earliest = before.dataUntil().minus(limits.overlap());
        NavigableMap<Long, List<Event>> events = new TreeMap<>();
        for (CounterSamples series : seen.counters()) {
            SeriesCursor cursor = cursors.get(series.key());
            Instant counted = cursor == null ? before.dataUntil() : cursor.lastTimestamp();
            Instant after = counted.isAfter(earliest) ? counted : earliest;
            for (Reading reading : series.readings()) {
                Instant at = Instant.ofEpochMilli(reading.timestampMillis());
                if (at.isAfter(after) && !at.isAfter(seen.until())) {
                    events.computeIfAbsent(reading.timestampMillis(), time -> new ArrayList<>()).add(new Event(series, reading));
                }
            }
        }
        return events;
    }

    private NavigableMap<Long, List<TargetKey>> scrapesInOrder() {
        NavigableMap<Long, List<TargetKey>> scrapes = new TreeMap<>();
        seen.scrapes().all().forEach((target, times) -> times
                .subMap(before.dataUntil().toEpochMilli(), false, seen.until().toEpochMilli(), true).keySet()
                .forEach(time -> scrapes.computeIfAbsent(time, at -> new ArrayList<>()).add(target)));
        return scrapes;
    }

    private void noteActivity(Instant at) {
        ScrapeGaps next = gaps.active(at, limits.silence());
        if (next.count() > gaps.count() && at.isAfter(before.start())) {
            ScrapeGaps.Gap gap = next.recent().get(next.recent().size() - 1);
            faults.add(DataFault.Kind.DATA_GAP, "no samples at all from " + gap.start() + " to " + gap.end());
        }
        gaps = next;
    }

    private void noteScrape(TargetKey target, Instant at) {
        TargetState known = targets.get(target);
        if (known == null || at.isAfter(known.lastScrape())) {
            targets.put(target, new TargetState(at, seen.scrapes().processStart(target, at)));
        }
    }

    private void take(Event event, Instant at) {
        CounterSamples series = event.series();
        if (event.reading() instanceof Reading.Irregular irregular) {
            refuse(series, irregular);
            return;
        }
        SeriesCursor cursor = cursors.get(series.key());
        if (cursor != null && (!at.isAfter(cursor.lastTimestamp()) || otherReplica(cursor, series, at))) {
            return;
        }
        if (event.reading() instanceof Reading.Buckets buckets) {
            Optional<Reading.Irregular> refusal = layouts.refusal(series.key().counter(), buckets);
            if (refusal.isPresent()) {
                refuse(series, refusal.get());
                return;
            }
            takeValue(series, cursor, at, buckets.counts());
        } else if (event.reading() instanceof Reading.Number number) {
            takeValue(series, cursor, at, new Quantity(ShortestDecimal.of(number.value())));
        } else if (event.reading() instanceof Reading.Level level) {
            takeLevel(series, at, ShortestDecimal.of(level.value()));
        }
    }

    private void refuse(CounterSamples series, Reading.Irregular irregular) {
        faults.add(irregular.kind(), series, series.key().series() + " " + irregular.description() + " at "
                + Instant.ofEpochMilli(irregular.timestampMillis()));
    }

    private void takeLevel(CounterSamples series, Instant at, BigDecimal level) {
        book.seen(series, at);
        if (at.isAfter(before.start())) {
            book.count(series, at, at, GaugeSums.of(level));
        }
        cursors.put(series.key(), new SeriesCursor(series.target(), series.replica(), at, new Quantity(level),
                processStart(series, at), Quantity.ZERO, Quantity.ZERO, 0));
    }

    private void takeValue(CounterSamples series, SeriesCursor cursor, Instant at, CounterValue value) {
        Optional<Instant> start = processStart(series, at);
        book.seen(series, at);
        if (!at.isAfter(before.start())) {
            cursors.put(series.key(), baselined(series, at, value, start));
        } else if (cursor == null || hasEnded(cursor.lastTimestamp(), at)) {
            takeFirst(series, at, value, start);
        } else {
            takeNext(series, cursor, at, value, start);
        }
    }

    private Optional<Instant> processStart(CounterSamples series, Instant at) {
        return seen.scrapes().processStart(series.target(), at).map(given -> given.isAfter(at) ? at : given);
    }

    /** While a replica delivers, the others' samples of the same series would count everything twice. */
    private boolean otherReplica(SeriesCursor cursor, CounterSamples series, Instant at) {
        return !series.replica().equals(cursor.replica())
                && Duration.between(cursor.lastTimestamp(), at).compareTo(limits.silence()) <= 0;
    }

    private void takeFirst(CounterSamples series, Instant at, CounterValue value, Optional<Instant> start) {
        Optional<Instant> scrapedWithout = earlierScrape(series.target(), at);
        // An older process may have been counted before, ended by a long silence, and returned: only a young one is surely new.
        boolean youngProcess = start.isPresent() && !start.get().isBefore(before.start()) && !hasEnded(start.get(), at);
        if (scrapedWithout.isEmpty() && !youngProcess) {
            cursors.put(series.key(), baselined(series, at, value, start));
            return;
        }
        Instant from = later(scrapedWithout.orElse(Instant.MIN), start.orElse(Instant.MIN));
        book.count(series, from, at, value);
        cursors.put(series.key(), new SeriesCursor(series.target(), series.replica(), at, value, start, value, value.zero(), 0));
    }

    private void takeNext(CounterSamples series, SeriesCursor cursor, Instant at, CounterValue value, Optional<Instant> start) {
        boolean restarted = CounterRules.restarted(cursor.processStart(), start, cursor.lastTimestamp());
        boolean reset = restarted || value.isBelow(cursor.lastValue());
        if (reset && !restarted && start.isPresent() && cursor.processStart().isPresent()) {
            unexplainedResets++;
            faults.add(DataFault.Kind.COUNTER_WENT_BACKWARDS, series,
                    series.key().series() + " fell from " + cursor.lastValue() + " to " + value + " at " + at
                    + " without a restart");
        }
        Instant from = cursor.lastTimestamp();
        if (reset) {
            from = later(from, earlierScrape(series.target(), at).orElse(from));
            from = restarted ? later(from, start.get()) : from;
        }
        CounterValue increment = reset ? value : value.minus(cursor.lastValue());
        book.count(series, from, at, increment);
        cursors.put(series.key(), cursor.moved(series.replica(), at, value, start, increment));
    }

    private static SeriesCursor baselined(CounterSamples series, Instant at, CounterValue value, Optional<Instant> start) {
        return new SeriesCursor(series.target(), series.replica(), at, value, start, value.zero(), value, 0);
    }

    /** The last scrape of a target before a moment, if the target was not forgotten since. */
    private Optional<Instant> earlierScrape(TargetKey target, Instant at) {
        if (!target.isKnown()) {
            return Optional.empty();
        }
        return alive(target, at).or(() -> seen.scrapes().lastBetween(target, at.minus(limits.presence()), at));
    }

    private Optional<Instant> alive(TargetKey target, Instant at) {
        return Optional.ofNullable(targets.get(target)).map(TargetState::lastScrape)
                .filter(scrape -> scrape.isBefore(at) && !hasEnded(scrape, at));
    }

    private boolean hasEnded(Instant lastSeen, Instant now) {
        return gaps.activeBetween(lastSeen, now).compareTo(limits.retention()) > 0;
    }

    private void forgetEnded() {
        gaps.lastActivity().ifPresent(latest -> {
            cursors.values().removeIf(cursor -> hasEnded(cursor.lastTimestamp(), latest));
            targets.values().removeIf(target -> hasEnded(target.lastScrape(), latest));
        });
    }

    private void checkBounds() {
        int series = cursors.keySet().stream().mapToInt(key -> layouts.series(key.counter())).sum();
        if (series > limits.maximumSeries()) {
            faults.add(DataFault.Kind.TOO_MANY_SERIES, series + " series; at most " + limits.maximumSeries()
                    + " can be followed: narrow the selectors or aggregate labels that are not needed");
        }
        int clusters = book.clusters();
        if (clusters > limits.maximumClusters()) {
            faults.add(DataFault.Kind.TOO_MANY_CLUSTERS, "label " + spec.clusterLabel().orElse("") + " has " + clusters
                    + " values; at most " + limits.maximumClusters()
                    + " are allowed: it must be a bounded hash bucket of the unit");
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
