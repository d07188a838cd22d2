package dev.gauntlet.evidence;

import static dev.gauntlet.evidence.Lab.at;
import static dev.gauntlet.evidence.Lab.labels;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.TwoArmCounts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the statistics get to see. */
class EvidenceTest {
    private final Lab lab = new Lab();

    @Test
    void eachEpochIsAStratum() {
        lab.ledger = Ledger.startingAt(lab.spec, lab.limits, Lab.START);
        lab.ledger = lab.ledger.withTraffic(lab.ledger.traffic().open(at(0), new TreeMap<>(Map.of("champion", 9000, "challenger", 1000)))
                .verify(at(60)).open(at(60), new TreeMap<>(Map.of("champion", 5000, "challenger", 5000))).verify(at(200)));
        scrape("v1", "200", 0, 0, 60, 90, 120, 150);
        scrape("v2", "200", 0, 0, 60, 10, 120, 60);
        scrape("v2", "500", 0, 0, 60, 1, 120, 3);

        lab.collect(120);

        assertThat(lab.evidence().proportionStrata("errors", "challenger", "champion").orElseThrow()).containsExactly(
                ProportionStratum.unclustered(new BinomialCounts(11, 1), new BinomialCounts(90, 0)),
                ProportionStratum.unclustered(new BinomialCounts(52, 2), new BinomialCounts(60, 0)));
        assertThat(lab.evidence().filed("errors", "challenger")).isEqualTo(new ProportionCounts(63, 3));
    }

    /** A shadow until 60, a canary until 120, and from 180 on all traffic for the challenger, who won. */
    @Test
    void copiesAreNoEvidenceBesideRequestsThatWereSplit() {
        TrafficHistory shadow = TrafficHistory.startingAt(Lab.START).open(at(0), weights(10_000, 0)).verify(at(60));
        TrafficHistory canary = shadow.open(at(60), weights(9000, 1000)).verify(at(120));
        TrafficHistory won = canary.open(at(120), weights(2500, 7500)).verify(at(180)).open(at(180), weights(0, 10_000));
        scrape("v1", "200", 0, 0, 60, 100, 120, 190, 180, 210, 240, 211);
        scrape("v2", "200", 0, 0, 60, 50, 120, 60, 180, 120, 240, 200);
        lab.ledger = Ledger.startingAt(lab.spec, lab.limits, Lab.START).withTraffic(shadow);

        lab.collect(60);
        assertThat(lab.evidence().inShadow()).isTrue();
        assertThat(strata()).containsExactly(stratum(50, 100));
        lab.ledger = lab.ledger.withTraffic(canary);
        assertThat(strata()).as("before the first scrape of the canary").isEmpty();

        lab.collect(120);
        assertThat(lab.evidence().inShadow()).isFalse();
        assertThat(strata()).containsExactly(stratum(10, 90));

        lab.ledger = lab.ledger.withTraffic(won.verify(at(240)));
        lab.collect(240);
        assertThat(strata()).as("at 100% there is nobody to compare with").containsExactly(stratum(10, 90), stratum(60, 20));
        assertThat(lab.evidence().trials("errors", "challenger")).isEqualTo(150);
    }

    @Test
    void aContradictionAmongCopiesIsForgottenWithThem() {
        TrafficHistory shadow = TrafficHistory.startingAt(Lab.START).open(at(0), weights(10_000, 0)).verify(at(60));
        lab.spec = Lab.spec(MetricSpec.proportion("errors", SelectorSyntax.parse("failed_total"), SelectorSyntax.parse("requests_total"),
                Optional.empty()));
        lab.ledger = Ledger.startingAt(lab.spec, lab.limits, Lab.START).withTraffic(shadow);
        scrape("v2", "200", 0, 0, 60, 5, 120, 9);
        lab.scraped(labels("failed_total", "pod-v2", "version", "v2"), 0, 0).scraped(labels("failed_total", "pod-v2", "version", "v2"), 60, 6);

        lab.collect(60);
        assertThat(lab.faultReasons()).contains("NumeratorAboveDenominator");
        lab.ledger = lab.ledger.withTraffic(shadow.open(at(60), weights(9000, 1000)).verify(at(120)));
        lab.collect(120);
        assertThat(lab.faultReasons()).doesNotContain("NumeratorAboveDenominator");
    }

    @Test
    void nobodyWaitsForSeriesOfAVariantWithoutAShare() {
        TrafficHistory canary = TrafficHistory.startingAt(Lab.START).open(at(0), weights(9000, 1000)).verify(at(60));
        lab.ledger = Ledger.startingAt(lab.spec, lab.limits, Lab.START).withTraffic(canary);
        scrape("v2", "200", 0, 0, 60, 5, 120, 9);

        lab.collect(60);
        assertThat(lab.faultReasons()).as("the champion's are missing").containsExactly("NoSeries");
        lab.ledger = lab.ledger.withTraffic(canary.open(at(60), weights(0, 10_000)).verify(at(120)));
        lab.collect(120);
        assertThat(lab.faultReasons()).isEmpty();
    }

