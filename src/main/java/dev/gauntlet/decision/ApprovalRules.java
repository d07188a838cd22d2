package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import java.util.Optional;

/** The step that asks a person. */
final class ApprovalRules {

    private ApprovalRules() {
    }

    /** Waits for the approval, then promotes the candidate or goes to the next step; gives up when nobody approves in time. */
    static Optional<Decision> approval(DecisionInputs inputs) {
        if (inputs.step().stage() != Stage.Approval) {
            return Optional.empty();
        }
        Optional<String> approver = inputs.circumstances().approvedBy();
        if (approver.isPresent()) {
            return Optional.of(approved(inputs, approver.get()));
        }
        return Optional.of(inputs.step().overdue() ? timedOut(inputs) : Decision.of(Action.Hold, Rule.Approval, Reason.AwaitingApproval,
                DecisionMessages.awaitingApproval(inputs)));
    }

    private static Decision approved(DecisionInputs inputs, String approver) {
        Optional<String> candidate = inputs.circumstances().candidate();
        if (candidate.isEmpty()) {
            return ProgressRules.complete(Reason.ApprovedByUser, "approved by " + approver);
        }
        return SegmentRules.blocks(inputs) ? SegmentRules.blocked(inputs, candidate.get())
                : new Decision(Action.Promote, Rule.Approval, Reason.ApprovedByUser.name(), candidate.get() + " is approved by "
                        + approver + "; " + DecisionMessages.evidence(inputs, candidate.get()), candidate.get());
    }

    private static Decision timedOut(DecisionInputs inputs) {
        boolean holds = inputs.circumstances().holdOnTimeout();
        return Decision.of(holds ? Action.Hold : Action.KeepChampion, Rule.Approval, Reason.ApprovalTimedOut,
                "nobody approved within " + inputs.step().deadline().orElseThrow().toSeconds() + " s; "
                        + (holds ? "the weights hold until somebody decides" : "the champion serves everybody"));
    }
}
