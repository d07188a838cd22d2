package dev.gauntlet.decision;

import static dev.gauntlet.decision.Specs.absolute;
import static dev.gauntlet.decision.Specs.guardrail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.MarkdownTable;
import dev.gauntlet.stats.MonteCarloLimits;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A guardrail on errors as the operator judges it, every minute for a day: 950 requests a minute to the champion, of which 1 percent
 * fail, and 50 to the challenger.
 */
@Tag("calibration")
class GuardrailCharacteristicsTest {

    private static final int DAY = 1440;
    private static final double ERROR_RATE = 0.01;
    private static final double MARGIN = 0.001;
    private static final Metric ERRORS = guardrail("errors", Metric.Direction.Decrease, absolute("0.001"));
    private static final MetricAssessor ASSESSOR = new MetricAssessor(Specs.perRequest("0.05", ERRORS), LookBook.EMPTY);
    private static final MarkdownTable TABLE = new MarkdownTable(
            "Guardrail on 1 % errors, margin 0.1 points, harm alpha 0.05, judged every minute at 50 + 950 requests a minute",
            "challenger's error rate", "runs", "rolled back within a day", "median minutes");

    @AfterAll
    static void print() {
        TABLE.print();
    }

    @Test
    void aHealthyChallengerIsRolledBackOnAtMostOneDayInTwenty() {
        int[] ends = ends(ERROR_RATE, DAY, 400, 20261211);
        int rolledBack = report("1.0 % (equal)", ends);
        MonteCarloLimits.assertAtMost(rolledBack, ends.length, 0.05);
    }

    @Test
    void aChallengerWorseByTheMarginIsRolledBackOnAtMostOneDayInTwenty() {
        int[] ends = ends(ERROR_RATE + MARGIN, DAY, 400, 20261212);
        int rolledBack = report("1.1 % (worse by the margin)", ends);
        // Four hundred days resolve 5 percent to about 2.5 points.
        MonteCarloLimits.assertAtMost(rolledBack, ends.length, 0.075);
    }

    @ParameterizedTest
    @CsvSource({"2, 25", "3, 12", "5, 6"})
    void aMultipliedErrorRateIsFoundWithinMinutes(int multiple, int medianMinutes) {
        int[] ends = ends(multiple * ERROR_RATE, DAY, 401, 20261213);
        report(multiple + ".0 % (times " + multiple + ")", ends);
        assertThat(median(ends)).isLessThanOrEqualTo(medianMinutes);
    }

    private static int report(String what, int[] ends) {
        int rolledBack = (int) Arrays.stream(ends).filter(end -> end <= DAY).count();
        TABLE.row(what, "" + ends.length, MarkdownTable.percent(rolledBack, ends.length),
                median(ends) > DAY ? "none" : "" + median(ends));
        return rolledBack;
    }

    /** Minute of the roll-back of each run; beyond the last when there was none. */
    private static int[] ends(double challengerRate, int minutes, int runs, long seed) {
        return IntStream.range(0, runs).parallel()
                .map(run -> end(challengerRate, minutes, new SplittableRandom(seed * 1_000_003 + run))).toArray();
    }

    private static int end(double challengerRate, int minutes, SplittableRandom random) {
        TwoArmCounts counts = TwoArmCounts.NONE;
        for (int minute = 1; minute <= minutes; minute++) {
            counts = counts.plus(new TwoArmCounts(draw(random, 50, challengerRate), draw(random, 950, ERROR_RATE)));
            MetricAssessment assessment = ASSESSOR.assess(ERRORS, "candidate", new MetricData.Proportions(
                    List.of(ProportionStratum.unclustered(counts.challenger(), counts.champion()))), Optional.empty());
            if (assessment.verdict() == Verdict.Deteriorated) {
                return minute;
            }
        }
        return minutes + 1;
    }

    private static BinomialCounts draw(SplittableRandom random, int trials, double rate) {
        return new BinomialCounts(trials, BinomialSampler.draw(random, trials, rate));
    }

    private static int median(int[] ends) {
        return Arrays.stream(ends).sorted().toArray()[ends.length / 2];
    }
}
