package dev.gauntlet.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.decision.ShadowComparison.Verdict;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShadowComparisonTest {

    @ParameterizedTest(name = "{1} of {0} pairs, at most {2}, at least {3} pairs: {4}")
    @CsvSource({"0, 0, 0.05, 0, Undecided", "100, 0, 0.05, 0, Undecided", "300, 0, 0.05, 0, Agrees", "300, 0, 0.05, 301, Undecided",
        "1000, 10, 0.05, 100, Agrees", "1000, 50, 0.05, 100, Undecided", "1000, 100, 0.05, 100, Diverges", "40, 20, 0.05, 1000, Diverges",
        "1000, 1, 0, 0, Diverges", "5000, 990, 0.2, 0, Undecided"})
    void isDecidedWhenTheConfidenceSequenceLiesOnOneSideOfTheMaximum(long pairs, long divergent, double maximum, long minimum,
            Verdict verdict) {
        assertThat(ShadowComparison.of("candidate", pairs, divergent, maximum, minimum, 0.01).verdict()).isEqualTo(verdict);
    }

    @Test
    void atTheMaximumItselfFewerThanTheErrorRateAreEverCalledEither() {
        SplittableRandom random = new SplittableRandom(20261122);
        int runs = 400;
        int agreed = 0;
        int diverged = 0;
        for (int run = 0; run < runs; run++) {
            long divergent = 0;
            boolean everAgreed = false;
            boolean everDiverged = false;
            for (int pairs = 1; pairs <= 4000; pairs++) {
                divergent += random.nextDouble() < 0.05 ? 1 : 0;
                if (pairs % 50 == 0) {
                    Verdict verdict = ShadowComparison.of("candidate", pairs, divergent, 0.05, 0, 0.05).verdict();
                    everAgreed |= verdict == Verdict.Agrees;
                    everDiverged |= verdict == Verdict.Diverges;
                }
            }
            agreed += everAgreed ? 1 : 0;
            diverged += everDiverged ? 1 : 0;
        }
        assertThat((double) (agreed + diverged) / runs).as("both errors together, looked at 80 times").isLessThanOrEqualTo(0.05);
    }

    @Test
    void saysTheNumbersInOneSentence() {
        assertThat(ShadowComparison.of("candidate", 1000, 10, 0.05, 100, 0.01).sentence())
                .startsWith("candidate answers otherwise than the champion in 1.00% of 1000 pairs (").endsWith("at most 5.00% accepted)");
        assertThat(ShadowComparison.of("candidate", 0, 0, 0.05, 100, 0.01).sentence())
                .isEqualTo("no answers of candidate could be compared with the champion's yet");
    }
}
