package dev.gauntlet.routing.foreign;

import java.util.Objects;

/**
 * A kind of object of the cluster.
 *
 * @param group API group; empty for the core group
 * @param version version that is read and written
 * @param kind kind in the singular, such as {@code HTTPRoute}
 * @param plural name in paths, such as {@code httproutes}
 * @param namespaced whether objects live in a namespace
 */
public record ObjectKind(String group, String version, String kind, String plural, boolean namespaced) {

    public ObjectKind {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(plural, "plural");
    }

    /** A kind whose objects live in a namespace. */
    public static ObjectKind namespaced(String group, String version, String kind, String plural) {
        return new ObjectKind(group, version, kind, plural, true);
    }

    /** Group and version, as in the field {@code apiVersion}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
