package dev.gauntlet.stats.diagnostics;

import dev.gauntlet.stats.Arguments;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether the effect is the same in all groups (Cochran's Q).
 *
 * @param groups the groups, at least two
 * @param combined their effects combined by inverse-variance weights
 */
public record GroupComparison(List<GroupEffect> groups, CombinedEffect combined) {

    /** Copies the groups. */
    public GroupComparison {
        groups = List.copyOf(groups);
    }

    /**
     * Of groups that share no data.
     *
     * @return empty with fewer than two groups
     */
    public static Optional<GroupComparison> of(List<GroupEffect> groups) {
        return groups.size() < 2 ? Optional.empty() : Optional.of(new GroupComparison(groups, CombinedEffect.of(groups)));
    }

    /** Probability of at least this disagreement when the true effects are equal. */
    public double pValue() {
        return combined.heterogeneityPValue();
    }

    /**
     * Carry-over in words: the groups are the units by the variant they saw first.
     *
     * @param alpha probability of a false alarm, strictly between 0 and 1
     */
    public Diagnostic carryOver(double alpha) {
        return diagnostic(Diagnostic.Name.CARRY_OVER, alpha,
                "The effect depends on which variant a unit saw first",
                "what a unit saw before still acts, so look at units that never changed their variant.",
                "The effect does not depend on which variant a unit saw first");
    }

    /**
     * Disagreement of strata in words: the groups are traffic steps or stretches of time.
     *
     * @param alpha probability of a false alarm, strictly between 0 and 1
     */
    public Diagnostic strata(double alpha) {
        return diagnostic(Diagnostic.Name.STRATA_DISAGREE, alpha,
                "The effect differs between traffic steps",
                "one number for all of them hides a change, so look at them one by one.",
                "The effect is the same in all traffic steps");
    }

    private Diagnostic diagnostic(Diagnostic.Name name, double alpha, String disagree, String advice, String agree) {
        boolean flagged = pValue() < Arguments.between("alpha", alpha, 0, 1);
        GroupEffect lowest = groups.stream().min(Comparator.comparingDouble(GroupEffect::effect)).orElseThrow();
        GroupEffect highest = groups.stream().max(Comparator.comparingDouble(GroupEffect::effect)).orElseThrow();
        String range = "from " + Figures.number(lowest.effect()) + " (" + lowest.group() + ") to "
                + Figures.number(highest.effect()) + " (" + highest.group() + "), " + Figures.pValue(pValue());
        return new Diagnostic(name, flagged, flagged
                ? disagree + ", " + range + ": " + advice
                : agree + " beyond chance: it goes " + range + ".");
    }
}
