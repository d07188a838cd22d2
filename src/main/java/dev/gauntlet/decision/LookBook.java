package dev.gauntlet.decision;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.groupsequential.GroupSequentialMonitor;
import dev.gauntlet.stats.groupsequential.GroupSequentialPlan;
import dev.gauntlet.stats.groupsequential.LookOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The looks that a planned method has taken; without them it cannot go on. Immutable.
 *
 * @param looks by test, oldest first; a test is named {@code metric/challenger/claim}
 */
public record LookBook(@JsonValue SortedMap<String, List<TakenLook>> looks) {

    /** No look taken. */
    public static final LookBook EMPTY = new LookBook(Collections.emptySortedMap());

    /** Copies the map. */
    public LookBook {
        SortedMap<String, List<TakenLook>> copy = new TreeMap<>();
        looks.forEach((test, taken) -> copy.put(test, List.copyOf(taken)));
        looks = Collections.unmodifiableSortedMap(copy);
    }

    /** The last look of a test. */
    Optional<TakenLook> last(String test) {
        List<TakenLook> taken = looks.getOrDefault(test, List.of());
        return taken.isEmpty() ? Optional.empty() : Optional.of(taken.get(taken.size() - 1));
    }

    /**
     * Takes the next look of a test if one is due.
     *
     * @param test name of the test
     * @param plan what was fixed beforehand
     * @param estimate the effect as estimated now
     * @param fraction share of the schedule that has passed, from 0 to 1
     * @return the book with the look, or this one if none is due
     */
    LookBook next(String test, GroupSequentialPlan plan, EffectEstimate estimate, double fraction) {
        List<TakenLook> taken = looks.getOrDefault(test, List.of());
        GroupSequentialMonitor monitor = new GroupSequentialMonitor(plan, taken.stream().map(TakenLook::look).toList());
        LookOutcome outcome = monitor.next(estimate, fraction);
        if (!(outcome instanceof LookOutcome.Taken look)) {
            return this;
        }
        return with(test, new TakenLook(look.look(), estimate.effect(), look.interval().lower(), look.interval().upper(),
                monitor.with(look.look()).pValue().orElse(1), look.verdict()));
    }

    /**
     * Takes the only look of a test, at the end of the schedule; a second one is refused.
     *
     * @param test name of the test
     * @param look what it says
     * @param fraction share of the schedule that has passed, from 0 to 1
     */
    LookBook once(String test, TakenLook look, double fraction) {
        return fraction < 1 || last(test).isPresent() ? this : with(test, look);
    }

    private LookBook with(String test, TakenLook look) {
        List<TakenLook> longer = new ArrayList<>(looks.getOrDefault(test, List.of()));
        longer.add(look);
        SortedMap<String, List<TakenLook>> next = new TreeMap<>(looks);
        next.put(test, longer);
        return new LookBook(next);
    }
}
