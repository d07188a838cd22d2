package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteVariant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The backends that an intent knows. */
final class Backends {

    private Backends() {
    }

    /** The Service of a variant. */
    static BackendRef of(RouteVariant variant, RouteIntent intent) {
        return BackendRef.service(intent.owner().namespace(), variant.serviceName(), variant.port());
    }

    /** The Services of all variants. */
    static Set<BackendRef> ofVariants(RouteIntent intent) {
        return intent.variants().stream().map(variant -> of(variant, intent)).collect(Collectors.toSet());
    }

    /** What gets the copies for a challenger. */
    static BackendRef ofCopies(RouteVariant challenger, RouteIntent intent) {
        RouteIntent.CopyTarget target = intent.copyTarget(challenger);
        return BackendRef.service(intent.owner().namespace(), target.serviceName(), target.port());
    }

    /** What a user's own mirror must not lead to, because its copies could not be told from Gauntlet's requests. */
    static Set<BackendRef> counted(RouteIntent intent) {
        return Stream.concat(ofVariants(intent).stream(), intent.challengers().stream().map(challenger -> ofCopies(challenger, intent)))
                .collect(Collectors.toSet());
    }

    /** What a rule leads to. */
    static List<BackendRef> ofRule(JsonNode rule, RouteIntent intent) {
        return Nodes.objects(rule.path("backendRefs")).stream().map(ref -> BackendRef.of(ref, intent.owner().namespace())).toList();
    }
}
