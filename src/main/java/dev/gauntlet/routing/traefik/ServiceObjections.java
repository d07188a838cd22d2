package dev.gauntlet.routing.traefik;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.foreign.Objection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What keeps an intent from being written into a TraefikService.
 *
 * @param route the TraefikService
 * @param claimed whether it is split already
 * @param intent what is wanted
 */
record ServiceObjections(ObjectNode route, boolean claimed, RouteIntent intent) {

    /** The first one. */
    Optional<Objection> first() {
        Stream<Supplier<Optional<Objection>>> checks = Stream.of(this::rule, this::otherKind, this::sticky, this::foreignServices,
                this::sameServices, this::splitAndCopies, this::percentages);
        return checks.map(Supplier::get).flatMap(Optional::stream).findFirst();
    }

    private Optional<Objection> rule() {
        return intent.target().flatMap(RouteTarget::rule).map(rule -> new Objection(RouteReason.RULE_NOT_FOUND,
                "spec.routing.routeRef.ruleName is " + rule + ", but a TraefikService has no rules; remove it"));
    }

    private Optional<Objection> otherKind() {
        return Stream.of("failover", "highestRandomWeight").filter(spec()::has).findFirst().map(field -> new Objection(
                RouteReason.FOREIGN_BACKENDS, named() + " has spec." + field
                        + "; let it lead to the champion by spec.weighted, or name another TraefikService"));
    }

    private Optional<Objection> sticky() {
        return !spec().at("/weighted/sticky").isObject() ? Optional.empty() : Optional.of(new Objection(RouteReason.UNSUPPORTED,
                named() + " has spec.weighted.sticky, whose cookie keeps users at a variant even when it has no weight any more;"
                        + " remove it, or use the provider ManagedProxy for sticky users"));
    }

    private Optional<Objection> foreignServices() {
        if (claimed) {
            return Optional.empty();
        }
        String remedy = "; let spec.weighted.services lead only to the champion's Service " + intent.champion().serviceName()
                + ", port " + intent.champion().port();
        List<JsonNode> services = services();
        if (services.size() == 1 && isChampions(services.get(0))) {
            return Optional.empty();
        }
        return Optional.of(new Objection(RouteReason.FOREIGN_BACKENDS, named() + " leads to "
                + (services.isEmpty() ? "no Service" : String.join(", ", services.stream().map(this::describe).toList())) + remedy));
    }

    private Optional<Objection> sameServices() {
        Set<String> services = new HashSet<>();
        return intent.variants().stream().filter(variant -> !services.add(variant.serviceName() + ":" + variant.port())).findFirst()
                .map(variant -> unsupported("variant " + variant.name() + " has the same Service " + variant.serviceName()
                        + " as another one, so they cannot be told apart; give each its own"));
    }

    private Optional<Objection> splitAndCopies() {
        boolean split = intent.challengers().stream().anyMatch(challenger -> intent.share(challenger.name()).signum() > 0);
        return split && TraefikServiceDialect.isCopied(intent) ? Optional.of(unsupported(
                "a TraefikService splits or copies, never both; copy and split in different steps")) : Optional.empty();
    }

    private Optional<Objection> percentages() {
        return intent.challengers().stream().map(RouteVariant::name)
                .filter(name -> intent.mirrored(name).stripTrailingZeros().scale() > 0).findFirst()
                .map(name -> unsupported("the percentage of copies for " + name + " is " + intent.mirrored(name).toPlainString()
                        + ", but a TraefikService takes whole percents; choose samplePercent in whole percents"));
    }

    /** Everything that requests or their copies reach. */
    private List<JsonNode> services() {
        Stream<JsonNode> weighted = stream(spec().at("/weighted/services"));
        Stream<JsonNode> mirroring = Stream.concat(spec().has("mirroring") ? Stream.of(spec().path("mirroring")) : Stream.of(),
                stream(spec().at("/mirroring/mirrors")));
        return Stream.concat(weighted, mirroring).toList();
    }

    private boolean isChampions(JsonNode service) {
        JsonNode port = service.path("port");
        return service.path("name").asText().equals(intent.champion().serviceName())
                && service.path("kind").asText("Service").equals("Service")
                && service.path("namespace").asText(intent.owner().namespace()).equals(intent.owner().namespace())
                && (!port.isNumber() || port.asInt() == intent.champion().port());
    }

    private String describe(JsonNode service) {
        String namespace = service.path("namespace").asText("");
        return service.path("kind").asText("Service") + " " + (namespace.isEmpty() ? "" : namespace + "/")
                + service.path("name").asText() + (service.has("port") ? ", port " + service.path("port").asText() : "");
    }

    private JsonNode spec() {
        return route.path("spec");
    }

    private String named() {
        return "TraefikService " + route.at("/metadata/name").asText();
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static Objection unsupported(String message) {
        return new Objection(RouteReason.UNSUPPORTED, message);
    }
}
