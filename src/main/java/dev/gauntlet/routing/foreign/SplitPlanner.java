package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteClaim;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteOwner;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Finds the one write that brings a route to a split, as a pure function of what was read. Obstacles are judged before. */
final class SplitPlanner {

    private final RouteDialect dialect;
    private final ClusterObjects cluster;

    SplitPlanner(RouteDialect dialect, ClusterObjects cluster) {
        this.dialect = dialect;
        this.cluster = cluster;
    }

    /** The split as it can be written now. */
    SplitPlan plan(RouteSight sight) {
        ObjectNode base = base(sight);
        OriginalNote original = sight.isClaimedByUs() ? sight.notes().readableOriginal().orElseThrow()
                : new OriginalNote(dialect.original(base, sight.intent(), cluster), writers(sight, base));
        RouteIntent rendered = rendered(sight);
        return new SplitPlan(original, rendered, dialect.split(base, original.original(), rendered));
    }

    /** The route that the split starts from: as it is, or, if its holder is gone, as it was before that. */
    ObjectNode base(RouteSight sight) {
        ObjectNode route = sight.route().orElseThrow();
        return sight.notes().readableOriginal().filter(note -> sight.isAbandoned())
                .map(note -> dialect.release(route, note.original(), sight.intent(), sight.intent().champion().name())).orElse(route);
    }

    /** The making of a route that does not exist. It leads to the champion, and is claimed and split like any other once it is accepted. */
    private RouteChange made(RouteIntent intent) {
        ObjectNode object = dialect.created(intent).orElseThrow().deepCopy();
        object.put("apiVersion", dialect.kind().apiVersion()).put("kind", dialect.kind().kind());
        object.withObject("/metadata").put("name", intent.target().orElseThrow().name()).put("namespace", intent.owner().namespace());
        own(object, intent.owner());
        return new RouteChange.Create(object);
    }

    /** Those who wrote before us; whoever lost a field to a holder that is gone comes before those that hold it since. */
    private ArrayNode writers(RouteSight sight, ObjectNode base) {
        ArrayNode writers = JsonNodeFactory.instance.arrayNode();
        if (sight.isAbandoned()) {
            sight.notes().readableOriginal().ifPresent(note -> writers.addAll(note.owners()));
        }
        return writers.addAll(FieldOwnership.writers(base.at("/metadata/managedFields"), dialect.ownedFields()));
    }

    /** The intent with nothing for challengers that cannot take it; their share stays with the champion. */
    private static RouteIntent rendered(RouteSight sight) {
        RouteIntent intent = sight.intent();
        return intent.withTraffic(only(intent.shares(), sight::isReady),
                only(intent.mirrored(), name -> sight.isReady(name) && !sight.deafTargets().contains(name)));
    }

    private static Map<String, BigDecimal> only(Map<String, BigDecimal> percentages, Predicate<String> names) {
        Map<String, BigDecimal> some = new TreeMap<>(percentages);
        some.keySet().removeIf(names.negate());
        return some;
    }

    /** Whether the route says what it should, in content and notes. */
    boolean isWritten(RouteSight sight, SplitPlan plan) {
        return sight.isClaimedByUs() && RouteJson.same(plan.wanted(), sight.route().orElseThrow())
                && sight.notes().applied().equals(Optional.of(plan.traffic()))
                && sight.notes().generation().equals(generation(sight, plan));
    }

    private static OptionalLong generation(RouteSight sight, SplitPlan plan) {
        return plan.isWhole(sight.intent()) ? OptionalLong.of(sight.intent().generation()) : OptionalLong.empty();
    }

    /** Whether the split that was written last is still there. */
    boolean isIntact(RouteSight sight) {
        return rewritten(sight).filter(again -> RouteJson.same(again, sight.route().orElseThrow())).isPresent();
    }

    /** Whether somebody else changed the split that was written last. */
    boolean isUndone(RouteSight sight) {
        return rewritten(sight).filter(again -> !RouteJson.same(again, sight.route().orElseThrow())).isPresent();
    }

    /** The route with what was written last written again; empty if nothing was. */
    private Optional<ObjectNode> rewritten(RouteSight sight) {
        return !sight.isClaimedByUs() ? Optional.empty() : sight.notes().readableOriginal()
                .flatMap(note -> sight.notes().applied().flatMap(traffic -> traffic.in(sight.intent()))
                        .map(last -> dialect.split(sight.route().orElseThrow(), note.original(), last)));
    }

    /** Whether Gauntlet has stopped repairing what others undo, or would have to now. */
    boolean isStopped(RouteSight sight, Instant now) {
        return sight.isClaimedByUs()
                && (sight.notes().reverts().isStopped() || isUndone(sight) && sight.notes().reverts().isExhausted(now));
    }

