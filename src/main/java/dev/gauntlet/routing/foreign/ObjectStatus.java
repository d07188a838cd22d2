package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an object's controller tells in its status, where it follows the usual form with {@code observedGeneration} and {@code conditions}.
 *
 * @param object the whole object
 */
public record ObjectStatus(ObjectNode object) {

    public ObjectStatus {
        Objects.requireNonNull(object, "object");
    }

    /** Whether its controller has seen the object as it is now; false if it does not tell. */
    public boolean observed() {
        return object.at("/status/observedGeneration").asLong(-1) >= object.at("/metadata/generation").asLong();
    }

    /** The condition of a type. */
    public Optional<Condition> condition(String type) {
        for (JsonNode condition : object.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return Optional.of(new Condition(type, condition.path("status").asText(),
                        condition.path("message").asText(condition.path("reason").asText())));
            }
        }
        return Optional.empty();
    }

    /** The condition of the first of these types that there is. */
    public Optional<Condition> firstCondition(String... types) {
        return Stream.of(types).map(this::condition).flatMap(Optional::stream).findFirst();
    }

    /** Why its controller refuses the object, by the first condition of these types that there is; empty if it does not. */
    public Optional<String> refusal(String... types) {
        return firstCondition(types).filter(Condition::isFalse).map(Condition::told);
    }

    /**
     * A condition.
     *
     * @param type its type
     * @param status {@code True}, {@code False} or {@code Unknown}
     * @param message its message, or else its reason; possibly empty
     */
    public record Condition(String type, String status, String message) {

        /** Whether it holds. */
        public boolean isTrue() {
            return status.equals("True");
        }

        /** Whether it does not hold, which is more than that nobody knows yet. */
        public boolean isFalse() {
            return status.equals("False");
        }

        /** It for people, such as {@code RoutesReady is False: Revision "v2" failed}. */
        public String told() {
            return type + " is " + status + (message.isEmpty() ? "" : ": " + message);
        }
    }
}
