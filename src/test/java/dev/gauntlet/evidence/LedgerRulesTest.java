package dev.gauntlet.evidence;

import static dev.gauntlet.evidence.Lab.labels;
import static dev.gauntlet.evidence.Lab.requests;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How raw samples become counts. */
class LedgerRulesTest {
    private static final Map<String, String> OK = requests("pod", "v2", "200");
    private static final Map<String, String> FAILED = requests("pod", "v2", "500");

    private final Lab lab = new Lab();

    @Test
    void aSeriesThatIsThereAtTheStartIsBaselined() {
        lab.scraped(OK, -20, 100).scraped(OK, -5, 120).scraped(OK, 10, 150);

        lab.collect(10);

        assertThat(lab.requests("challenger")).isEqualTo(30);
        SeriesCursor cursor = lab.ledger.cursors().values().iterator().next();
        assertThat(cursor.baseline().plus(cursor.counted())).isEqualTo(Quantity.of(150));
    }

    @Test
    void theIncrementAcrossTheStartIsKeptButNotFiled() {
        lab.scraped(OK, -5, 120).scraped(OK, 10, 150).scraped(OK, 25, 157);

        lab.collect(25);

        assertThat(lab.evidence().excluded("errors", "challenger").trials()).isEqualTo(30);
        assertThat(lab.evidence().filed("errors", "challenger").trials()).isEqualTo(7);
    }

    @Test
    void aSeriesOfAProcessBornDuringTheExperimentCountsFromZero() {
        lab.scraped(OK, 20, 12).started("pod", 20, 11);

        lab.collect(20);

        assertThat(lab.evidence().filed("errors", "challenger").trials()).isEqualTo(12);
    }

    @Test
    void aSeriesOfAnOlderProcessThatWasNeverScrapedIsBaselined() {
        lab.scraped(OK, 20, 12).started("pod", 20, -100).scraped(OK, 35, 15).started("pod", 35, -100);

        lab.collect(35);

        assertThat(lab.requests("challenger")).isEqualTo(3);
    }

    @Test
    void aSeriesOfAnUnknownProcessIsBaselined() {
        lab.scraped(OK, 20, 12).scraped(OK, 35, 15);

        lab.collect(35);

        assertThat(lab.requests("challenger")).isEqualTo(3);
    }

    @Test
    void aFirstErrorOfAnOldProcessCountsFromZeroBecauseItsTargetWasScrapedWithoutIt() {
        lab.scraped(OK, -5, 100).scraped(OK, 10, 110).scraped(OK, 25, 120).scraped(FAILED, 25, 1);

        lab.collect(25);

        assertThat(lab.errors("challenger")).isEqualTo(1);
        assertThat(lab.requests("challenger")).isEqualTo(21);
        assertThat(lab.evidence().filed("errors", "challenger").successes()).isEqualTo(1);
    }

    @Test
    void anEarlierScrapeIsKnownFromTheTargetsHealthAlone() {
        lab.scraped(labels("up", "pod"), 5, 1).scraped(OK, 20, 7).scraped(labels("up", "pod"), 20, 1);

        lab.collect(20);

        assertThat(lab.requests("challenger")).isEqualTo(7);
    }

    @Test
    void aFailedScrapeIsNoEvidenceThatASeriesWasMissing() {
        lab.scraped(labels("up", "pod"), 5, 0).scraped(OK, 20, 7).scraped(labels("up", "pod"), 20, 1);

        lab.collect(20);

        assertThat(lab.requests("challenger")).isZero();
    }

    @Test
    void aFallIsAResetAndTheNewValueCounts() {
        lab.scraped(OK, 0, 100).scraped(OK, 15, 130).scraped(OK, 30, 5).scraped(OK, 45, 20);

        lab.collect(45);

        assertThat(lab.requests("challenger")).isEqualTo(50);
    }

    @Test
    void aResetThatOvertakesTheOldValueIsSeenByTheProcessStart() {
        lab.scraped(OK, 0, 10).started("pod", 0, -60).scraped(OK, 15, 40).started("pod", 15, 3);

        lab.collect(15);

        assertThat(lab.requests("challenger")).isEqualTo(40);
        assertThat(lab.ledger.unexplainedResets()).isZero();
    }

    @ParameterizedTest(name = "start {0} s, then {1} s: {2} requests")
    @CsvSource({
        "-60, -59, 30",   // the boot time was computed anew and moved by a second
        "-60, -30, 30",   // the clock was set
        "-60, 14.5, 40",  // restarted between the scrapes
        "-60, -3, 40",    // restarted, on a host whose clock lags
        "-0.2, 0.5, 40",  // restarted within a second of the start
    })
    void onlyAStartAfterTheLastScrapeIsARestart(double before, double after, long counted) {
        lab.scraped(OK, 0, 10).started("pod", 0, before).scraped(OK, 15, 40).started("pod", 15, after);

        lab.collect(15);

        assertThat(lab.requests("challenger")).isEqualTo(counted);
    }

