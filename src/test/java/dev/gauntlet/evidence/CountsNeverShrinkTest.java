package dev.gauntlet.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** Whatever pods, scrapes and the operator do, what was counted stays counted. */
class CountsNeverShrinkTest {

    private static final int SCRAPE_SECONDS = 15;

    /** What can happen between two scrapes. */
    private enum Deed {
        /** Requests are answered. */
        Serve,
        /** Requests fail. */
        Fail,
        /** A pod's process starts anew, with its counters at zero. */
        Restart,
        /** A pod is not scraped for a while. */
        Silence,
        /** The operator looks. */
        Look,
        /** The operator is replaced by one that reads the stored ledger. */
        Reload,
        /** The weights change. */
        NewWeights
    }

    /**
     * Something that happens.
     *
     * @param deed what
     * @param pod which pod it is about, 0 to 3; even ones are the champion's
     * @param amount how many requests, or scrapes that are left out
     */
    private record Happening(Deed deed, int pod, int amount) {
    }

    @Provide
    Arbitrary<List<Happening>> histories() {
        Arbitrary<Deed> deeds = Arbitraries.frequency(Tuple.of(8, Deed.Serve), Tuple.of(4, Deed.Fail), Tuple.of(2, Deed.Restart),
                Tuple.of(2, Deed.Silence), Tuple.of(8, Deed.Look), Tuple.of(3, Deed.Reload), Tuple.of(1, Deed.NewWeights));
        return Combinators.combine(deeds, Arbitraries.integers().between(0, 3), Arbitraries.integers().between(1, 40)).as(Happening::new)
                .list().ofMinSize(20).ofMaxSize(80);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void countsNeverShrink(@ForAll("histories") List<Happening> history) {
        Lab lab = new Lab();
        Pods pods = new Pods();
        Map<String, Long> counted = totals(lab);
        int second = SCRAPE_SECONDS;
        for (Happening happening : history) {
            switch (happening.deed()) {
                case Serve, Fail, Restart, Silence -> pods.take(happening, second);
                case Look -> lab.collect(second);
                case Reload -> lab.ledger = LedgerCodec.decode(LedgerCodec.encode(lab.ledger));
                case NewWeights -> newWeights(lab, second, happening.amount());
            }
            Map<String, Long> now = totals(lab);
            assertThat(now).allSatisfy((what, count) -> assertThat(count).as(what).isGreaterThanOrEqualTo(counted.get(what)));
            counted.putAll(now);
            second += SCRAPE_SECONDS;
            pods.scrape(lab, second);
        }
        Statistics.label("anything counted").collect(counted.values().stream().anyMatch(count -> count > 0));
        Statistics.label("anything counted").coverage(coverage -> coverage.check(true).percentage(share -> share > 50));
    }

    /**
     * Weights change in a pass of their own, after a look; the ledger verifies the traffic for a day ahead, as the lab does
     * from the start.
     */
    private static void newWeights(Lab lab, int second, int share) {
        lab.collect(second);
        TrafficHistory before = TrafficHistory.startingAt(Lab.START);
        for (Epoch epoch : lab.ledger.traffic().epochs()) {
            before = before.open(epoch.start(), epoch.weights());
            before = epoch.end().isPresent() ? before.verify(epoch.end().get()).close(epoch.end().get()) : before;
        }
        lab.ledger = lab.ledger.withTraffic(before.verify(Lab.at(second)).close(Lab.at(second))
                .open(Lab.at(second), new TreeMap<>(Map.of("champion", 10_000 - 100 * share, "challenger", 100 * share)))
                        .verify(Lab.at(second + 86_400)));
    }

    private static Map<String, Long> totals(Lab lab) {
        Map<String, Long> totals = new HashMap<>();
        for (String variant : List.of("champion", "challenger")) {
            totals.put("requests of " + variant, lab.requests(variant));
            totals.put("errors of " + variant, lab.errors(variant));
        }
        return totals;
    }

    /** Four pods with their counters. */
    private static final class Pods {

        private final long[] served = new long[4];
        private final long[] failed = new long[4];
        private final int[] startedAt = new int[4];
        private final int[] silentScrapes = new int[4];

        void take(Happening happening, int second) {
            int pod = happening.pod();
            switch (happening.deed()) {
                case Serve -> served[pod] += happening.amount();
                case Fail -> failed[pod] += happening.amount();
                case Restart -> {
                    served[pod] = 0;
                    failed[pod] = 0;
                    startedAt[pod] = second;
                }
                default -> silentScrapes[pod] = happening.amount() / 4;
            }
        }

        void scrape(Lab lab, int second) {
            for (int pod = 0; pod < 4; pod++) {
                if (silentScrapes[pod]-- > 0) {
                    continue;
                }
                String version = pod % 2 == 0 ? "v1" : "v2";
                lab.started("pod-" + pod, second, startedAt[pod]).scraped(Lab.requests("pod-" + pod, version, "200"), second, served[pod])
                        .scraped(Lab.requests("pod-" + pod, version, "500"), second, failed[pod]);
            }
        }
    }
}
