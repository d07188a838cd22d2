package dev.gauntlet.evidence;

import static dev.gauntlet.evidence.Lab.at;
import static dev.gauntlet.evidence.Lab.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Under which traffic epoch increments are filed. */
class LedgerFilingTest {
    private static final Map<String, String> OK = requests("pod", "v2", "200");

    private final Lab lab = new Lab();

    @Test
    void anIncrementIsFiledOnlyIfItLiesInOneEpochAsAWhole() {
        lab.ledger = Ledger.startingAt(lab.spec, lab.limits, Lab.START);
        TrafficHistory history = lab.ledger.traffic().open(at(0), new TreeMap<>(Map.of("champion", 9000, "challenger", 1000))).verify(at(40))
                .open(at(40), new TreeMap<>(Map.of("champion", 5000, "challenger", 5000))).verify(at(100)).close(at(100)).verify(at(500));
        lab.ledger = lab.ledger.withTraffic(history);
        int value = 0;
        for (int second = 0; second <= 120; second += 15) {
            lab.scraped(OK, second, ++value);
        }

        lab.collect(120);

        assertThat(lab.evidence().inEpoch("errors", "challenger", 1).trials()).as("0-15, 15-30").isEqualTo(2);
        assertThat(lab.evidence().inEpoch("errors", "challenger", 2).trials()).as("45-60, 60-75, 75-90").isEqualTo(3);
        assertThat(lab.evidence().excluded("errors", "challenger").trials()).as("30-45, 90-105, 105-120").isEqualTo(3);
    }

    @Test
    void theWarmUpOfAnEpochIsLeftOut() {
        lab.spec = new EvidenceSpec(lab.spec.metrics(), lab.spec.variants(), "champion", lab.spec.clusterLabel(), List.of(), lab.spec.evaluationPeriod(),
                Duration.ofSeconds(30));
        lab.restart();
        for (int second = 0; second <= 60; second += 15) {
            lab.scraped(OK, second, second);
        }

        lab.collect(60);

        assertThat(lab.evidence().filed("errors", "challenger").trials()).isEqualTo(30);
        assertThat(lab.evidence().excluded("errors", "challenger").trials()).isEqualTo(30);
    }

    /** Labels come up to 40 seconds after the request, so those of the first 40 seconds may be of the weights before. */
    @Test
    void labelsThatMayBeOfRequestsUnderTheWeightsBeforeAreFiledUnderNoEpoch() {
        count(List.of(delayed("late", 40, Optional.empty())), 0, traffic(0, 90, 180));

        assertThat(trials("late", 1)).as("45-60, 60-75, 75-90").isEqualTo(3);
        assertThat(trials("late", 2)).as("135-150, 150-165, 165-180").isEqualTo(3);
        assertThat(lab.evidence().excluded("late", "challenger").trials()).isEqualTo(10);
    }

    @Test
    void whatArrivesAfterAnEpochThatIsShorterThanTheMaturationCountsNowhere() {
        count(List.of(delayed("late", 100, Optional.empty())), 0, traffic(0, 90, 180));

        assertThat(lab.evidence().filed("late", "challenger").trials()).isZero();
        assertThat(lab.evidence().excluded("late", "challenger").trials()).isEqualTo(16);
    }

    @Test
    void requestsDuringTheWarmUpHaveLateLabelsToo() {
        count(List.of(delayed("late", 40, Optional.empty())), 20, traffic(0, 90, 180));

        assertThat(trials("late", 1)).as("60-75, 75-90").isEqualTo(2);
    }

    @Test
    void aCounterIsFiledForEachMetricByItsOwnMaturation() {
        count(List.of(Lab.ERRORS, delayed("late", 40, Optional.empty())), 0, traffic(0, 90, 180));

        assertThat(trials("errors", 1)).isEqualTo(6);
        assertThat(trials("late", 1)).isEqualTo(3);
        for (String metric : List.of("errors", "late")) {
            assertThat(lab.evidence().filed(metric, "challenger").plus(lab.evidence().excluded(metric, "challenger")).trials())
                    .as(metric).isEqualTo(16);
        }
        assertThat(lab.ledger.cursors()).as("its series are followed once").hasSize(1);
    }

    @Test
    void aHardLimitOnLateLabelsIsJudgedByMatureOnesOnly() {
        Optional<HardLimit> limit = Optional.of(HardLimit.below(0.4, 3));
        for (int second = 0; second <= 240; second += 15) {
            lab.scraped(requests("pod", "v2", "500"), second, Math.max(0, (second - 40) / 15));
        }

        count(List.of(delayed("at-once", 0, limit), delayed("late", 40, limit)), 0, traffic(0, 180, 240), 75);
        assertThat(lab.evidence().limitWindow("at-once", "challenger").orElseThrow().consecutiveViolations())
                .as("the first minute has requests, but no labels").isEqualTo(1);
        lab.collect(180);

        assertThat(lab.evidence().limitWindow("late", "challenger")).hasValueSatisfying(window -> {
            assertThat(window.lastWindowRate()).hasValue(0.5);
            assertThat(window.consecutiveViolations()).isZero();
        });
    }

