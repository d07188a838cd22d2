package dev.gauntlet.routing.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.Objection;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * What keeps an intent from being written into an HTTP route.
 *
 * @param route the VirtualService
 * @param rule the HTTP route as it is
 * @param original the HTTP route before the split; empty when it is not claimed yet
 * @param intent what is wanted
 * @param cluster where DestinationRules are read
 */
record RuleObjections(ObjectNode route, ObjectNode rule, Optional<ObjectNode> original, RouteIntent intent, ClusterObjects cluster) {

    /** Methods whose requests change something (RFC 9110, section 9.2). POST is how models are asked. */
    private static final List<String> CHANGING = List.of("CONNECT", "DELETE", "PATCH", "PUT");

    private static final Map<String, String> ELSEWHERE = Map.of(
            "redirect", "it answers with a redirect; name another HTTP route",
            "directResponse", "it answers itself; name another HTTP route",
            "delegate", "it delegates to VirtualService %s; point spec.routing.routeRef at that one");

    /** The first one. */
    Optional<Objection> first() {
        Stream<Supplier<Optional<Objection>>> checks = Stream.of(this::leadsElsewhere, this::foreignDestinations, this::takenNames,
                this::sameServices, this::matchesOnOverride, this::shares, this::copies, this::listeners, this::destinationRules);
        return checks.map(Supplier::get).flatMap(Optional::stream).findFirst();
    }

    private Optional<Objection> leadsElsewhere() {
        return Stream.of("delegate", "redirect", "directResponse").filter(rule::has).findFirst().map(field -> new Objection(
                RouteReason.FOREIGN_BACKENDS, named() + " leads to no destination: "
                        + ELSEWHERE.get(field).formatted(rule.at("/delegate/name").asText())));
    }

    private Optional<Objection> foreignDestinations() {
        if (original.isPresent()) {
            return Optional.empty();
        }
        JsonNode entries = rule.path("route");
        RouteVariant champion = intent.champion();
        String wanted = "only to the champion's Service " + champion.serviceName() + ", port " + champion.port()
                + ", in spec.http[].route";
        if (entries.size() != 1) {
            return Optional.of(new Objection(RouteReason.FOREIGN_BACKENDS, named() + " has " + entries.size()
                    + " destinations" + destinations(entries) + "; let it lead " + wanted));
        }
        JsonNode destination = entries.get(0).path("destination");
        String host = destination.path("host").asText();
        JsonNode port = destination.at("/port/number");
        // Subsets may belong to a Service over the pods of all variants.
        boolean champions = split().isBySubset() ? ServiceHost.is(host, ServiceHost.service(host), namespace())
                : ServiceHost.is(host, champion.serviceName(), namespace()) && (port.isMissingNode() || port.asInt() == champion.port());
        return champions ? Optional.empty() : Optional.of(new Objection(RouteReason.FOREIGN_BACKENDS,
                named() + " leads to " + ServiceHost.named(destination) + "; let it lead " + wanted));
    }

    private Optional<Objection> takenNames() {
        if (original.isPresent() || Overrides.header(intent).isEmpty()) {
            return Optional.empty();
        }
        for (JsonNode other : route.at("/spec/http")) {
            if (Overrides.isOverride(other, intent)) {
                return Optional.of(unsupported(named() + " stands beside an HTTP route named " + other.path("name").asText()
                        + ", a name that Gauntlet needs for the override header; rename it"));
            }
        }
        return Optional.empty();
    }

    private Optional<Objection> sameServices() {
        if (split().isBySubset()) {
            return Optional.empty();
        }
        Set<String> services = new HashSet<>();
        return intent.variants().stream().filter(variant -> !services.add(variant.serviceName() + ":" + variant.port())).findFirst()
                .map(variant -> unsupported("variant " + variant.name() + " has the same Service " + variant.serviceName()
                        + " as another one, so they cannot be told apart;"
                        + " give each its own, or name subsets of one host like the variants"));
    }

    private Optional<Objection> matchesOnOverride() {
        return Overrides.header(intent).filter(header -> Overrides.isMatchedBy(rule, header)).map(header -> unsupported(
                named() + " matches on the header " + header + " itself; choose another spec.assignment.overrideHeader"));
    }

    private Optional<Objection> shares() {
        Optional<String> fine = intent.challengers().stream().map(RouteVariant::name)
                .filter(name -> !isWhole(intent.share(name))).findFirst();
        return fine.map(name -> unsupported("the share of " + name + " is " + intent.share(name).toPlainString()
                + " %, but weights of a VirtualService are whole percents; choose trafficPercent so that each challenger's part is whole"));
    }

    private Optional<Objection> copies() {
        if (!isCopied()) {
            return Optional.empty();
        }
        if (intent.challengers().stream().anyMatch(challenger -> intent.share(challenger.name()).signum() > 0)) {
            return Optional.of(unsupported("an HTTP route that splits would copy the challengers' requests as well;"
                    + " copy and split in different steps"));
        }
        for (JsonNode match : rule.path("match")) {
            Optional<String> method = CHANGING.stream().filter(name -> isMethod(match.path("method"), name)).findFirst();
            if (method.isPresent()) {
                return Optional.of(unsupported(named() + " matches the method " + method.get()
                        + ", whose copies would change things twice;"
                        + " leave the Shadow steps out, or name an HTTP route of requests that change nothing"));
            }
        }
        return Optional.empty();
    }

    private Optional<Objection> listeners() {
        return intent.target().flatMap(RouteTarget::creation).stream().flatMap(creation -> creation.gateways().stream())
                .filter(gateway -> gateway.section().isPresent()).findFirst()
                .map(gateway -> unsupported("spec.routing.create.gateways names the listener " + gateway.section().orElseThrow()
                        + " of Gateway " + gateway.name() + ", but a VirtualService attaches to whole Gateways; remove sectionName"));
    }

    private Optional<Objection> destinationRules() {
        DestinationRules rules = new DestinationRules(cluster, intent);
        Optional<String> host = split().isBySubset() ? Optional.of(split().destination().path("host").asText()) : Optional.empty();
        return host.flatMap(rules::missingSubsets).or(() -> rules.outlierDetection(host));
    }

    private RuleSplit split() {
        return new RuleSplit(original.orElse(rule), intent);
    }

    private boolean isCopied() {
        return intent.challengers().stream().anyMatch(challenger -> intent.mirrored(challenger.name()).signum() > 0);
    }

    private static boolean isMethod(JsonNode condition, String method) {
        return condition.path("exact").asText().equals(method)
                || condition.has("prefix") && method.startsWith(condition.path("prefix").asText())
                || condition.has("regex") && isMatched(condition.path("regex").asText(), method);
    }

    private static boolean isMatched(String regex, String method) {
        try {
            return Pattern.matches(regex, method);
        } catch (PatternSyntaxException e) {
            // What only RE2 understands is not judged by its meaning.
            return regex.contains(method);
        }
    }

    private static boolean isWhole(BigDecimal percent) {
        return percent.stripTrailingZeros().scale() <= 0;
    }

    private static String destinations(JsonNode entries) {
        List<String> names = entries.findValues("destination").stream().map(ServiceHost::named).toList();
        return names.isEmpty() ? "" : ": " + String.join("; ", names);
    }

    private String namespace() {
        return intent.owner().namespace();
    }

    private String named() {
        String name = rule.path("name").asText();
        return "the HTTP route" + (name.isEmpty() ? "" : " " + name) + " of VirtualService " + route.at("/metadata/name").asText();
    }

    private static Objection unsupported(String message) {
        return new Objection(RouteReason.UNSUPPORTED, message);
    }
}
