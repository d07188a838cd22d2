package dev.gauntlet.routing.replicaratio;

import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import dev.gauntlet.routing.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Judges what was read against what is wanted, as pure functions. */
final class RatioAssessment {

    private RatioAssessment() {
    }

    /** What is true of the route. */
    static RouteObservation assess(RatioView view) {
        return observation(view, view.intent().goal() instanceof RouteGoal.Release release
                ? released(view, release.variant()) : split(view));
    }

    /** An observation with a given verdict. */
    static RouteObservation observation(RatioView view, Verdict verdict) {
        Map<String, Boolean> ready = new LinkedHashMap<>();
        Map<String, Integer> wanted = view.wanted();
        view.variants().forEach((name, variant) -> ready.put(name, isReady(variant, wanted.get(name))));
        boolean inForce = verdict.reason() == RouteReason.TRAFFIC_SPLIT && verdict.state() == RouteState.PROGRAMMED;
        return new RouteObservation(verdict.state(), verdict.reason(), verdict.message(),
                inForce ? OptionalLong.of(view.intent().generation()) : OptionalLong.empty(), view.isHeld(), view.isDrifted(), ready, 0);
    }

    /** A challenger without replicas was not asked for any yet, which is no fault of its own. */
    private static boolean isReady(VariantReplicas variant, int wanted) {
        return variant.deployment().isPresent()
                && (variant.behind() > 0 || variant.replicas() == 0 && (!variant.variant().champion() || wanted == 0));
    }

    private static Verdict split(RatioView view) {
        Optional<Verdict> obstacle = Obstacles.first(view);
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        long generation = view.intent().generation();
        if (!view.isHeld()) {
            return Verdict.progressing(RouteReason.SERVICE_NOT_SWITCHED, "the Service " + view.intent().serviceName()
                    + " is about to be taken for generation " + generation);
        }
        List<ScalePlan.Row> rows = view.rows();
        if (!rows.stream().allMatch(ScalePlan.Row::isSettled)) {
            return Verdict.progressing(rows.stream().anyMatch(row -> row.behind() < row.wanted()) ? RouteReason.VARIANT_NOT_READY
                    : RouteReason.SERVICE_NOT_SWITCHED, "on the way to generation " + generation + ": " + onTheWay(view, rows));
        }
        if (!view.wasReached()) {
            return Verdict.progressing(RouteReason.SERVICE_NOT_SWITCHED,
                    "generation " + generation + " is about to be noted: " + reached(view));
        }
        return Verdict.programmed(RouteReason.TRAFFIC_SPLIT, "generation " + generation + " is in force: " + reached(view));
    }

    private static String reached(RatioView view) {
        int total = view.total();
        return view.rows().stream().map(row -> row.name() + " has " + row.behind() + " of " + total + " replicas, "
                + ReplicaShares.percent(row.behind(), total) + " %").collect(Collectors.joining("; "));
    }

    private static String onTheWay(RatioView view, List<ScalePlan.Row> rows) {
        int total = view.total();
        return rows.stream().map(row -> row.name() + " wants " + row.wanted() + " of " + total + " replicas ("
                + ReplicaShares.percent(row.wanted(), total) + " %), is asked for " + row.replicas() + " and has " + row.behind()
                + " ready behind the Service").collect(Collectors.joining("; "));
    }

    private static Verdict released(RatioView view, String winner) {
        if (view.service().isEmpty()) {
            return Verdict.programmed(RouteReason.RELEASED, "the Service " + view.intent().serviceName()
                    + " does not exist, so there is nothing to give back");
        }
        if (!view.isClaimedByUs()) {
            return isLeftAtChallengers(view)
                    ? Verdict.progressing(RouteReason.SERVICE_NOT_SWITCHED, winner + " is about to get the challengers' replicas")
                    : Verdict.programmed(RouteReason.RELEASED, "nothing of the Service " + view.intent().serviceName() + " is held for "
                            + winner + " any more");
        }
        VariantReplicas target = view.variants().get(winner);
        return target.deployment().isEmpty()
                ? Verdict.blocked(RouteReason.CONFIG_INVALID, "the " + target.named()
                        + " does not exist, so nobody can be led to it; create it")
                : Verdict.progressing(isHandedOver(view) ? RouteReason.SERVICE_NOT_SWITCHED : RouteReason.VARIANT_NOT_READY,
                        "on the way to " + winner + ": " + onTheWay(view, view.rows()));
    }

    /** Whether a Service that nobody holds leads to challengers although the champion is wanted: a rollback after the end. */
    static boolean isLeftAtChallengers(RatioView view) {
        return view.service().isPresent() && !view.isClaimedByUs() && !view.isBusy() && view.champion().deployment().isPresent()
                && view.leader().equals(view.intent().champion().name()) && view.hasChallengers();
    }

    /** Whether everybody is led to the leading variant and all numbers are written. */
    static boolean isHandedOver(RatioView view) {
        return view.rows().stream().allMatch(row -> row.replicas() == row.wanted() && (row.wanted() > 0 || row.behind() == 0));
    }
}
