package dev.gauntlet.stage;

import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Rule;
import java.util.List;

/** The stories that the quick start tells; the names are its arguments. */
public enum Scenario {
    /** A better challenger is promoted. */
    better(Outcome.Promoted, List.of(Rule.Success)),
    /** A challenger trained on damaged labels is rolled back. */
    worse(Outcome.RolledBack, List.of(Rule.Deterioration)),
    /** A challenger that begins to answer 500 is rolled back within two scrapes. */
    broken(Outcome.RolledBack, List.of(Rule.HardLimit, Rule.Deterioration)),
    /** A challenger equal to the champion is not promoted. */
    same(Outcome.KeptChampion, List.of(Rule.Futility, Rule.Deadline));

    private final Outcome outcome;
    private final List<Rule> rules;

    Scenario(Outcome outcome, List<Rule> rules) {
        this.outcome = outcome;
        this.rules = rules;
    }

    /** How it must end. */
    public Outcome outcome() {
        return outcome;
    }

    /** The rules that may end it. */
    public List<Rule> rules() {
        return rules;
    }
}
