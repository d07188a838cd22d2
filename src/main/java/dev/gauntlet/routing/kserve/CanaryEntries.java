package dev.gauntlet.routing.kserve;

import static dev.gauntlet.routing.kserve.InferenceServiceDialect.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.foreign.Acceptance;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.ObjectStatus;
import dev.gauntlet.routing.foreign.Objection;
import dev.gauntlet.routing.foreign.WholePercents;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.StreamSupport;

/**
 * {@code spec.canary[].trafficPercent}: each variant is an entry, but one, which is the predictor itself and gets what the entries leave.
 * A variant's Service is the one that KServe makes for it: {@code <InferenceService>-<name of the predictor>-predictor}, for a predictor
 * without a name {@code <InferenceService>-predictor}.
 *
 * <p>When a challenger wins, its entry gets everything; giving the predictor itself the winner's model is left to who owns it.
 */
final class CanaryEntries implements CanaryField {

    static final String FIELD = "canary";

    private static final String PERCENT = "trafficPercent";
    private static final String PREDICTOR = "predictor";
    private static final String[] CONDITIONS = {"IngressReady", "Ready"};
    /** What KServe refuses in a canary. */
    private static final List<String> FIXED = List.of("maxReplicas", "scaleTarget", "scaleMetric", "autoScaling", "workerSpec");

    private static JsonNode entries(ObjectNode service) {
        return service.path("spec").path(FIELD);
    }

    private static String predictorName(JsonNode entry) {
        return entry.path(PREDICTOR).path("name").asText();
    }

    private static String serviceName(ObjectNode service, String predictorName) {
        return InferenceServiceDialect.name(service) + (predictorName.isEmpty() ? "" : "-" + predictorName) + "-predictor";
    }

    private static String predictorService(ObjectNode service) {
        return serviceName(service, service.at("/spec/predictor/name").asText());
    }

    private static Optional<RouteVariant> variant(ObjectNode service, JsonNode entry, RouteIntent intent) {
        String serviceName = serviceName(service, predictorName(entry));
        return intent.variants().stream().filter(variant -> variant.serviceName().equals(serviceName)).findFirst();
    }

    private static Optional<JsonNode> entry(ObjectNode service, RouteVariant variant) {
        return StreamSupport.stream(entries(service).spliterator(), false)
                .filter(entry -> serviceName(service, predictorName(entry)).equals(variant.serviceName())).findFirst();
    }

    @Override
    public Optional<Objection> objection(ObjectNode service, boolean claimed, RouteIntent intent, ClusterObjects cluster) {
        return notRouted(service, cluster).or(() -> foreignPredictor(service, intent))
                .or(() -> intent.variants().stream().map(variant -> unfit(service, variant)).flatMap(Optional::stream).findFirst())
                .or(() -> claimed ? Optional.empty()
                        : otherPercents(service, intent).or(() -> InferenceServiceDialect.refused(service, CONDITIONS)));
    }

    private static Optional<Objection> notRouted(ObjectNode service, ClusterObjects cluster) {
        if (service.path("metadata").path("labels").path("networking.kserve.io/visibility").asText().equals("cluster-local")) {
            return object(RouteReason.UNSUPPORTED, service, "has the label networking.kserve.io/visibility: cluster-local, for which "
                    + "KServe makes no HTTPRoute, and nothing else carries the percentages of spec.canary; remove it, or put two "
                    + "InferenceServices behind an HTTPRoute of your own and use the provider GatewayAPI");
        }
        return !KServeConfig.read(cluster).withoutHttpRoutes() ? Optional.empty() : object(RouteReason.UNSUPPORTED, service,
                "is served without an HTTPRoute, and nothing else carries the percentages of spec.canary; in ConfigMap "
                        + KServeConfig.NAMESPACE + "/" + KServeConfig.NAME + ", key ingress, set enableGatewayApi to true and "
                        + "disableIngressCreation to false");
    }

    private static Optional<Objection> foreignPredictor(ObjectNode service, RouteIntent intent) {
        String expected = predictorService(service);
        return intent.variants().stream().anyMatch(variant -> variant.serviceName().equals(expected)) ? Optional.empty()
                : object(RouteReason.FOREIGN_BACKENDS, service, "serves its predictor by Service " + expected + ", which is no variant's; "
                        + "name it in the champion's serviceRef.name instead of " + intent.champion().serviceName());
    }

