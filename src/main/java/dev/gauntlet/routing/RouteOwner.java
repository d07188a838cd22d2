package dev.gauntlet.routing;

import java.util.Objects;

/**
 * The resource on whose behalf a route is programmed; everything a provider creates is owned by it.
 *
 * @param apiVersion group and version of the owner, such as {@code gauntlet.dev/v1alpha1}
 * @param kind kind of the owner
 * @param namespace namespace of the owner and of all that is created for it
 * @param name name of the owner
 * @param uid unique id of the owner
 */
public record RouteOwner(String apiVersion, String kind, String namespace, String name, String uid) {

    public RouteOwner {
        Objects.requireNonNull(apiVersion, "apiVersion");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(uid, "uid");
    }

    /** The value of the metric label {@code experiment}: {@code namespace/name}. */
    public String qualifiedName() {
        return namespace + "/" + name;
    }
}