    @Test
    void aFallWithoutARestartIsCountedAndReported() {
        lab.scraped(OK, 0, 100).started("pod", 0, -60).scraped(OK, 15, 90).started("pod", 15, -60);

        lab.collect(15);

        assertThat(lab.faultReasons()).contains("CounterWentBackwards");
        assertThat(lab.ledger.unexplainedResets()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"NaN, NotANumber", "Infinity, NotANumber", "-1, NegativeCount", "12.5, NotACounter", "1e300, NotACounter"})
    void aValueThatIsNoCountIsReportedAndSkipped(double value, String reason) {
        lab.scraped(OK, 0, 10).scraped(OK, 15, value).scraped(OK, 30, 14);

        lab.collect(30);

        assertThat(lab.faultReasons()).contains(reason);
        assertThat(lab.requests("challenger")).isEqualTo(4);
    }

    @Test
    void sampleThatArrivesLateButInOrderIsCounted() {
        lab.scraped(OK, 0, 10).collect(20);
        lab.scraped(OK, 15, 13).scraped(OK, 30, 14);

        lab.collect(30);

        assertThat(lab.requests("challenger")).isEqualTo(4);
        assertThat(lab.ledger.lateSamples()).isZero();
    }

    @Test
    void aSampleOlderThanTheCursorIsSkippedAndReportedOnce() {
        lab.scraped(OK, 0, 10).scraped(OK, 30, 14).collect(30);
        lab.scraped(OK, 15, 12).collect(40);
        assertThat(lab.faultReasons()).contains("LateSamples");

        lab.collect(50);

        assertThat(lab.faultReasons()).doesNotContain("LateSamples");
        assertThat(lab.ledger.lateSamples()).isEqualTo(1);
        assertThat(lab.requests("challenger")).isEqualTo(4);
    }

    @Test
    void replicasOfAStoreAreCountedOnce() {
        lab.replicaLabels = Set.of("prometheus_replica");
        Map<String, String> a = labels("requests_total", "pod", "version", "v2", "code", "200", "prometheus_replica", "a");
        Map<String, String> b = labels("requests_total", "pod", "version", "v2", "code", "200", "prometheus_replica", "b");
        lab.scraped(a, 0, 10).scraped(b, 7, 11).scraped(a, 15, 14).scraped(b, 22, 12);

        lab.collect(30);

        assertThat(lab.requests("challenger")).isEqualTo(4);
    }

    @Test
    void anotherReplicaTakesOverWhenTheOneInUseIsSilent() {
        lab.replicaLabels = Set.of("prometheus_replica");
        Map<String, String> a = labels("requests_total", "pod", "version", "v2", "code", "200", "prometheus_replica", "a");
        Map<String, String> b = labels("requests_total", "pod", "version", "v2", "code", "200", "prometheus_replica", "b");
        lab.scraped(a, 0, 10);
        for (int second = 7; second < 200; second += 15) {
            lab.scraped(b, second, 11 + second);
        }

        lab.collect(200);

        assertThat(lab.requests("challenger")).isEqualTo(187 + 11 - 10);
    }

    @Test
    void aSeriesThatIsSilentForLongIsForgottenAndItsCountsStay() {
        lab.scraped(OK, 0, 10).scraped(OK, 15, 20);
        for (int second = 0; second <= 900; second += 15) {
            lab.scraped(requests("other", "v1", "200"), second, second);
        }

        lab.collect(900);

        assertThat(lab.ledger.cursors()).hasSize(1);
        assertThat(lab.requests("challenger")).isEqualTo(10);
        assertThat(lab.faultReasons()).contains("Silent");
    }

    @Test
    void aSeriesThatReturnsAfterItsTargetWasAwayForLongIsBaselinedAndNeverCountedTwice() {
        lab.scraped(OK, 15, 20).started("pod", 15, 10);
        for (int second = 0; second <= 900; second += 15) {
            lab.scraped(requests("other", "v1", "200"), second, second);
        }
        lab.scraped(OK, 890, 500).started("pod", 890, 10).scraped(OK, 900, 503).started("pod", 900, 10);

        lab.collect(900);

        assertThat(lab.requests("challenger")).isEqualTo(23);
    }

    @Test
    void anOutageOfTheStoreEndsNoSeriesAndIsReported() {
        lab.scraped(OK, 0, 10).scraped(OK, 15, 20).scraped(OK, 3600, 400);

        lab.collect(3600);

        assertThat(lab.requests("challenger")).isEqualTo(390);
        assertThat(lab.faultReasons()).contains("DataGap");
        assertThat(lab.ledger.gaps().lost()).isEqualTo(Duration.ofSeconds(3600 - 15 - 150));
    }
}
