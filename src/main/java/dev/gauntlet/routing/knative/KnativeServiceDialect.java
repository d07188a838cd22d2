package dev.gauntlet.routing.knative;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.foreign.Acceptance;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.EntryList;
import dev.gauntlet.routing.foreign.ObjectKind;
import dev.gauntlet.routing.foreign.ObjectStatus;
import dev.gauntlet.routing.foreign.Objection;
import dev.gauntlet.routing.foreign.RouteDialect;
import dev.gauntlet.routing.foreign.WholePercents;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The field {@code spec.traffic} of a Knative Service. A variant's Service has the name of its revision, as Knative makes one for every
 * revision.
 *
 * <p>A challenger without a share has no entry: Knative takes no traffic at all from an object that names a revision which is not ready,
 * be it for 0 percent, and would not roll back then. Entries with a tag stay, as their hosts are in use.
 */
public final class KnativeServiceDialect implements RouteDialect {

    private static final ObjectKind KIND = ObjectKind.namespaced("serving.knative.dev", "v1", "Service", "services");
    private static final String SPEC = "spec";
    private static final String TRAFFIC = "traffic";

    @Override
    public ObjectKind kind() {
        return KIND;
    }

    @Override
    public String installation() {
        return "install Knative Serving, or at least its CRD services.serving.knative.dev";
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.splitter(BigDecimal.ONE, 8, false, Capabilities.Mirror.NONE);
    }

    @Override
    public List<String> ownedFields() {
        return List.of("/spec/traffic");
    }

    @Override
    public Optional<Objection> objection(ObjectNode route, Optional<ObjectNode> original, RouteIntent intent, ClusterObjects cluster) {
        if (intent.goal() instanceof RouteGoal.Release) {
            return Optional.empty();
        }
        return sameRevision(route, intent).or(() -> otherService(route, intent, cluster))
                .or(() -> original.isPresent() ? Optional.empty() : foreignTraffic(route, intent).or(() -> refused(route)));
    }

    private static Optional<Objection> object(RouteReason reason, ObjectNode route, String what) {
        return Optional.of(new Objection(reason, "Knative Service " + name(route) + " " + what));
    }

    private static Optional<Objection> sameRevision(ObjectNode route, RouteIntent intent) {
        Set<String> seen = new HashSet<>();
        return intent.variants().stream().filter(variant -> !seen.add(variant.serviceName())).findFirst()
                .flatMap(variant -> object(RouteReason.CONFIG_INVALID, route, "cannot tell " + variant.name() + " from another variant, as "
                        + "both have " + variant.serviceName() + " in serviceRef.name; give each the name of its own revision"));
    }

    private static Optional<Objection> otherService(ObjectNode route, RouteIntent intent, ClusterObjects cluster) {
        for (RouteVariant variant : intent.variants()) {
            Optional<String> owner = Revisions.service(cluster, intent.owner().namespace(), variant.serviceName());
            if (owner.isPresent() && !owner.get().equals(name(route))) {
                return object(RouteReason.CONFIG_INVALID, route, "can lead to its own revisions only, and " + variant.serviceName() + " of "
                        + variant.name() + " belongs to " + (owner.get().isEmpty() ? "none" : owner.get())
                        + "; name one of its own in serviceRef.name");
            }
        }
        return Optional.empty();
    }

    private static Optional<Objection> refused(ObjectNode route) {
        return new ObjectStatus(route).refusal("RoutesReady", "Ready").flatMap(why -> object(RouteReason.NOT_ACCEPTED, route,
                "is not accepted by Knative as it is, " + why + "; mend it, its traffic is not split before"));
    }

    private static Optional<Objection> foreignTraffic(ObjectNode route, RouteIntent intent) {
        String champion = intent.champion().serviceName();
        for (JsonNode entry : Traffic.effective(traffic(route))) {
            if (Traffic.live(entry) && !Traffic.latest(entry) && !Traffic.revision(entry).equals(champion)) {
                return object(RouteReason.FOREIGN_BACKENDS, route, "gives " + entry.path("percent").asInt() + " percent to revision "
                        + Traffic.revision(entry) + " in spec.traffic, and not to the champion's, " + champion
                        + "; give the champion 100 percent first");
            }
            if (Traffic.live(entry) && Traffic.latest(entry) && !latestIs(route, champion, false)) {
                return object(RouteReason.FOREIGN_BACKENDS, route, "gives its latest revision, "
                        + (latest(route).isEmpty() ? "which is unknown" : String.join(" or ", latest(route)))
                        + ", traffic in spec.traffic, and not the champion's, " + champion
                        + "; pin the champion's by spec.traffic[].revisionName with percent 100");
            }
        }
        return Optional.empty();
    }