    /** What is to be written for a split; empty if all is written. */
    Optional<RouteChange> change(RouteSight sight, Instant now) {
        if (sight.route().isEmpty()) {
            return Optional.of(made(sight.intent()));
        }
        SplitPlan plan = plan(sight);
        if (isWritten(sight, plan)) {
            return Optional.empty();
        }
        Reverts reverts = isUndone(sight) ? sight.notes().reverts().plus(now)
                : sight.isClaimedByUs() ? sight.notes().reverts().recent(now) : Reverts.NONE;
        RouteNotes notes = new RouteNotes(Optional.of(RouteClaim.of(sight.intent().owner())), Optional.of(plan.original().toJson()),
                generation(sight, plan), Optional.of(plan.traffic()), reverts);
        return Optional.of(declare(sight, plan.wanted(), notes));
    }

    /** Notes that Gauntlet stops here. */
    RouteChange stop(RouteSight sight, Instant now) {
        ArrayNode operations = JsonNodeFactory.instance.arrayNode();
        operations.addObject().put("op", "add").put("path", "/metadata/annotations/" + RouteNotes.REVERTED.replace("/", "~1"))
                .put("value", sight.notes().reverts().plus(now).text());
        return new RouteChange.Patch(sight.route().orElseThrow(), operations);
    }

    /**
     * Leads everybody to the champion although the claim stays, because the split must not go on. Only a split that is as it was written
     * is touched: what somebody else wrote over it is theirs.
     */
    Optional<RouteChange> retreat(RouteSight sight) {
        if (!isIntact(sight)) {
            return Optional.empty();
        }
        ObjectNode released = dialect.release(sight.route().orElseThrow(), sight.notes().readableOriginal().orElseThrow().original(),
                sight.intent(), sight.intent().champion().name());
        return Optional.of(declare(sight, released, new RouteNotes(sight.notes().holder(), sight.notes().original(), OptionalLong.empty(),
                Optional.empty(), sight.notes().reverts())));
    }

    /**
     * Declares the fields that the dialect writes, and the notes; where one of them has to go, patches. Leaving out what was declared would
     * make the API server remove it only if no patch had written it before.
     */
    RouteChange declare(RouteSight sight, ObjectNode wanted, RouteNotes notes) {
        ObjectNode route = sight.route().orElseThrow();
        Map<String, String> annotations = notes.annotations();
        boolean forgets = RouteNotes.ALL.stream()
                .anyMatch(name -> route.at("/metadata/annotations").has(name) && !annotations.containsKey(name));
        if (forgets || dialect.ownedFields().stream().anyMatch(pointer -> RouteJson.lacks(wanted.at(pointer), route.at(pointer)))) {
            return patch(route, wanted, notes);
        }
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (String pointer : dialect.ownedFields()) {
            JsonNode value = wanted.at(pointer);
            if (!value.isMissingNode()) {
                RouteJson.put(fields, pointer, value);
            }
        }
        if (isMade(sight)) {
            own(fields, sight.intent().owner());
        }
        annotations.forEach(fields.withObject("/metadata/annotations")::put);
        return new RouteChange.Declare(route, fields);
    }

    private RouteChange patch(ObjectNode route, ObjectNode wanted, RouteNotes notes) {
        ArrayNode operations = RouteJson.difference(route, wanted, dialect.ownedFields());
        JsonNode before = route.at("/metadata/annotations");
        ObjectNode annotations = before.isObject() ? before.deepCopy() : JsonNodeFactory.instance.objectNode();
        annotations.remove(RouteNotes.ALL);
        notes.annotations().forEach(annotations::put);
        operations.addObject().put("op", "add").put("path", "/metadata/annotations").set("value", annotations);
        return new RouteChange.Patch(route, operations);
    }

    /** Whether an existing route was made by Gauntlet, as the intent asks for. */
    boolean isMade(RouteSight sight) {
        return sight.route().filter(route -> RouteSight.isMadeFor(route, sight.intent().owner())).isPresent()
                && dialect.created(sight.intent()).isPresent();
    }

    private static void own(ObjectNode object, RouteOwner owner) {
        object.withObject("/metadata/labels").put(RouteSight.MANAGED_BY, FieldOwnership.GAUNTLET);
        object.withObject("/metadata").putArray("ownerReferences").addObject().put("apiVersion", owner.apiVersion())
                .put("kind", owner.kind()).put("name", owner.name()).put("uid", owner.uid()).put("controller", true);
    }
}
