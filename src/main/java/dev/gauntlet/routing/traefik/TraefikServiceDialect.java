package dev.gauntlet.routing.traefik;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.Capabilities.Mirror;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.foreign.Acceptance;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.ObjectKind;
import dev.gauntlet.routing.foreign.Objection;
import dev.gauntlet.routing.foreign.ReplacedFields;
import dev.gauntlet.routing.foreign.RouteDialect;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Splits a {@code TraefikService} by the weights of its Services, or copies requests with it. */
public final class TraefikServiceDialect implements RouteDialect {

    private static final ObjectKind KIND = ObjectKind.namespaced("traefik.io", "v1alpha1", "TraefikService", "traefikservices");

    /** No override header: that takes a route of higher priority in the user's IngressRoute, which is another object. */
    private static final Capabilities CAPABILITIES = Capabilities.splitter(new BigDecimal("0.01"), 8, false, Mirror.PERCENTAGE);

    private static final ReplacedFields REPLACED = new ReplacedFields(Set.of("weighted", "mirroring"));

    @Override
    public ObjectKind kind() {
        return KIND;
    }

    @Override
    public String installation() {
        return "Install Traefik 3 with its CustomResourceDefinitions and the provider kubernetesCRD.";
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public List<String> ownedFields() {
        return List.of("/spec/weighted", "/spec/mirroring");
    }

    @Override
    public Optional<Objection> objection(ObjectNode route, Optional<ObjectNode> original, RouteIntent intent, ClusterObjects cluster) {
        return intent.goal() instanceof RouteGoal.Release ? Optional.empty()
                : new ServiceObjections(route, original.isPresent(), intent).first();
    }

    /** The whole spec, of which later only {@code weighted} and {@code mirroring} are used, and the order of the fields. */
    @Override
    public ObjectNode original(ObjectNode route, RouteIntent intent) {
        return spec(route).deepCopy();
    }

    @Override
    public ObjectNode split(ObjectNode route, ObjectNode original, RouteIntent intent) {
        ChampionService champion = ChampionService.of(original);
        ObjectNode wanted = JsonNodeFactory.instance.objectNode();
        if (isCopied(intent)) {
            wanted.set("mirroring", champion.mirroring(original, intent));
        } else {
            wanted.set("weighted", champion.weighted(original, intent));
        }
        return withSpec(route, REPLACED.replaced(spec(route), wanted, original));
    }

    @Override
    public ObjectNode release(ObjectNode route, ObjectNode original, RouteIntent intent, String variant) {
        RouteVariant serving = intent.variant(variant)
                .orElseThrow(() -> new IllegalArgumentException("the intent has no variant " + variant));
        ObjectNode wanted = REPLACED.of(original);
        if (!serving.champion()) {
            wanted.removeAll();
            wanted.set("weighted", ChampionService.of(original).weighted(original, serving));
        }
        return withSpec(route, REPLACED.replaced(spec(route), wanted, original));
    }

    /** Traefik writes no status. */
    @Override
    public Acceptance acceptance(ObjectNode route, RouteIntent intent) {
        return Acceptance.accepted();
    }

    /** Whether an intent wants copies. */
    static boolean isCopied(RouteIntent intent) {
        return intent.challengers().stream().anyMatch(challenger -> intent.mirrored(challenger.name()).signum() > 0);
    }

    private static ObjectNode spec(ObjectNode route) {
        return route.path("spec") instanceof ObjectNode spec ? spec : JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode withSpec(ObjectNode route, ObjectNode spec) {
        ObjectNode result = route.deepCopy();
        result.set("spec", spec);
        return result;
    }
}