    @Override
    public ObjectNode original(ObjectNode route, RouteIntent intent) {
        ObjectNode original = JsonNodeFactory.instance.objectNode();
        if (route.path(SPEC).has(TRAFFIC)) {
            original.set(TRAFFIC, traffic(route).deepCopy());
        }
        return original;
    }

    @Override
    public ObjectNode split(ObjectNode route, ObjectNode original, RouteIntent intent) {
        WholePercents percents = WholePercents.of(intent);
        ArrayNode traffic = JsonNodeFactory.instance.arrayNode();
        for (RouteVariant variant : intent.variants()) {
            if (variant.champion() || percents.of(variant) > 0) {
                Traffic.pin(traffic, variant.serviceName(), percents.of(variant));
            }
        }
        Traffic.kept(traffic(route), revisions(intent)).forEach(traffic::add);
        return with(route, traffic);
    }

    /**
     * {@inheritDoc}
     *
     * <p>One exception keeps users on the champion: where the original follows the latest revision and that is another one by now, such as
     * the challenger's, the variant's is named instead.
     */
    @Override
    public ObjectNode release(ObjectNode route, ObjectNode original, RouteIntent intent, String variant) {
        RouteVariant winner = intent.variant(variant).orElseThrow();
        List<JsonNode> kept = Traffic.kept(traffic(route), revisions(intent));
        if (!leadsTo(original, route, winner)) {
            ArrayNode pinned = JsonNodeFactory.instance.arrayNode();
            Traffic.pin(pinned, winner.serviceName(), 100);
            kept.forEach(pinned::add);
            return with(route, pinned);
        }
        if (!original.has(TRAFFIC)) {
            ObjectNode released = route.deepCopy();
            released.withObjectProperty(SPEC).remove(TRAFFIC);
            return released;
        }
        return with(route, traffic(route).isEmpty() ? original.path(TRAFFIC)
                : EntryList.restored(original.path(TRAFFIC), kept, Traffic::key, entry -> Traffic.replaced(entry, revisions(intent))));
    }

    private static boolean leadsTo(ObjectNode original, ObjectNode route, RouteVariant variant) {
        return Traffic.effective(original.path(TRAFFIC)).stream().filter(Traffic::live).allMatch(entry -> Traffic.latest(entry)
                ? latestIs(route, variant.serviceName(), variant.champion())
                : Traffic.revision(entry).equals(variant.serviceName()));
    }

    @Override
    public Acceptance acceptance(ObjectNode route, RouteIntent intent) {
        ObjectStatus status = new ObjectStatus(route);
        if (!status.observed()) {
            return new Acceptance.NotYet("Knative has not looked at generation " + route.at("/metadata/generation").asLong()
                    + " of Knative Service " + name(route) + " yet");
        }
        Optional<ObjectStatus.Condition> ready = status.firstCondition("RoutesReady", "Ready");
        if (ready.isPresent() && !ready.get().isTrue()) {
            return new Acceptance.NotYet("Knative Service " + name(route) + ": " + ready.get().told());
        }
        String latestReady = route.at("/status/latestReadyRevisionName").asText();
        Map<String, Integer> wanted = Traffic.percents(Traffic.effective(traffic(route)), latestReady);
        Map<String, Integer> actual = Traffic.percents(route.at("/status/traffic"), latestReady);
        return wanted.equals(actual) ? Acceptance.accepted() : new Acceptance.NotYet("Knative Service " + name(route)
                + " has percentages " + actual + " in status.traffic, and " + wanted + " are wanted");
    }

    @Override
    public Optional<Boolean> ready(RouteVariant variant, ObjectNode route, RouteIntent intent, ClusterObjects cluster) {
        return Revisions.ready(cluster, intent.owner().namespace(), variant.serviceName());
    }

    private static String name(ObjectNode route) {
        return route.at("/metadata/name").asText();
    }

    private static JsonNode traffic(ObjectNode route) {
        return route.path(SPEC).path(TRAFFIC);
    }

    private static ObjectNode with(ObjectNode route, JsonNode traffic) {
        ObjectNode changed = route.deepCopy();
        changed.withObjectProperty(SPEC).set(TRAFFIC, traffic.deepCopy());
        return changed;
    }

    private static Set<String> revisions(RouteIntent intent) {
        return intent.variants().stream().map(RouteVariant::serviceName).collect(Collectors.toSet());
    }

    /** The revisions that are the latest or become it when they are ready. */
    private static Set<String> latest(ObjectNode route) {
        return Stream.of("latestReadyRevisionName", "latestCreatedRevisionName").map(field -> route.path("status").path(field).asText())
                .filter(name -> !name.isEmpty()).collect(Collectors.toSet());
    }

    private static boolean latestIs(ObjectNode route, String revision, boolean ifUnknown) {
        Set<String> latest = latest(route);
        return latest.isEmpty() ? ifUnknown : latest.equals(Set.of(revision));
    }
}
