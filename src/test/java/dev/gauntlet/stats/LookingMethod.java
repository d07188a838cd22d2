package dev.gauntlet.stats;

/**
 * A way of looking at an experiment again and again, with the values of the effect that it rules out at each look.
 *
 * @param name what the tables call it
 * @param takes whether it looks, look by look; the last true one ends its run
 * @param verdict whether an effect is ruled out by an estimate at a look
 */
record LookingMethod(String name, boolean[] takes, Verdict verdict) {

    /** Whether a look rules out an effect. */
    interface Verdict {
        boolean leavesOut(int look, EffectEstimate estimate, double effect);
    }

    int lastLook() {
        int last = takes.length - 1;
        while (!takes[last]) {
            last--;
        }
        return last;
    }

    boolean leavesOut(int look, EffectEstimate estimate, double effect) {
        return verdict.leavesOut(look, estimate, effect);
    }
}
