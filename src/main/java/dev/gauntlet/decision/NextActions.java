package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Reason;
import java.util.List;
import java.util.stream.Stream;

/** What a person may do after a decision, most recommended first. */
final class NextActions {

    private static final String WAIT = "Wait; nothing has to be done.";
    private static final String GIVE_UP = "Give up with desiredState: Aborted or the annotation gauntlet.dev/rollback=<reason>.";
    private static final String RETRY = "Mend the challenger, then ask for a new run with the annotation gauntlet.dev/retry=<reason>.";
    private static final String PROMOTE_ANYWAY = "Promote in spite of it with the annotation gauntlet.dev/promote=<reason>.";
    private static final String LOOK = "Look at the challenger's logs and at the metric beyond its hard limit.";
    private static final String COMPARE = "Compare challenger and champion by the metric that got worse, by segment if possible.";

    private NextActions() {
    }

    /** What broke a limit that only notifies comes first, because no rule says it. */
    static List<String> of(DecisionInputs inputs, Decision decision) {
        Stream<String> notified = SafetyRules.broken(inputs, Metric.OnViolation.Notify).stream().limit(1)
                .map(m -> "Look at this, of which you only wanted to be notified: "
                        + DecisionMessages.hardLimit(m, m.hardLimit().orElseThrow()) + ".");
        return Stream.concat(notified, of(decision).stream()).toList();
    }

    static List<String> of(Decision decision) {
        boolean ends = decision.action() != Action.Hold;
        return switch (decision.rule()) {
            case HardLimit -> ends ? harmful(decision, LOOK)
                    : List.of(LOOK, GIVE_UP,
                            "Set onViolation: Rollback for limits that must not wait for a person.");
            case Deterioration -> ends ? harmful(decision, COMPARE)
                    : List.of(COMPARE, GIVE_UP,
                            "Set decision.onDeterioration: Rollback in the next experiment if harm must not wait for a person.");
            case ShadowDivergence -> harmful(decision,
                    "Look at which predictions differ: the comparator's metrics gauntlet_shadow_* say how.");
            case UserRequest -> userRequest(decision);
            case VariantChanged -> List.of("Start again with the changed workload by the annotation gauntlet.dev/retry=<reason>.",
                    "Keep automatic updates away from the variants while an experiment runs.");
            case NoData -> noData(decision, ends);
            case SampleRatioMismatch -> Stream.concat(Stream.of(
                    "Look for what treats the variants' traffic unequally: retries, redirects, caches, bots, lost telemetry.",
                    "Compare the requests that the router counts with those that the variants count."),
                    Stream.of(ends ? RETRY : GIVE_UP)).toList();
            case TooEarly -> tooEarly(decision);
            case StepComplete -> List.of(WAIT);
            case Approval -> approval(decision, ends);
            case Freeze -> List.of("Wait until the freeze window closes.",
                    "Remove the window from schedule.freezeWindows of the next experiment if it is not wanted.", GIVE_UP);
            case SegmentDeterioration -> List.of("Look at status.segments and at the segment named in the message.",
                    "Mend the challenger for that segment and begin a new run.", PROMOTE_ANYWAY, GIVE_UP);
            case Success -> success(decision);
            case Futility -> decision.reason().equals(Reason.PracticallyInsignificant.name())
                    ? List.of("Keep the champion, or lower practicalEffect in a new experiment if so small a gain is worth it.", RETRY)
                    : List.of("Keep the champion: the effect that the experiment was planned for is ruled out.", RETRY);
            case Deadline -> deadline(decision, ends);
            case Undecided -> List.of(WAIT, "Look at status.plan for the end to expect.");
        };
    }

    private static List<String> harmful(Decision decision, String look) {
        return decision.removed().isEmpty() ? List.of(look, RETRY)
                : List.of(look, "Wait for the challengers that go on.", "Try the mended challenger in a new experiment.");
    }

    private static List<String> userRequest(Decision decision) {
        return switch (Reason.valueOf(decision.reason())) {
            case PausedByUser -> List.of("Set desiredState: Running to go on.", GIVE_UP);
            case PromotedByUser -> List.of("Watch the challenger's hard limits; no evidence was asked for.",
                    "Return to the champion, while it is kept, with the annotation gauntlet.dev/rollback=<reason>.");
            case RequestIgnored -> List.of("Write the annotation again and begin its value with the name of a challenger that takes part.",
                    "Wait for the first estimates.");
            case RolledBackByUser -> List.of(RETRY);
            default -> List.of("Ask for a new run with desiredState: Running and the annotation gauntlet.dev/retry=<reason>.");
        };
    }

    private static List<String> noData(Decision decision, boolean ends) {
        if (decision.reason().equals(Reason.LedgerLost.name())) {
            return List.of("Create a new experiment; its counts begin anew.", "Find out who deleted or changed the ConfigMap.");
        }
        return ends ? List.of("Find out why the data are missing, as the message and the condition DataHealthy say.",
                "Ask for a new run, once they are back, with the annotation gauntlet.dev/retry=<reason>.")
                : List.of("Mend what the message and the condition DataHealthy name; the experiment goes on by itself.", GIVE_UP);
    }

    private static List<String> tooEarly(Decision decision) {
        return switch (Reason.valueOf(decision.reason())) {
            case AwaitingTraffic -> List.of(WAIT, "Look at the condition RouteProgrammed if it takes long.");
            case AwaitingSample -> List.of(WAIT,
                    "Lower minimumSamples or raise trafficPercent in the next experiment if it takes too long.");
            case AwaitingComparison -> List.of(WAIT,
                    "Look at gauntlet_shadow_dropped_total and gauntlet_shadow_unreadable_total if no answers are compared.");
            case PatchingTarget -> List.of(WAIT, "Look at the champion's workload if its pods do not become ready.");
            case RampingUp, Baking -> List.of(WAIT,
                    "Return to the champion with the annotation gauntlet.dev/rollback=<reason> if need be.");
            default -> List.of(WAIT);
        };
    }

    private static List<String> approval(Decision decision, boolean ends) {
        if (decision.reason().equals(Reason.ApprovedByUser.name())) {
            return List.of(WAIT, "Return to the champion, while it is kept, with the annotation gauntlet.dev/rollback=<reason>.");
        }
        return ends ? List.of("Ask for a new run with the annotation gauntlet.dev/retry=<reason> and approve it in time.",
                "Raise timeoutSeconds of the step, or set timeoutAction: Hold.")
                : List.of("Read the evidence in status.metrics.",
                        "Approve with kubectl annotate mexp <name> gauntlet.dev/approve=<step>, as the message says.", GIVE_UP);
    }

    private static List<String> success(Decision decision) {
        String keep = "Return to the champion, while it is kept, with the annotation gauntlet.dev/rollback=<reason>.";
        return decision.reason().equals(Reason.NoHarmFound.name())
                ? List.of("Watch the challenger on: that no harm was found does not prove that there is none.", keep) : List.of(WAIT, keep);
    }

    private static List<String> deadline(Decision decision, boolean ends) {
        if (decision.action() == Action.Extend) {
            return List.of(WAIT);
        }
        return ends ? List.of("Keep the champion, or plan a new experiment with more time, traffic or a larger minimumDetectableEffect.",
                RETRY)
                : List.of("Decide by the evidence in status.metrics.", PROMOTE_ANYWAY, GIVE_UP);
    }
}
