package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import java.util.List;

/**
 * What is to be done, and why.
 *
 * @param action what is done
 * @param rule the rule that fired
 * @param reason stable reason name, a {@code Reason} or the name given by the failing part
 * @param message one sentence with the numbers
 * @param winner the variant to promote; empty unless the action is Promote
 * @param removed the challengers that a Rollback removes; empty when it removes all, and for other actions
 */
public record Decision(Action action, Rule rule, String reason, String message, String winner, List<String> removed) {

    /** Copies the list. */
    public Decision {
        removed = List.copyOf(removed);
    }

    /** A decision that removes no single challenger. */
    public Decision(Action action, Rule rule, String reason, String message, String winner) {
        this(action, rule, reason, message, winner, List.of());
    }

    /**
     * Without its counts an experiment cannot be continued validly, and starting to count anew would be a second try at the
     * same error rate; so the champion stays.
     *
     * @param name where the ledger should have been
     */
    public static Decision ledgerLost(String name) {
        return of(Action.KeepChampion, Rule.NoData, Reason.LedgerLost,
                "the counts in ConfigMap " + name + " are gone or unreadable; create a new experiment to try again");
    }

    /** A decision that promotes nobody. */
    static Decision of(Action action, Rule rule, Enum<?> reason, String message) {
        return new Decision(action, rule, reason.name(), message, "");
    }
}
