package dev.gauntlet.stats;

import dev.gauntlet.stats.bayesian.NormalPosterior;
import dev.gauntlet.stats.bayesian.NormalPrior;
import dev.gauntlet.stats.groupsequential.GroupSequentialDesign;
import dev.gauntlet.stats.groupsequential.SpendingFunction;
import java.util.Arrays;
import java.util.List;

/**
 * The methods that the operating characteristics compare, all for a two-sided error rate of 0.05 and a power of 0.8 at the minimum
 * effect. The plan is the information of the fixed sample.
 */
final class LookingMethods {

    static final double ALPHA = 0.05;
    private static final double BETA = 0.2;
    private static final double CRITICAL = StandardNormal.upperQuantile(ALPHA / 2);
    /** Longest run of the open two-sided mixture for a power of 0.8. */
    private static final double OPEN_RUN = 1.64;

    private final double[] plans;
    private final double plannedInformation;

    /**
     * @param expectedInformation information expected at the looks, increasing
     * @param plannedInformation information of the fixed sample
     */
    LookingMethods(double[] expectedInformation, double plannedInformation) {
        this.plans = Arrays.stream(expectedInformation).map(i -> i / plannedInformation).toArray();
        this.plannedInformation = plannedInformation;
    }

    List<LookingMethod> all() {
        return List.of(calibrated(), open(), openOneSided(),
                groupSequential("O'Brien-Fleming spending", new SpendingFunction.OBrienFleming(), 5),
                groupSequential("O'Brien-Fleming spending", new SpendingFunction.OBrienFleming(), 100),
                groupSequential("Pocock spending", new SpendingFunction.Pocock(), 5),
                groupSequential("Pocock spending", new SpendingFunction.Pocock(), 100),
                fixedHorizon(), bayesian(), naive());
    }

    LookingMethod calibrated() {
        TwoSidedDesign design = TwoSidedDesign.of(ALPHA, plannedInformation, SequentialDesign.START_FRACTION,
                SequentialDesign.HORIZON_FRACTION);
        return new LookingMethod("calibrated confidence sequence (default)", everyLookTo(SequentialDesign.HORIZON_FRACTION),
                (look, estimate, effect) -> design.hasStarted(estimate)
                        && design.logEValue(estimate, effect) >= -Math.log(design.stage(estimate).level()));
    }

    LookingMethod open() {
        TwoSidedMixture mixture = TwoSidedMixture.tunedAt(plannedInformation, ALPHA);
        return new LookingMethod("open confidence sequence", everyLookTo(OPEN_RUN), (look, estimate, effect) -> {
            Deviate deviate = estimate.deviateFrom(effect);
            return mixture.logEValue(deviate.z(), deviate.information()) >= -Math.log(ALPHA);
        });
    }

    private LookingMethod openOneSided() {
        OneSidedDesign design = OneSidedDesign.of(ALPHA, plannedInformation, 1);
        return new LookingMethod("open one-sided sequence", everyLookTo(SequentialDesign.HORIZON_FRACTION),
                (look, estimate, effect) -> design.logEValueAbove(estimate, effect) >= -Math.log(ALPHA));
    }

    /** With looks at equal shares of its own longest run, its bounds at the information that is expected then. */
    private LookingMethod groupSequential(String name, SpendingFunction spending, int looks) {
        double[] even = ScoreProcessRuns.evenly(1, looks);
        GroupSequentialDesign planned = GroupSequentialDesign.spending(spending, ALPHA, 2, even);
        double longest = GroupSequentialDesign.inflation(planned.driftForPower(1 - BETA), ALPHA, 2, BETA);
        int[] indices = Arrays.stream(even).mapToInt(share -> reaching(share * longest)).distinct().toArray();
        double end = plans[indices[indices.length - 1]];
        List<Double> upper = GroupSequentialDesign.spending(spending, ALPHA, 2,
                Arrays.stream(indices).mapToDouble(look -> plans[look] / end).toArray()).upper();
        boolean[] takes = new boolean[plans.length];
        double[] bounds = new double[plans.length];
        for (int k = 0; k < indices.length; k++) {
            takes[indices[k]] = true;
            bounds[indices[k]] = upper.get(k);
        }
        return new LookingMethod(name + ", " + looks + " looks", takes,
                (look, estimate, effect) -> Math.abs(estimate.deviateFrom(effect).z()) >= bounds[look]);
    }

    private LookingMethod fixedHorizon() {
        boolean[] once = new boolean[plans.length];
        once[reaching(1)] = true;
        return new LookingMethod("fixed horizon, one look", once, LookingMethods::beyondCritical);
    }

    private LookingMethod bayesian() {
        return new LookingMethod("P(better) above 97.5 % or below 2.5 %, re-read", everyLookTo(1), (look, estimate, effect) -> {
            double above = NormalPosterior.of(NormalPrior.FLAT, estimate).probabilityAbove(effect);
            return above > 1 - ALPHA / 2 || above < ALPHA / 2;
        });
    }

    LookingMethod naive() {
        return new LookingMethod("naive z, re-read", everyLookTo(1), LookingMethods::beyondCritical);
    }

    private static boolean beyondCritical(int look, EffectEstimate estimate, double effect) {
        return Math.abs(estimate.deviateFrom(effect).z()) >= CRITICAL;
    }

    private boolean[] everyLookTo(double longest) {
        boolean[] takes = new boolean[plans.length];
        Arrays.fill(takes, 0, reaching(longest) + 1, true);
        return takes;
    }

    private int reaching(double wanted) {
        int look = 0;
        while (look < plans.length - 1 && plans[look] < wanted - 1e-9) {
            look++;
        }
        return look;
    }
}
