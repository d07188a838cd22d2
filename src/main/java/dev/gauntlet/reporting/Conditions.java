package dev.gauntlet.reporting;

import dev.gauntlet.api.v1alpha1.ConditionType;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Builds a condition list by the Kubernetes conventions: a transition time moves only when the status value does. */
public final class Conditions {

    private final List<Condition> previous;
    private final Long generation;
    private final Instant now;
    private final List<Condition> next = new ArrayList<>();

    /**
     * Starts from the conditions a resource has.
     *
     * @param previous conditions read from the resource
     * @param generation the spec generation the new conditions speak of
     * @param now time of transitions
     */
    public Conditions(List<Condition> previous, Long generation, Instant now) {
        this.previous = previous;
        this.generation = generation;
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The condition of a type, if the list has it. */
    public static Optional<Condition> find(List<Condition> conditions, ConditionType type) {
        return conditions.stream().filter(c -> c.getType().equals(type.name())).findFirst();
    }

    /** Whether a condition is there and True. */
    public static boolean isTrue(List<Condition> conditions, ConditionType type) {
        return find(conditions, type).filter(c -> "True".equals(c.getStatus())).isPresent();
    }

    /**
     * Sets a condition.
     *
     * @param status true, false, or null for Unknown
     * @param reason stable CamelCase name
     * @param message one sentence
     */
    public Conditions set(ConditionType type, Boolean status, String reason, String message) {
        String value = status == null ? "Unknown" : status ? "True" : "False";
        String since = find(previous, type).filter(c -> Objects.equals(c.getStatus(), value))
                .map(Condition::getLastTransitionTime).orElse(now.toString());
        next.add(new ConditionBuilder().withType(type.name()).withStatus(value).withReason(reason).withMessage(message)
                .withLastTransitionTime(since).withObservedGeneration(generation).build());
        return this;
    }

    /** Keeps a condition as it is. */
    public Conditions keep(Condition condition) {
        next.add(condition);
        return this;
    }

    /** The finished list. */
    public List<Condition> build() {
        return List.copyOf(next);
    }
}
