package dev.gauntlet.routing.foreign;

import static dev.gauntlet.routing.foreign.DigitsIntent.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.traefik.TraefikServiceDialect;
import java.util.List;
import java.util.Optional;

/** TraefikServices, whose schema keeps fields that it does not know. */
final class TraefikServices implements RouteFamily {

    @Override
    public RouteDialect dialect() {
        return new TraefikServiceDialect();
    }

    @Override
    public List<String> schemas() {
        return List.of("traefik/traefikservices.traefik.io.yaml");
    }

    @Override
    public Sample sample(RandomJson random) {
        ObjectNode service = yaml("{name: fraud-v1}").setAll(yaml(random.oneOf("{}", "{port: 80}", "{port: http, scheme: h2c}",
                "{kind: Service, passHostHeader: false, responseForwarding: {flushInterval: 1ms}}", "{sticky: null}")));
        ObjectNode spec = random.fields(2);
        if (random.onceIn(3)) {
            spec.set("mirroring", random.among(service.setAll(yaml(random.oneOf("{}", "{mirrors: []}",
                    "{mirrorBody: false, maxBodySize: 9}")))));
        } else {
            ObjectNode weighted = random.fields(1);
            weighted.putArray("services").add(random.among(service.setAll(yaml(random.oneOf("{}", "{weight: 1}", "{weight: 100}")))));
            spec.set("weighted", weighted);
        }
        spec.putArray("notes").add("first").add(random.value(2));
        ObjectNode route = yaml("{apiVersion: traefik.io/v1alpha1, kind: TraefikService}");
        route.set("spec", spec);
        return new Sample(route, RouteFamily.variants(random.oneOf(1, 1, 2)), Optional.empty(), Optional.empty(), true);
    }

    @Override
    public String users(ObjectNode route, Sample sample) {
        ObjectNode users = route.deepCopy();
        ((ObjectNode) users.get("spec")).remove(List.of("weighted", "mirroring"));
        return users.toString();
    }

    @Override
    public void disturb(ObjectNode route, Sample sample) {
        JsonNode weighted = route.at("/spec/weighted/services/0");
        JsonNode changed = weighted.isMissingNode() ? route.at("/spec/mirroring/mirrors/0") : weighted;
        String field = weighted.isMissingNode() ? "percent" : "weight";
        ((ObjectNode) changed).put(field, changed.path(field).asInt() + 1);
    }

    @Override
    public void edit(ObjectNode route) {
        ((ArrayNode) route.at("/spec/notes")).set(0, "second");
    }

    @Override
    public String toString() {
        return "TraefikService";
    }
}
