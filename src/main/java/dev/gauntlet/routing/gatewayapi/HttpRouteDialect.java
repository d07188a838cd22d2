package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.Capabilities.Mirror;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.foreign.Acceptance;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.ObjectKind;
import dev.gauntlet.routing.foreign.Objection;
import dev.gauntlet.routing.foreign.RouteDialect;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** The dialect of HTTPRoutes of the Gateway API: one rule of a route is split; see the package's description. */
public final class HttpRouteDialect implements RouteDialect {

    private static final int MAXIMUM_CHALLENGERS = 8;
    private static final Capabilities CAPABILITIES = Capabilities.splitter(new BigDecimal("0.01"), MAXIMUM_CHALLENGERS, true,
            Mirror.PERCENTAGE);

    @Override
    public ObjectKind kind() {
        return GatewayApiKinds.HTTP_ROUTE;
    }

    @Override
    public String installation() {
        return "the provider GatewayAPI needs HTTPRoute of " + GatewayApiKinds.HTTP_ROUTE.apiVersion()
                + ": install the standard channel of the Gateway API, 1.4 or newer, with a controller that serves it";
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public List<String> ownedFields() {
        return List.of("/spec/rules");
    }

    @Override
    public Optional<Objection> objection(ObjectNode route, Optional<ObjectNode> original, RouteIntent intent, ClusterObjects cluster) {
        return intent.goal() instanceof RouteGoal.Release ? Optional.empty()
                : new RouteCheck(route, original.map(OriginalRule::fromJson), intent, cluster).first();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if no rule could be meant, to which {@link #objection} objects
     */
    @Override
    public ObjectNode original(ObjectNode route, RouteIntent intent) {
        return original(route, intent, (kind, namespace, name) -> Optional.empty());
    }

    /** {@inheritDoc} Whether each backend gets headers of its own is decided here, for as long as the rule is split. */
    @Override
    public ObjectNode original(ObjectNode route, RouteIntent intent, ClusterObjects cluster) {
        ObjectNode rule = RuleChoice.of(route, Optional.empty(), intent)
                .orElseThrow(() -> new IllegalArgumentException("the route has no rule that could be split"));
        return OriginalRule.of(rule, RuleChoice.users(route, intent).indexOf(rule), intent,
                BackendHeaders.supported(route, intent, cluster)).toJson();
    }

    /** {@inheritDoc} A route whose rule is gone stays as it is, without the rules that were made for the override header. */
    @Override
    public ObjectNode split(ObjectNode route, ObjectNode original, RouteIntent intent) {
        return new RuleRewrite(route, OriginalRule.fromJson(original), intent).split();
    }

    /** {@inheritDoc} A route whose rule is gone stays as it is, without the rules that were made for the override header. */
    @Override
    public ObjectNode release(ObjectNode route, ObjectNode original, RouteIntent intent, String variant) {
        return new RuleRewrite(route, OriginalRule.fromJson(original), intent).release(intent.variant(variant).orElseThrow());
    }

    @Override
    public Acceptance acceptance(ObjectNode route, RouteIntent intent) {
        return ParentStatus.of(route, intent, route.path("metadata").path("generation").asLong(0));
    }

    @Override
    public Optional<ObjectNode> created(RouteIntent intent) {
        return intent.target().flatMap(target -> target.creation().map(creation -> NewRoute.of(target, creation, intent)));
    }
}
