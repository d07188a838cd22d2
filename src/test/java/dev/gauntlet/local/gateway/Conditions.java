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
}
