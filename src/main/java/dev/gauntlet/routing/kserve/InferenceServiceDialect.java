package dev.gauntlet.routing.kserve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.foreign.Acceptance;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.ObjectKind;
import dev.gauntlet.routing.foreign.ObjectStatus;
import dev.gauntlet.routing.foreign.Objection;
import dev.gauntlet.routing.foreign.RouteDialect;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The fields of an InferenceService of KServe that split its traffic: {@code spec.predictor.canaryTrafficPercent} where it is
 * deployed as a Knative Service, {@code spec.canary} (since KServe 0.20) where it is deployed as plain Deployments. KServe ignores or
 * refuses each in the other's mode, so that is refused here too.
 *
 * <p>{@code status.observedGeneration} tells nothing: KServe copies it from the objects it makes.
 */
public final class InferenceServiceDialect implements RouteDialect {

    private static final ObjectKind KIND = ObjectKind.namespaced("serving.kserve.io", "v1beta1", "InferenceService", "inferenceservices");
    private static final CanaryField PERCENT = new CanaryPercent();
    private static final CanaryField ENTRIES = new CanaryEntries();

    @Override
    public ObjectKind kind() {
        return KIND;
    }

    @Override
    public String installation() {
        return "install KServe, or at least its CRD inferenceservices.serving.kserve.io (chart kserve-crd)";
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.splitter(BigDecimal.ONE, 8, false, Capabilities.Mirror.NONE);
    }

    @Override
    public List<String> ownedFields() {
        return List.of("/spec/predictor/canaryTrafficPercent", "/spec/canary");
    }

    @Override
    public Optional<Objection> objection(ObjectNode route, Optional<ObjectNode> original, RouteIntent intent, ClusterObjects cluster) {
        if (intent.goal() instanceof RouteGoal.Release) {
            return Optional.empty();
        }
        DeploymentMode mode = DeploymentMode.of(route, cluster);
        return specHasOneOwner(route).or(() -> wrongMode(route, mode))
                .or(() -> field(mode == DeploymentMode.STANDARD).objection(route, original.isPresent(), intent, cluster));
    }

    /**
     * The minimal CRD makes the whole spec one value for server-side apply: whoever writes a field of it by that replaces all the
     * others. Such a spec shows in the managed fields as one of which nobody has a part. Under the full CRD that is said only of those
     * who lost all the parts that they had.
     */
    private static Optional<Objection> specHasOneOwner(ObjectNode route) {
        List<JsonNode> held = StreamSupport.stream(route.at("/metadata/managedFields").spliterator(), false)
                .map(entry -> entry.path("fieldsV1").path("f:spec")).filter(JsonNode::isObject).toList();
        return held.isEmpty() || held.stream().anyMatch(spec -> !spec.isEmpty()) ? Optional.empty() : object(RouteReason.UNSUPPORTED, route,
                "is stored by KServe's minimal CRD, which knows spec only as a whole, so that no field of it can be written beside its "
                        + "other owners; install KServe's full CRD (chart kserve-crd), or put two InferenceServices behind one HTTPRoute "
                        + "and use the provider GatewayAPI");
    }

    private static Optional<Objection> wrongMode(ObjectNode route, DeploymentMode mode) {
        if (mode == DeploymentMode.MODEL_MESH) {
            return object(RouteReason.UNSUPPORTED, route, "is deployed by ModelMesh, which cannot split traffic; make one with the "
                    + "annotation " + DeploymentMode.ANNOTATION + ": Standard or Knative");
        }
        if (mode == DeploymentMode.KNATIVE && hasEntries(route)) {
            return object(RouteReason.UNSUPPORTED, route, "has spec.canary, which KServe refuses in its deployment mode Knative; remove "
                    + "it and use spec.predictor.canaryTrafficPercent");
        }
        if (mode == DeploymentMode.STANDARD && route.at("/spec/predictor").has(CanaryPercent.FIELD)) {
            return object(RouteReason.UNSUPPORTED, route, "has spec.predictor.canaryTrafficPercent, which KServe ignores in its "
                    + "deployment mode Standard; remove it and use spec.canary (KServe 0.20 or later), or put two InferenceServices "
                    + "behind one HTTPRoute and use the provider GatewayAPI");
        }
        return Optional.empty();
    }

    /** An objection to an InferenceService. */
    static Optional<Objection> object(RouteReason reason, ObjectNode route, String what) {
        return Optional.of(new Objection(reason, named(route) + " " + what));
    }

    /** The objection to an InferenceService that KServe does not serve as it is. */
    static Optional<Objection> refused(ObjectNode route, String... conditions) {
        return new ObjectStatus(route).refusal(conditions).flatMap(why -> object(RouteReason.NOT_ACCEPTED, route,
                "is not accepted by KServe as it is, " + why + "; mend it, its traffic is not split before"));
    }

    /** An InferenceService for people. */
    static String named(ObjectNode route) {
        return "InferenceService " + name(route);
    }

    static String name(ObjectNode route) {
        return route.at("/metadata/name").asText();
    }

    private static CanaryField field(boolean entries) {
        return entries ? ENTRIES : PERCENT;
    }

    private static boolean hasEntries(ObjectNode route) {
        return !route.path("spec").path(CanaryEntries.FIELD).isEmpty();
    }

    @Override
    public ObjectNode original(ObjectNode route, RouteIntent intent) {
        return field(hasEntries(route)).original(route);
    }

    @Override
    public ObjectNode split(ObjectNode route, ObjectNode original, RouteIntent intent) {
        ObjectNode split = route.deepCopy();
        field(original.has(CanaryEntries.FIELD)).split(split, intent);
        return split;
    }

    @Override
    public ObjectNode release(ObjectNode route, ObjectNode original, RouteIntent intent, String variant) {
        ObjectNode released = route.deepCopy();
        CanaryField field = field(original.has(CanaryEntries.FIELD));
        RouteVariant winner = intent.variant(variant).orElseThrow();
        if (winner.champion()) {
            field.restore(released, original);
        } else {
            field.promote(released, winner);
        }
        return released;
    }

    @Override
    public Acceptance acceptance(ObjectNode route, RouteIntent intent) {
        return field(hasEntries(route)).acceptance(route, intent);
    }

    @Override
    public Optional<Boolean> ready(RouteVariant variant, ObjectNode route, RouteIntent intent, ClusterObjects cluster) {
        return field(hasEntries(route)).ready(variant, route, intent, cluster);
    }
}
