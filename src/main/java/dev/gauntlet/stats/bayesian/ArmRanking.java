package dev.gauntlet.stats.bayesian;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Which of several arms with independent beta posteriors has the largest rate. */
public final class ArmRanking {

    private final List<BetaPosterior> arms;
    private final List<Double> probabilityBest = new ArrayList<>();
    private final double expectedMaximum;

    /**
     * Ranks arms.
     *
     * @param arms posteriors of their rates, at least one
     */
    public ArmRanking(List<BetaPosterior> arms) {
        if (arms.isEmpty()) {
            throw new IllegalArgumentException("arms must not be empty");
        }
        this.arms = List.copyOf(arms);
        double[] breaks = PanelIntegral.breaks(arms);
        double maximum = 0;
        for (int arm = 0; arm < arms.size(); arm++) {
            int best = arm;
            double[] ends = arms.get(arm).ends();
            probabilityBest.add(PanelIntegral.of(logit -> densityOfBest(best, logit), ends[0], ends[ends.length - 1], breaks));
            maximum += PanelIntegral.of(logit -> Logistic.probability(logit) * densityOfBest(best, logit), ends[0],
                    ends[ends.length - 1], breaks);
        }
        expectedMaximum = maximum;
    }

    /** Probability of each arm to have the largest rate, in the order given. */
    public List<Double> probabilityBest() {
        return List.copyOf(probabilityBest);
    }

    /** Expected loss of choosing each arm: the expected maximum less the arm's mean, in the order given. */
    public List<Double> expectedLoss() {
        return arms.stream().map(arm -> Math.max(0, expectedMaximum - arm.mean())).toList();
    }

    /** Mean of the largest rate. */
    public double expectedMaximum() {
        return expectedMaximum;
    }

    private double densityOfBest(int best, double logit) {
        double others = IntStream.range(0, arms.size()).filter(arm -> arm != best).mapToDouble(arm -> arms.get(arm).below(logit))
                .reduce(1, (product, below) -> product * below);
        return others == 0 ? 0 : others * arms.get(best).density(logit);
    }
}
