package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.DesiredState;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import java.util.List;
import java.util.Optional;

/** What people ask for, and what they did to the variants meanwhile. */
final class UserRules {

    private UserRules() {
    }

    /** The user aborted the experiment. */
    static Optional<Decision> abort(DecisionInputs inputs) {
        return inputs.desiredState() != DesiredState.Aborted ? Optional.empty()
                : Optional.of(Decision.of(Action.KeepChampion, Rule.UserRequest, Reason.AbortedByUser,
                        "aborted by desiredState: Aborted; the champion serves everybody"));
    }

    /** The user asked for the return to the champion. */
    static Optional<Decision> rollback(DecisionInputs inputs) {
        return request(inputs, UserRequest.Kind.Rollback).map(request -> Decision.of(Action.Rollback, Rule.UserRequest,
                Reason.RolledBackByUser, "rolled back by " + DecisionMessages.asked(request)));
    }

    /** A variant's workload changed, so the counts speak of a model that is gone. */
    static Optional<Decision> variantChanged(DecisionInputs inputs) {
        return inputs.circumstances().changedVariant().map(change -> Decision.of(Action.KeepChampion, Rule.VariantChanged,
                Reason.VariantChanged, change + "; the counts speak of what ran before, so the champion serves everybody"));
    }

    /** The user paused the experiment. */
    static Optional<Decision> pause(DecisionInputs inputs) {
        return inputs.desiredState() != DesiredState.Paused ? Optional.empty()
                : Optional.of(Decision.of(Action.Hold, Rule.UserRequest, Reason.PausedByUser,
                        "paused by desiredState: Paused; weights hold and safety rules run; set desiredState: Running to go on"));
    }

    /**
     * The user asked for the promotion of a challenger, whatever the evidence: the one that the annotation's value begins with, else the
     * candidate that waits for approval, else the best by the estimate of the primary metric. A winner that is on its way already needs no
     * request. While the route does not carry the wanted weights, nobody is promoted.
     */
    static Optional<Decision> promote(DecisionInputs inputs) {
        if (!inputs.step().inForce() || inputs.step().stage().promotes()) {
            return Optional.empty();
        }
        return request(inputs, UserRequest.Kind.Promote).map(request -> promote(inputs, request));
    }

    private static Decision promote(DecisionInputs inputs, UserRequest request) {
        String asked = "promotion asked for by " + DecisionMessages.asked(request);
        String named = request.value().strip().split("[\\s:,;]+", 2)[0];
        List<String> active = inputs.active();
        if (!active.contains(named) && !inputs.of(named).isEmpty()) {
            return refused(asked + "; " + named + " was rolled back and cannot be promoted");
        }
        Optional<String> chosen = active.contains(named) ? Optional.of(named)
                : inputs.circumstances().candidate().filter(active::contains)
                .or(() -> active.size() == 1 ? Optional.of(active.get(0)) : Ranking.bestByEstimate(inputs, active));
        return chosen.map(winner -> new Decision(Action.Promote, Rule.UserRequest, Reason.PromotedByUser.name(),
                winner + " is promoted by " + DecisionMessages.asked(request), winner))
                .orElseGet(() -> refused(asked
                        + "; no challenger has an estimate yet, so begin the annotation's value with the name of one: "
                        + String.join(", ", active)));
    }

    private static Decision refused(String message) {
        return Decision.of(Action.Hold, Rule.UserRequest, Reason.RequestIgnored, message);
    }

    private static Optional<UserRequest> request(DecisionInputs inputs, UserRequest.Kind kind) {
        return inputs.circumstances().requests().stream().filter(r -> r.kind() == kind).findFirst();
    }
}
