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
        TrafficHistory history = lab.ledger.traffic().open(at(0), new TreeMap<>(Map.of("challenger", 1000))).verify(at(40))
                .open(at(40), new TreeMap<>(Map.of("challenger", 5000))).verify(at(100)).close(at(100)).verify(at(500));
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
        lab.spec = new EvidenceSpec(lab.spec.metrics(), lab.spec.variants(), lab.spec.clusterLabel(), List.of(), lab.spec.evaluationPeriod(),
                Duration.ofSeconds(30));
        lab.restart();
        for (int second = 0; second <= 60; second += 15) {
            lab.scraped(OK, second, second);
        }

        lab.collect(60);

        assertThat(lab.evidence().filed("errors", "challenger").trials()).isEqualTo(30);
        assertThat(lab.evidence().excluded("errors", "challenger").trials()).isEqualTo(30);
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
