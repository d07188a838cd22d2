package dev.gauntlet.stats.diagnostics;

import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.TwoArmSums;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/** Time blocks for tests. */
final class Blocks {

    private Blocks() {
    }

    static TwoArmSums sums(double challengerTrials, double challengerSuccesses, double championTrials, double championSuccesses) {
        return new TwoArmSums(ArmSums.of(challengerTrials, challengerSuccesses), ArmSums.of(championTrials, championSuccesses));
    }

    /** Blocks of equal size whose rates are given, with rounded binomial noise. */
    static List<TimeBlock> random(
            long seed, int count, int trials, IntToDoubleFunction challenger, IntToDoubleFunction champion) {
        Random random = new Random(seed);
        List<TimeBlock> blocks = new ArrayList<>();
        for (int b = 0; b < count; b++) {
            blocks.add(new TimeBlock(b, sums(trials, successes(random, trials, challenger.applyAsDouble(b)),
                    trials, successes(random, trials, champion.applyAsDouble(b)))));
        }
        return blocks;
    }

    private static double successes(Random random, int trials, double rate) {
        double noisy = Math.rint(trials * rate + Math.sqrt(trials * rate * (1 - rate)) * random.nextGaussian());
        return Math.max(0, Math.min(trials, noisy));
    }
}
