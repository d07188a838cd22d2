package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteClaim;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteVariant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Finds the next write that gives a route back, as a pure function of what was read. First the traffic goes to the wanted variant; then
 * the notes go and the fields return to those who wrote them before, which the API server would not let happen in one write. In between
 * the notes tell what is left to do.
 */
final class ReleasePlanner {

    private final RouteDialect dialect;
    private final SplitPlanner splits;
    private final ClusterObjects cluster;

    ReleasePlanner(RouteDialect dialect, SplitPlanner splits, ClusterObjects cluster) {
        this.dialect = dialect;
        this.splits = splits;
        this.cluster = cluster;
    }

    /**
     * The next write.
     *
     * @param variant name of the variant that serves everybody from now on
     * @return empty if nothing is left to do, or nothing can be done
     */
    Optional<RouteChange> change(RouteSight sight, String variant) {
        if (sight.route().isEmpty()) {
            return Optional.empty();
        }
        ObjectNode route = sight.route().get();
        if (sight.isClaimedByUs()) {
            return released(sight, variant).map(released -> RouteJson.same(released, route) ? giveBack(sight) : lead(route, released));
        }
        return sight.notes().holder().isEmpty() && variant.equals(sight.intent().champion().name()) ? leadBack(sight) : Optional.empty();
    }

    /** The route with everybody at a variant; empty if the note of what it was before is unreadable. */
    Optional<ObjectNode> released(RouteSight sight, String variant) {
        ObjectNode route = sight.route().orElseThrow();
        RouteIntent intent = sight.intent();
        if (sight.notes().original().isPresent()) {
            return sight.notes().readableOriginal().map(note -> dialect.release(route, note.original(), intent, variant));
        }
        // Somebody removed the note. The shape that the rule had is lost, but not who is to serve.
        ObjectNode original;
        try {
            original = dialect.original(route, intent);
        } catch (IllegalArgumentException e) {
            // The rule is gone too, so nothing of a split is left in it.
            return Optional.of(route);
        }
        return Optional.of(variant.equals(intent.champion().name()) ? dialect.split(route, original, intent.withTraffic(Map.of(), Map.of()))
                : dialect.release(route, original, intent, variant));
    }

    private RouteChange lead(ObjectNode route, ObjectNode released) {
        ArrayNode operations = RouteJson.difference(route, released, dialect.ownedFields());
        // What is there from now on is no split that somebody could undo.
        removeNotes(operations, route, List.of(RouteNotes.APPLIED, RouteNotes.GENERATION));
        return new RouteChange.Patch(route, operations);
    }

    private RouteChange giveBack(RouteSight sight) {
        ObjectNode route = sight.route().orElseThrow();
        ArrayNode operations = JsonNodeFactory.instance.arrayNode();
        removeNotes(operations, route, RouteNotes.ALL);
        if (!splits.isMade(sight) && FieldOwnership.isGauntletNoted(route.at("/metadata/managedFields"))) {
            operations.addObject().put("op", "replace").put("path", "/metadata/managedFields").set("value",
                    FieldOwnership.givenBack(route.at("/metadata/managedFields"), sight.notes().readableOriginal()
                            .map(OriginalNote::owners).orElseGet(JsonNodeFactory.instance::arrayNode), dialect.ownedFields()));
        }
        return new RouteChange.Patch(route, operations);
    }

    private static void removeNotes(ArrayNode operations, ObjectNode route, List<String> names) {
        ObjectNode annotations = route.at("/metadata/annotations").deepCopy() instanceof ObjectNode object ? object
                : JsonNodeFactory.instance.objectNode();
        List<String> present = names.stream().filter(annotations::has).toList();
        if (!present.isEmpty() && present.size() == annotations.size()) {
            operations.addObject().put("op", "remove").put("path", "/metadata/annotations");
        } else {
            present.forEach(name -> operations.addObject().put("op", "remove").put("path",
                    "/metadata/annotations/" + name.replace("/", "~1")));
        }
    }

    /**
     * Claims a route that was given back leading to a challenger, and leads it to the champion: a rollback after the end. What it was
     * once is not noted any more, so challenger and champion change their parts.
     */
    private Optional<RouteChange> leadBack(RouteSight sight) {
        ObjectNode route = sight.route().orElseThrow();
        RouteIntent intent = sight.intent();
        return leadsTo(sight).map(challenger -> {
            ObjectNode led = ledBack(route, intent, challenger);
            return splits.declare(sight, led, new RouteNotes(Optional.of(RouteClaim.of(intent.owner())),
                    Optional.of(new OriginalNote(dialect.original(led, intent, cluster),
                            FieldOwnership.writers(route.at("/metadata/managedFields"), dialect.ownedFields())).toJson()),
                    OptionalLong.empty(), Optional.empty(), Reverts.NONE));
        });
    }

    private ObjectNode ledBack(ObjectNode route, RouteIntent intent, String challenger) {
        RouteIntent swapped = swapped(intent, challenger);
        return dialect.release(route, dialect.original(route, swapped), swapped, intent.champion().name());
    }

    /** The challenger that serves everybody on a route that nobody holds, if one does. */
    Optional<String> leadsTo(RouteSight sight) {
        return sight.intent().challengers().stream().map(RouteVariant::name).filter(name -> leadsTo(sight, name)).findFirst();
    }

    private boolean leadsTo(RouteSight sight, String challenger) {
        ObjectNode route = sight.route().orElseThrow();
        // Whether somebody works by the route has no bearing on where it leads.
        return dialect.objection(route, Optional.empty(), swapped(sight.intent(), challenger), cluster)
                .filter(objection -> objection.reason() != RouteReason.NOT_ACCEPTED).isEmpty()
                && !RouteJson.same(route, ledBack(route, sight.intent(), challenger));
    }

    /** The same route with a challenger as its champion, and no traffic for the others. */
    private static RouteIntent swapped(RouteIntent intent, String challenger) {
        Stream<RouteVariant> variants = intent.variants().stream().map(variant -> new RouteVariant(variant.name(),
                variant.name().equals(challenger), variant.serviceName(), variant.port(), variant.timeouts(), variant.metricLabels()));
        return new RouteIntent(intent.owner(), intent.serviceName(), intent.target(), variants.toList(), intent.assignment(), Map.of(),
                Map.of(), Map.of(), intent.generation(), new RouteGoal.Split());
    }
}
