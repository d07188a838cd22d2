package dev.gauntlet.routing;

import java.util.Map;
import java.util.Optional;

/**
 * Who holds an object that carries traffic: the lock that keeps two experiments from one route. It stands in the object's annotation
 * {@value #ANNOTATION}.
 *
 * @param apiVersion group and version of the holder
 * @param kind kind of the holder
 * @param name name of the holder, in the object's namespace
 * @param uid unique id of the holder
 */
public record RouteClaim(String apiVersion, String kind, String name, String uid) {

    /** Annotation of a held object. */
    public static final String ANNOTATION = "gauntlet.dev/claimed-by";

    /** The claim of an owner. */
    public static RouteClaim of(RouteOwner owner) {
        return new RouteClaim(owner.apiVersion(), owner.kind(), owner.name(), owner.uid());
    }

    /**
     * The claim that an object carries; an unreadable one counts as none.
     *
     * @param annotations annotations of the object; may be null
     */
    public static Optional<RouteClaim> on(Map<String, String> annotations) {
        String text = annotations == null ? null : annotations.get(ANNOTATION);
        if (text == null) {
            return Optional.empty();
        }
        String[] parts = text.split(" ");
        return parts.length == 4 ? Optional.of(new RouteClaim(parts[0], parts[1], parts[2], parts[3])) : Optional.empty();
    }

    /** The claim as it stands in the annotation. */
    public String text() {
        return String.join(" ", apiVersion, kind, name, uid);
    }
}
