package dev.gauntlet.local.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Conditions in the status of objects. */
final class Conditions {

    private Conditions() {
    }

    /** Adds a condition about the object's generation. */
    static void add(ArrayNode conditions, ObjectNode object, String type, boolean holds, String reason, String now) {
        conditions.addObject().put("type", type).put("status", holds ? "True" : "False").put("reason", reason).put("message", "")
                .put("lastTransitionTime", now).put("observedGeneration", object.at("/metadata/generation").asLong());
    }

    /**
     * Conditions of Knative's form, which KServe and Seldon share: all hold or none does, and they name no generation.
     *
     * @param types in the order of the alphabet, as they are stored
     */
    static ArrayNode duck(ObjectNode object, boolean hold, String now, String... types) {
        ArrayNode conditions = object.arrayNode();
        for (String type : types) {
            ObjectNode condition = conditions.addObject().put("type", type).put("status", hold ? "True" : "False")
                    .put("lastTransitionTime", now);
            if (!hold) {
                condition.put("reason", "NotReady").put("message", "the local gateway takes nothing");
            }
        }
        return conditions;
    }
}
