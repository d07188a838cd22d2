package dev.gauntlet.routing.seldon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.foreign.Acceptance;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.EntryList;
import dev.gauntlet.routing.foreign.ObjectKind;
import dev.gauntlet.routing.foreign.ObjectStatus;
import dev.gauntlet.routing.foreign.Objection;
import dev.gauntlet.routing.foreign.RouteDialect;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The candidates of an Experiment of Seldon Core 2, and its mirror. A variant's Service has the name of its Model, or of its Pipeline if
 * the Experiment is one of pipelines.
 *
 * <p>Weights are hundredths of a percent. A challenger without a share is no candidate: Seldon starts no Experiment with a candidate that
 * is not ready.
 */
public final class SeldonExperimentDialect implements RouteDialect {

    private static final String GROUP = "mlops.seldon.io";
    private static final ObjectKind KIND = ObjectKind.namespaced(GROUP, "v1alpha1", "Experiment", "experiments");
    private static final ObjectKind MODEL = ObjectKind.namespaced(GROUP, "v1alpha1", "Model", "models");
    private static final ObjectKind PIPELINE = ObjectKind.namespaced(GROUP, "v1alpha1", "Pipeline", "pipelines");
    private static final BigDecimal ALL = new BigDecimal(100);
    private static final BigDecimal WEIGHTS_PER_PERCENT = new BigDecimal(100);

    private static final String SPEC = "spec";
    private static final String CANDIDATES = "candidates";
    private static final String MIRROR = "mirror";
    private static final String NAME = "name";
    private static final String WEIGHT = "weight";
    private static final String PERCENT = "percent";

    @Override
    public ObjectKind kind() {
        return KIND;
    }

    @Override
    public String installation() {
        return "install Seldon Core 2, or at least its CRD experiments.mlops.seldon.io";
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.splitter(new BigDecimal("0.01"), 8, false, Capabilities.Mirror.PERCENTAGE);
    }

    @Override
    public List<String> ownedFields() {
        return List.of("/spec/candidates", "/spec/mirror");
    }

    @Override
    public Optional<Objection> objection(ObjectNode route, Optional<ObjectNode> original, RouteIntent intent, ClusterObjects cluster) {
        return ExperimentCheck.objection(route, original.isPresent(), intent);
    }

    @Override
    public ObjectNode original(ObjectNode route, RouteIntent intent) {
        return JsonNodeFactory.instance.objectNode().set(CANDIDATES, route.path(SPEC).path(CANDIDATES).deepCopy());
    }

    @Override
    public ObjectNode split(ObjectNode route, ObjectNode original, RouteIntent intent) {
        ObjectNode split = with(route, weighted(route, intent,
                variant -> variant.champion() ? intent.championShare() : intent.share(variant.name())), intent);
        intent.challengers().stream().filter(challenger -> intent.mirrored(challenger.name()).signum() > 0)
                .forEach(challenger -> split.withObjectProperty(SPEC).putObject(MIRROR).put(NAME, challenger.serviceName())
                        .put(PERCENT, intent.mirrored(challenger.name()).intValue()));
        return split;
    }

    @Override
    public ObjectNode release(ObjectNode route, ObjectNode original, RouteIntent intent, String variant) {
        RouteVariant winner = intent.variant(variant).orElseThrow();
        return with(route, winner.champion()
                ? EntryList.restored(original.path(CANDIDATES), others(route, intent), SeldonExperimentDialect::name,
                        entry -> isVariant(name(entry), intent))
                : weighted(route, intent, each -> each.equals(winner) ? ALL : BigDecimal.ZERO), intent);
    }

    /** The candidates with these percents for the variants, in the order that they have already. */
    private static ArrayNode weighted(ObjectNode route, RouteIntent intent, Function<RouteVariant, BigDecimal> percents) {
        Map<String, BigDecimal> missing = new LinkedHashMap<>();
        intent.variants().forEach(variant -> missing.put(variant.serviceName(), percents.apply(variant)));
        // Seldon refuses an Experiment whose default is no candidate.
        missing.keySet().removeIf(name -> missing.get(name).signum() == 0 && !name.equals(route.at("/spec/default").asText()));
        ArrayNode candidates = JsonNodeFactory.instance.arrayNode();
        for (JsonNode entry : route.path(SPEC).path(CANDIDATES)) {
            BigDecimal percent = missing.remove(name(entry));
            if (percent != null) {
                candidates.add(entry.<ObjectNode>deepCopy().put(WEIGHT, weight(percent)));
            } else if (!isVariant(name(entry), intent)) {
                candidates.add(idle(entry));
            }
        }
        missing.forEach((name, percent) -> candidates.addObject().put(NAME, name).put(WEIGHT, weight(percent)));
        return candidates;
    }

    private static int weight(BigDecimal percent) {
        return percent.multiply(WEIGHTS_PER_PERCENT).intValue();
    }

    private static List<JsonNode> others(ObjectNode route, RouteIntent intent) {
        List<JsonNode> others = new ArrayList<>();
        for (JsonNode entry : route.path(SPEC).path(CANDIDATES)) {
            if (!isVariant(name(entry), intent)) {
                others.add(idle(entry));
            }
        }
        return others;
    }

    private static JsonNode idle(JsonNode entry) {
        return entry.path(WEIGHT).asInt() == 0 ? entry.deepCopy() : entry.<ObjectNode>deepCopy().put(WEIGHT, 0);
    }

    /** The route with other candidates and without a mirror to a variant, which only Gauntlet writes. */
    private static ObjectNode with(ObjectNode route, ArrayNode candidates, RouteIntent intent) {
        ObjectNode changed = route.deepCopy();
        ObjectNode spec = changed.withObjectProperty(SPEC);
        spec.set(CANDIDATES, candidates);
        if (isVariant(name(spec.path(MIRROR)), intent)) {
            spec.remove(MIRROR);
        }
        return changed;
    }

    private static String name(JsonNode entry) {
        return entry.path(NAME).asText();
    }

    private static boolean isVariant(String name, RouteIntent intent) {
        return intent.variants().stream().anyMatch(variant -> variant.serviceName().equals(name));
    }

    /** Seldon tells no generation: its conditions may still be about the candidates before. */
    @Override
    public Acceptance acceptance(ObjectNode route, RouteIntent intent) {
        Optional<ObjectStatus.Condition> ready = new ObjectStatus(route).firstCondition("Ready", "ExperimentReady");
        return ready.isPresent() && ready.get().isTrue() ? Acceptance.accepted() : new Acceptance.NotYet("Experiment "
                + route.at("/metadata/name").asText() + ": "
                + ready.map(ObjectStatus.Condition::told).orElse("Seldon has reported no condition of it yet"));
    }

    @Override
    public Optional<Boolean> ready(RouteVariant variant, ObjectNode route, RouteIntent intent, ClusterObjects cluster) {
        ObjectKind served = route.path(SPEC).path("resourceType").asText().equals("pipeline") ? PIPELINE : MODEL;
        return Optional.of(cluster.get(served, intent.owner().namespace(), variant.serviceName())
                .flatMap(model -> new ObjectStatus(model).firstCondition("Ready", served.kind() + "Ready"))
                .filter(ObjectStatus.Condition::isTrue).isPresent());
    }
}