    private void count(List<MetricSpec> metrics, int warmup, TrafficHistory history) {
        count(metrics, warmup, history, 240);
    }

    /** One request in 15 seconds. */
    private void count(List<MetricSpec> metrics, int warmup, TrafficHistory history, int until) {
        lab.spec = new EvidenceSpec(metrics, lab.spec.variants(), "champion", Optional.empty(), List.of(), lab.spec.evaluationPeriod(),
                Duration.ofSeconds(warmup));
        lab.ledger = Ledger.startingAt(lab.spec, lab.limits, Lab.START).withTraffic(history);
        for (int second = 0; second <= 240; second += 15) {
            lab.scraped(OK, second, second / 15 + 1);
        }
        lab.collect(until);
    }

    private static TrafficHistory traffic(double first, double second, double end) {
        return TrafficHistory.startingAt(Lab.START).open(at(first), new TreeMap<>(Map.of("champion", 9000, "challenger", 1000))).verify(at(second))
                .open(at(second), new TreeMap<>(Map.of("champion", 5000, "challenger", 5000))).verify(at(end)).close(at(end)).verify(at(500));
    }

    private static MetricSpec delayed(String name, int seconds, Optional<HardLimit> limit) {
        return new MetricSpec(name, Lab.ERRORS.source(), limit, Duration.ofSeconds(seconds));
    }

    private long trials(String metric, int epoch) {
        return lab.evidence().inEpoch(metric, "challenger", epoch).trials();
    }

    @Test
    void aVariantWithoutAShareCountsInNoEpochThatSplitsTraffic() {
        lab.ledger = Ledger.startingAt(lab.spec, lab.limits, Lab.START).withTraffic(TrafficHistory.startingAt(Lab.START)
                .open(at(0), weights(5000, 5000)).verify(at(60)).open(at(60), weights(0, 10_000)).verify(at(500)));
        for (int second = 0; second <= 120; second += 15) {
            lab.scraped(OK, second, second).scraped(requests("old", "v1", "200"), second, second);
        }

        lab.collect(120);

        assertThat(lab.evidence().inEpoch("errors", "champion", 1).trials()).isEqualTo(60);
        assertThat(lab.evidence().inEpoch("errors", "champion", 2).trials()).as("over connections that are still open").isZero();
        assertThat(lab.evidence().excluded("errors", "champion").trials()).isEqualTo(60);
        assertThat(lab.evidence().inEpoch("errors", "challenger", 2).trials()).as("the winner").isEqualTo(60);
        assertThat(lab.evidence().takesPart("champion")).isFalse();
        assertThat(lab.evidence().takesPart("challenger")).isTrue();
    }

    @Test
    void whereEverybodyGetsTheChampionCopiesCount() {
        lab.ledger = Ledger.startingAt(lab.spec, lab.limits, Lab.START).withTraffic(TrafficHistory.startingAt(Lab.START)
                .open(at(0), weights(10_000, 0)).verify(at(500)));
        for (int second = 0; second <= 60; second += 15) {
            lab.scraped(OK, second, second).scraped(requests("old", "v1", "200"), second, 10 * second);
        }

        lab.collect(60);

        assertThat(lab.evidence().inEpoch("errors", "challenger", 1).trials()).isEqualTo(60);
        assertThat(lab.evidence().inEpoch("errors", "champion", 1).trials()).isEqualTo(600);
        assertThat(lab.evidence().inShadow()).isTrue();
        assertThat(lab.evidence().takesPart("challenger")).isTrue();
    }

    private static TreeMap<String, Integer> weights(int champion, int challenger) {
        return new TreeMap<>(Map.of("champion", champion, "challenger", challenger));
    }

    @Test
    void nothingAfterTheVerifiedTrafficHistoryIsConsumed() {
        lab.ledger = Ledger.startingAt(lab.spec, lab.limits, Lab.START);
        lab.ledger = lab.ledger.withTraffic(lab.ledger.traffic().open(at(0), new TreeMap<>()).verify(at(20)));
        lab.scraped(OK, 0, 10).scraped(OK, 15, 20).scraped(OK, 30, 30);

        lab.collect(60);

        assertThat(lab.ledger.dataUntil()).isEqualTo(at(20));
        assertThat(lab.requests("challenger")).isEqualTo(10);
    }

    @Test
    void aTrafficHistoryCannotBeRewrittenWhereItHasBeenUsed() {
        lab.scraped(OK, 0, 10).collect(60);

        assertThatThrownBy(() -> lab.ledger.withTraffic(TrafficHistory.startingAt(at(0)).open(at(30), new TreeMap<>()).verify(at(90))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("already filed");
    }

    @Test
    void aLedgerIsNotContinuedForAnotherSpecification() {
        lab.spec = Lab.spec(MetricSpec.proportion("other", Lab.ERRORS.source().summed().orElseThrow(), Lab.ERRORS.source().observed(), Optional.empty()));

        assertThatThrownBy(() -> lab.collect(10)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("another specification");
    }
}