    @Test
    void theHardLimitOfAWinnerIsJudgedAtAHundredPercent() {
        lab.spec = Lab.spec(MetricSpec.proportion("errors", Lab.ERRORS.source().summed().orElseThrow(), Lab.ERRORS.source().observed(),
                Optional.of(HardLimit.above(0.5, 10))));
        lab.ledger = Ledger.startingAt(lab.spec, lab.limits, Lab.START).withTraffic(TrafficHistory.startingAt(Lab.START)
                .open(at(0), weights(0, 10_000)).verify(at(300)));
        scrape("v2", "500", 0, 0, 60, 60, 120, 120);

        lab.collect(180);

        assertThat(lab.evidence().limitWindow("errors", "challenger")).hasValueSatisfying(window ->
                assertThat(window.consecutiveViolations()).isEqualTo(2));
    }

    private List<ProportionStratum> strata() {
        return lab.evidence().proportionStrata("errors", "challenger", "champion").orElseThrow();
    }

    private static ProportionStratum stratum(int challenger, int champion) {
        return ProportionStratum.unclustered(new BinomialCounts(challenger, 0), new BinomialCounts(champion, 0));
    }

    private static TreeMap<String, Integer> weights(int champion, int challenger) {
        return new TreeMap<>(Map.of("champion", champion, "challenger", challenger));
    }

    @Test
    void withAClusterLabelCountsAreSplitByIt() {
        clustered();
        bucket("v1", "requests_total", "0", 40);
        bucket("v2", "requests_total", "0", 10);
        bucket("v2", "requests_total", "1", 20);
        bucket("v2", "caught_total", "1", 5);

        lab.collect(20);

        assertThat(lab.evidence().proportionStrata("caught", "challenger", "champion").orElseThrow()).containsExactly(
                ProportionStratum.clustered(new TreeMap<>(Map.of(
                        "0", new TwoArmCounts(new BinomialCounts(10, 0), new BinomialCounts(40, 0)),
                        "1", new TwoArmCounts(new BinomialCounts(20, 5), BinomialCounts.NONE)))));
        assertThat(lab.evidence().isClustered("caught", "challenger", "champion")).isTrue();
    }

    @Test
    void trialsWithoutTheClusterLabelAreNoticed() {
        clustered();
        bucket("v2", "requests_total", "", 10);

        lab.collect(20);

        assertThat(lab.evidence().isClustered("caught", "challenger", "champion")).isFalse();
    }

    @Test
    void aClusterWithMoreSuccessesThanTrialsIsJoinedWithItsNeighbour() {
        clustered();
        bucket("v2", "requests_total", "0", 10);
        bucket("v2", "caught_total", "0", 4);
        bucket("v2", "requests_total", "1", 3);
        bucket("v2", "caught_total", "1", 4);
        bucket("v1", "requests_total", "1", 7);

        lab.collect(20);

        assertThat(lab.evidence().proportionStrata("caught", "challenger", "champion").orElseThrow()).containsExactly(
                ProportionStratum.clustered(new TreeMap<>(Map.of(
                        "0", new TwoArmCounts(new BinomialCounts(13, 8), new BinomialCounts(7, 0))))));
        assertThat(lab.faultReasons()).doesNotContain("NumeratorAboveDenominator");
    }

    @Test
    void moreSuccessesThanTrialsIsAFaultAndNoEvidence() {
        clustered();
        bucket("v2", "requests_total", "0", 3);
        bucket("v2", "caught_total", "0", 4);

        lab.collect(20);

        assertThat(lab.evidence().proportionStrata("caught", "challenger", "champion")).isEmpty();
        assertThat(lab.faults).anySatisfy(fault -> {
            assertThat(fault.reason()).isEqualTo("NumeratorAboveDenominator");
            assertThat(fault.metric()).contains("caught");
            assertThat(fault.variant()).contains("challenger");
            assertThat(fault.message()).contains("4 successes of 3 trials");
        });
    }

    @Test
    void freshnessTellsASilentVariantFromOneWithoutTraffic() {
        scrape("v1", "200", 0, 0, 30, 90, 60, 90, 90, 90);
        scrape("v2", "200", 0, 0, 15, 5);

        lab.collect(180);

        assertThat(lab.evidence().freshness("errors", "champion")).isEqualTo(new Freshness(Optional.of(at(90)), Optional.of(at(30))));
        assertThat(lab.evidence().freshness("errors", "champion").sinceIncrease(at(0), at(180))).isEqualTo(Duration.ofSeconds(150));
        assertThat(lab.faults).filteredOn(fault -> fault.reason().equals("Silent")).extracting(fault -> fault.variant().orElseThrow())
                .containsExactly("challenger");
    }

    private void scrape(String version, String code, double... secondsAndValues) {
        for (int i = 0; i < secondsAndValues.length; i += 2) {
            lab.scraped(Lab.requests("pod-" + version, version, code), secondsAndValues[i], secondsAndValues[i + 1]);
        }
    }

    private void clustered() {
        MetricSpec caught = MetricSpec.proportion("caught", SelectorSyntax.parse("caught_total"),
                Lab.ERRORS.source().observed(), Optional.empty());
        lab.spec = new EvidenceSpec(List.of(caught), Lab.VARIANTS, "champion", Optional.of("unit_bucket"), List.of(), Duration.ofSeconds(30), Duration.ZERO);
        lab.restart();
    }

    private void bucket(String version, String name, String bucket, long grown) {
        Map<String, String> labels = labels(name, "pod", "version", version);
        if (!bucket.isEmpty()) {
            labels.put("unit_bucket", bucket);
        }
        lab.scraped(labels, 0, 100).scraped(labels, 20, 100 + grown);
    }
}
