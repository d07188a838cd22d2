package dev.gauntlet.routing.traefik;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteIntent.CopyTarget;
import dev.gauntlet.routing.RouteVariant;
import java.math.BigDecimal;
import java.util.Set;

/**
 * How a TraefikService leads to its only Service, and the same for other Services: all the user has set for the champion's connections
 * holds for the challengers' too.
 *
 * @param service the Service with its settings, without a weight
 */
record ChampionService(ObjectNode service) {

    private static final Set<String> MIRRORING = Set.of("mirrors", "mirrorBody", "maxBodySize");

    /** The Service of a spec that leads to one, weighted or mirrored. */
    static ChampionService of(JsonNode spec) {
        JsonNode found = spec.has("weighted") ? spec.at("/weighted/services/0") : spec.path("mirroring");
        ObjectNode service = found instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        service.remove("weight");
        service.remove(MIRRORING);
        return new ChampionService(service);
    }

    /** {@code weighted} with everybody at one variant. */
    ObjectNode weighted(ObjectNode original, RouteVariant variant) {
        ObjectNode weighted = withoutServices(original);
        weighted.putArray("services").add(leadingTo(variant));
        return weighted;
    }

    /** {@code weighted} by the shares; a weight is a hundredth of a percent. */
    ObjectNode weighted(ObjectNode original, RouteIntent intent) {
        ObjectNode weighted = withoutServices(original);
        ArrayNode services = weighted.putArray("services");
        add(services, intent.champion(), intent.championShare());
        intent.challengers().forEach(challenger -> add(services, challenger, intent.share(challenger.name())));
        return weighted;
    }

    /** {@code mirroring} with a copy for each challenger that has a percentage. */
    ObjectNode mirroring(ObjectNode original, RouteIntent intent) {
        ObjectNode mirroring = service.deepCopy();
        JsonNode before = original.path("mirroring");
        MIRRORING.stream().sorted().filter(before::has).forEach(field -> mirroring.set(field, before.get(field).deepCopy()));
        ArrayNode mirrors = mirroring.putArray("mirrors");
        for (RouteVariant challenger : intent.challengers()) {
            BigDecimal percent = intent.mirrored(challenger.name());
            if (percent.signum() > 0) {
                CopyTarget target = intent.copyTarget(challenger);
                mirrors.add(leadingTo(target.serviceName(), target.port()).put("percent", percent.intValueExact()));
            }
        }
        return mirroring;
    }

    private static ObjectNode withoutServices(ObjectNode original) {
        return original.path("weighted") instanceof ObjectNode weighted ? weighted.deepCopy() : JsonNodeFactory.instance.objectNode();
    }

    private void add(ArrayNode services, RouteVariant variant, BigDecimal share) {
        if (share.signum() > 0) {
            services.add(leadingTo(variant).put("weight", share.movePointRight(2).intValueExact()));
        }
    }

    private ObjectNode leadingTo(RouteVariant variant) {
        return variant.champion() ? service.deepCopy() : leadingTo(variant.serviceName(), variant.port());
    }

    private ObjectNode leadingTo(String name, int port) {
        return service.deepCopy().put("name", name).put("port", port);
    }
}
