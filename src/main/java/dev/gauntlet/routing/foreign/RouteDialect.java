package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteVariant;
import java.util.List;
import java.util.Optional;

/**
 * How one kind of route is read and written. All methods are pure functions of their arguments: they change no argument, and objects of
 * the cluster are read only through {@link ClusterObjects}. Routes are whole objects as the API server returns them, status included.
 *
 * <p>{@link #split} and {@link #release} return the whole route with nothing changed but what the intent is about, and keep unknown
 * fields and the order of all fields. They work on a route that is as the user wrote it, as Gauntlet split it, or as somebody has edited
 * it since, and are idempotent: applied to their own result they change nothing, not even after the API server has set the defaults of
 * the kind in it; so what has a default is written out.
 */
public interface RouteDialect {

    /** The kind of route. */
    ObjectKind kind();

    /** What to install when the cluster does not know the kind; a sentence for people. */
    String installation();

    /** What can be done with routes of this kind at most. What a certain route or installation cannot do is an {@link #objection}. */
    Capabilities capabilities();

    /**
     * JSON pointers of the fields that are written, as coarse as server-side apply tracks their ownership; such as {@code /spec/rules},
     * a list that has one owner as a whole.
     */
    List<String> ownedFields();

    /**
     * What keeps the intent from being written into the route.
     *
     * @param route the route, split or not
     * @param original what {@link #original} returned when it was claimed; empty when it is not claimed yet
     */
    Optional<Objection> objection(ObjectNode route, Optional<ObjectNode> original, RouteIntent intent, ClusterObjects cluster);

    /**
     * What {@link #split} will replace in a route that is not split yet, so that {@link #release} can put it back to the byte.
     *
     * @throws IllegalArgumentException if there is nothing in the route that could be split, to which {@link #objection} objects
     */
    ObjectNode original(ObjectNode route, RouteIntent intent);

    /**
     * The same, where it has to be remembered what the cluster could do at that time, so that a split stays as it is when that changes.
     *
     * @throws IllegalArgumentException as {@link #original(ObjectNode, RouteIntent)} does
     */
    default ObjectNode original(ObjectNode route, RouteIntent intent, ClusterObjects cluster) {
        return original(route, intent);
    }

    /** The route with the traffic split by the intent's shares and copied by its percentages. */
    ObjectNode split(ObjectNode route, ObjectNode original, RouteIntent intent);

    /**
     * The route with everybody at one variant and nothing left of the split. For the champion it is what {@link #original} saw, to the
     * byte, in what Gauntlet changed.
     *
     * @param variant name of the variant
     */
    ObjectNode release(ObjectNode route, ObjectNode original, RouteIntent intent, String variant);

    /** Whether what carries the traffic works by the route as it is. */
    Acceptance acceptance(ObjectNode route, RouteIntent intent);

    /** The route to make when the intent asks for one; empty if this kind is never made. It has no metadata but its name. */
    default Optional<ObjectNode> created(RouteIntent intent) {
        return Optional.empty();
    }

    /**
     * Whether a variant can take traffic, for variants that are no Services.
     *
     * @return empty when the variant is a Service, whose ready pods tell
     */
    default Optional<Boolean> ready(RouteVariant variant, ObjectNode route, RouteIntent intent, ClusterObjects cluster) {
        return Optional.empty();
    }
}