    private static Optional<Objection> unfit(ObjectNode service, RouteVariant variant) {
        if (variant.serviceName().equals(predictorService(service))) {
            return Optional.empty();
        }
        Optional<JsonNode> found = entry(service, variant);
        if (found.isEmpty()) {
            return object(RouteReason.CONFIG_INVALID, service, "has no entry in spec.canary (KServe 0.20 or later) for "
                    + variant.name() + ", whose serviceRef.name is " + variant.serviceName() + "; add one whose predictor.name makes it "
                    + serviceName(service, "<predictor.name>"));
        }
        String name = predictorName(found.get());
        JsonNode predictor = found.get().path(PREDICTOR);
        Optional<String> refused = FIXED.stream().filter(predictor::has).findFirst();
        if (refused.isPresent()) {
            return object(RouteReason.UNSUPPORTED, service, "has predictor." + refused.get() + " in the entry " + name + " of spec.canary, "
                    + "where KServe allows neither autoscaling nor several nodes; remove it");
        }
        return predictor.path("minReplicas").asInt() >= 1 ? Optional.empty() : object(RouteReason.CONFIG_INVALID, service,
                "has no predictor.minReplicas in the entry " + name + " of spec.canary, so KServe runs no replica of it at 0 percent and "
                        + "it never becomes ready; set at least 1");
    }

    private static Optional<Objection> otherPercents(ObjectNode service, RouteIntent intent) {
        for (JsonNode entry : entries(service)) {
            int wanted = variant(service, entry, intent).filter(RouteVariant::champion).isPresent() ? 100 : 0;
            if (entry.path(PERCENT).asInt() != wanted) {
                return object(RouteReason.FOREIGN_BACKENDS, service, "gives " + entry.path(PERCENT).asInt() + " percent to the entry "
                        + predictorName(entry) + " of spec.canary, so not everybody gets the champion's, "
                        + intent.champion().serviceName() + "; set its trafficPercent to " + wanted + " first");
            }
        }
        return Optional.empty();
    }

    @Override
    public ObjectNode original(ObjectNode service) {
        ObjectNode percents = JsonNodeFactory.instance.objectNode();
        entries(service).forEach(entry -> percents.set(predictorName(entry), entry.path(PERCENT).deepCopy()));
        return JsonNodeFactory.instance.objectNode().set(FIELD, percents);
    }

    @Override
    public void split(ObjectNode service, RouteIntent intent) {
        WholePercents percents = WholePercents.of(intent);
        write(service, (name, entry) -> number(variant(service, entry, intent).map(percents::of).orElse(0)));
    }

    @Override
    public void restore(ObjectNode service, ObjectNode original) {
        write(service, (name, entry) -> original.path(FIELD).has(name) ? original.path(FIELD).path(name) : number(0));
    }

    @Override
    public void promote(ObjectNode service, RouteVariant challenger) {
        write(service, (name, entry) -> number(serviceName(service, name).equals(challenger.serviceName()) ? 100 : 0));
    }

    private static void write(ObjectNode service, BiFunction<String, JsonNode, JsonNode> percent) {
        for (JsonNode entry : entries(service)) {
            ((ObjectNode) entry).set(PERCENT, percent.apply(predictorName(entry), entry));
        }
    }

    private static JsonNode number(int percent) {
        return JsonNodeFactory.instance.numberNode(percent);
    }

    @Override
    public Acceptance acceptance(ObjectNode service, RouteIntent intent) {
        Optional<ObjectStatus.Condition> ready = new ObjectStatus(service).firstCondition(CONDITIONS);
        if (ready.isEmpty() || !ready.get().isTrue()) {
            return new Acceptance.NotYet(InferenceServiceDialect.named(service) + ": "
                    + ready.map(ObjectStatus.Condition::told).orElse("KServe has reported no condition of it yet"));
        }
        for (JsonNode entry : entries(service)) {
            JsonNode status = status(service, predictorName(entry));
            int wanted = entry.path(PERCENT).asInt();
            if (status.path(PERCENT).asInt() != wanted) {
                return new Acceptance.NotYet(InferenceServiceDialect.named(service) + " has trafficPercent " + status.path(PERCENT).asInt()
                        + " for " + predictorName(entry) + " in status.canaryStatuses, and " + wanted + " is wanted");
            }
            if (wanted > 0 && !status.path("ready").asBoolean()) {
                return new Acceptance.NotYet(InferenceServiceDialect.named(service) + " gives " + predictorName(entry)
                        + " nothing, as status.canaryStatuses does not call it ready");
            }
        }
        return Acceptance.accepted();
    }

    private static JsonNode status(ObjectNode service, String name) {
        return StreamSupport.stream(service.at("/status/canaryStatuses").spliterator(), false)
                .filter(status -> status.path("name").asText().equals(name)).findFirst().orElse(JsonNodeFactory.instance.missingNode());
    }

    @Override
    public Optional<Boolean> ready(RouteVariant variant, ObjectNode service, RouteIntent intent, ClusterObjects cluster) {
        return entry(service, variant).map(entry -> status(service, predictorName(entry)).path("ready").asBoolean());
    }
}
