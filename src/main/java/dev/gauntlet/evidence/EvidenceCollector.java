package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Failure;
import dev.gauntlet.evidence.prometheus.PrometheusClient;
import dev.gauntlet.evidence.prometheus.QueryOutcome;
import dev.gauntlet.evidence.prometheus.Series;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Brings a ledger up to date. Stateless: the same ledger and the same samples give the same ledger. A stretch of time is consumed
 * as a whole or not at all.
 */
public final class EvidenceCollector {
    private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);
    private static final Duration LONGEST_EMPTY_WINDOW = Duration.ofDays(1);

    private final PrometheusClient client;
    private final Duration settleDelay;
    private final Set<String> replicaLabels;
    private final EvidenceLimits limits;
    private final Duration missingAfter;

    /**
     * A collector on one connection.
     *
     * @param client access to the store
     * @param settleDelay how old a sample must be before it is believed to be stored
     * @param replicaLabels labels that tell the copies of a highly available store apart
     * @param limits the bounds of collecting
     */
    public EvidenceCollector(PrometheusClient client, Duration settleDelay, Set<String> replicaLabels, EvidenceLimits limits) {
        this(client, settleDelay, replicaLabels, limits, limits.silence());
    }

    /**
     * A collector that tells silence earlier or later than a pause between scrapes counts as a gap.
     *
     * @param client access to the store
     * @param settleDelay how old a sample must be before it is believed to be stored
     * @param replicaLabels labels that tell the copies of a highly available store apart
     * @param limits the bounds of collecting
     * @param missingAfter how long a variant may go without a scrape before its metric counts as silent
     */
    public EvidenceCollector(PrometheusClient client, Duration settleDelay, Set<String> replicaLabels, EvidenceLimits limits,
            Duration missingAfter) {
        this.client = client;
        this.settleDelay = settleDelay;
        this.replicaLabels = Set.copyOf(replicaLabels);
        this.limits = limits;
        this.missingAfter = missingAfter;
    }

    /** Everything the store holds for a stretch, or the fault because of which it could not be read. */
    private record Fetched(Observations observations, List<DataFault> faults) {

        private boolean isEmpty() {
            return observations.counters().isEmpty();
        }

        /** Whether a shorter stretch must be tried: the store refuses so much, or an outage has ended in a long stretch. */
        private boolean isTooLarge(Duration stretch, Duration window) {
            if (observations != null) {
                return stretch.compareTo(window) > 0 && !isEmpty();
            }
            return stretch.compareTo(SHORTEST_WINDOW) > 0 && faults.stream().anyMatch(
                    fault -> fault instanceof DataFault.QueryFailed failed && failed.failure().shorterRangeMayHelp());
        }
    }

    /**
     * One pass: consumes what is settled and verified, in a bounded number of stretches that hold samples.
     *
     * @param spec the specification that the ledger was made for
     * @param ledger the ledger so far, its traffic history up to date
     * @param storeNow the store's clock
     * @return the ledger after the pass; the same ledger if the very first stretch failed
     */
    public Collected collect(EvidenceSpec spec, Ledger ledger, Instant storeNow) {
        Instant settled = storeNow.minus(settleDelay).truncatedTo(ChronoUnit.MILLIS);
        Instant goal = settled.isBefore(ledger.traffic().verifiedUntil()) ? settled : ledger.traffic().verifiedUntil();
        List<DataFault> faults = new ArrayList<>();
        Ledger current = ledger;
        Duration length = limits.window();
        int windows = 0;
        while (windows < limits.windowsPerPass() && current.dataUntil().isBefore(goal)) {
            Instant until = earlier(current.dataUntil().plus(length), goal);
            Duration stretch = Duration.between(current.dataUntil(), until);
            Fetched fetched = fetch(spec, current, until);
            if (fetched.isTooLarge(stretch, limits.window())) {
                length = shorter(stretch.dividedBy(2));
                continue;
            }
            faults.addAll(fetched.faults());
            if (holds(fetched.faults())) {
                break;
            }
            LedgerAdvance.Outcome outcome = LedgerAdvance.advance(current, spec, limits, fetched.observations());
            faults.addAll(outcome.faults());
            if (holds(outcome.faults())) {
                break;
            }
            current = outcome.ledger();
            if (fetched.isEmpty()) {
                length = longer(length);
            } else {
                windows++;
            }
        }
        faults.addAll(EvidenceHealth.faults(spec, current, missingAfter));
        return new Collected(current, faults, current.dataUntil(), !current.dataUntil().isBefore(goal));
    }

    private static boolean holds(List<DataFault> faults) {
        return faults.stream().anyMatch(DataFault::holdsLedger);
    }

    private static Duration shorter(Duration half) {
        return half.compareTo(SHORTEST_WINDOW) < 0 ? SHORTEST_WINDOW : half;
    }

    /** A long outage holds no samples and is crossed in growing steps. */
    private static Duration longer(Duration length) {
        Duration doubled = length.multipliedBy(2);
        return doubled.compareTo(LONGEST_EMPTY_WINDOW) > 0 ? LONGEST_EMPTY_WINDOW : doubled;
    }

    private Fetched fetch(EvidenceSpec spec, Ledger ledger, Instant until) {
        // Whether a range includes its oldest edge differs between store versions; a little more is asked for and filtered.
        Duration counterRange = Duration.between(ledger.dataUntil().minus(limits.overlap()), until).plusMillis(1);
        SeriesReading reading = new SeriesReading(spec, replicaLabels);
        for (QueryPlan.CounterQuery query : QueryPlan.counters(spec)) {
            QueryOutcome outcome = client.rawSamples(query.narrowed().toPromQl(), counterRange, until);
            if (outcome instanceof Failure failure) {
                return failed(failure, query.narrowed().toPromQl());
            }
            ((QueryOutcome.Samples) outcome).series().forEach(series -> reading.add(query.counter(), series));
        }
        Set<TargetKey> targets = new HashSet<>(ledger.targets().keySet());
        reading.readings().forEach(counter -> targets.add(counter.target()));
        Duration scrapeRange = Duration.between(ledger.dataUntil().minus(limits.presence()), until).plusMillis(1);
        List<Series> scrapes = new ArrayList<>();
        for (String query : QueryPlan.scrapes(targets)) {
            QueryOutcome outcome = client.rawSamples(query, scrapeRange, until);
            if (outcome instanceof Failure failure) {
                return failed(failure, query);
            }
            scrapes.addAll(((QueryOutcome.Samples) outcome).series());
        }
        return new Fetched(new Observations(until, reading.readings(), new TargetScrapes(scrapes)), reading.faults());
    }

    private static Fetched failed(Failure failure, String query) {
        return new Fetched(null, List.of(new DataFault.QueryFailed(failure.reason(), query, failure.message())));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
