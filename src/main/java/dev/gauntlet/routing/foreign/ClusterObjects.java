package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Reads objects of the cluster as JSON. */
@FunctionalInterface
public interface ClusterObjects {

    /**
     * Reads one object.
     *
     * @param namespace its namespace; ignored for kinds that live in none
     * @return empty if the object or its kind does not exist
     */
    Optional<ObjectNode> get(ObjectKind kind, String namespace, String name);
}
