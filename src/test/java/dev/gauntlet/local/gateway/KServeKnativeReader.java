package dev.gauntlet.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.ObjectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * InferenceServices of KServe in its deployment mode Knative. The Knative Service that KServe makes of one does not exist here: its
 * traffic block, as KServe would write it, is worked by at once. Which revision was rolled out last is kept in the status, as KServe
 * keeps it.
 *
 * <p>Any change of the predictor but of {@code canaryTrafficPercent} makes a revision, which is ready at once and reached through a
 * Service of its name. Transformers, explainers and routing by tags are not imitated.
 *
 * @see <a href="https://kserve.github.io/website/">KServe, canary rollout</a>
 */
final class KServeKnativeReader implements RouteReader {

    private static final String PERCENT = "canaryTrafficPercent";
    private static final String ROLLED_OUT = "latestRolledoutRevision";
    private static final String ROLLED_OUT_BEFORE = "previousRolledoutRevision";

    private final TrafficMetrics metrics = new KnativeMetrics();
    private final RevisionNumbers revisions = new RevisionNumbers();

    @Override
    public ObjectKind kind() {
        return ObjectKind.namespaced("serving.kserve.io", "v1beta1", "InferenceService", "inferenceservices");
    }

    @Override
    public TrafficMetrics metrics() {
        return metrics;
    }

    @Override
    public List<Rule> rules(ObjectNode route, ClusterObjects cluster) {
        List<Backend> backends = new ArrayList<>();
        for (JsonNode traffic : traffic(route)) {
            String revision = traffic.path("revisionName").asText();
            backends.add(new Backend(revision, 0, traffic.path("percent").asLong(), HeaderEdits.NONE, revision));
        }
        return List.of(new Rule(List.of(), backends, List.of()));
    }

    @Override
    public Optional<ObjectNode> status(ObjectNode route, boolean accepted, String now) {
        ArrayNode traffic = traffic(route);
        String latest = latest(route);
        ObjectNode predictor = route.objectNode();
        predictor.put("latestCreatedRevision", latest).put("latestReadyRevision", latest).set("traffic", traffic);
        rollOut(predictor, route, latest, traffic.get(0).path("percent").asLong());
        ObjectNode status = route.objectNode();
        status.put("deploymentMode", "Knative");
        status.putObject("components").set("predictor", predictor);
        status.set("conditions", Conditions.duck(route, accepted, now,
                "IngressReady", "PredictorConfigurationReady", "PredictorReady", "PredictorRouteReady", "Ready"));
        return Optional.of(status);
    }

    /** What everybody gets counts as rolled out; if its share is lowered again, the one before counts instead. */
    private static void rollOut(ObjectNode predictor, ObjectNode route, String latest, long percent) {
        String rolledOut = reported(route, ROLLED_OUT);
        String before = reported(route, ROLLED_OUT_BEFORE);
        if (!rolledOut.equals(latest) && percent == 100) {
            before = rolledOut;
            rolledOut = latest;
        } else if (rolledOut.equals(latest) && percent < 100 && !before.isEmpty()) {
            rolledOut = before;
        }
        put(predictor, ROLLED_OUT, rolledOut);
        put(predictor, ROLLED_OUT_BEFORE, before);
    }

    private static void put(ObjectNode predictor, String field, String revision) {
        if (!revision.isEmpty()) {
            predictor.put(field, revision);
        }
    }

    private static String reported(ObjectNode route, String field) {
        return route.at("/status/components/predictor").path(field).asText();
    }

    /** The traffic block that KServe writes into the Knative Service, with the latest revision's name. */
    private ArrayNode traffic(ObjectNode route) {
        String rolledOut = reported(route, ROLLED_OUT);
        long percent = rolledOut.isEmpty() ? 100 : route.at("/spec/predictor").path(PERCENT).asLong(100);
        ArrayNode traffic = route.arrayNode();
        traffic.addObject().put("latestRevision", true).put("percent", percent).put("revisionName", latest(route));
        if (percent < 100) {
            traffic.addObject().put("latestRevision", false).put("percent", 100 - percent).put("revisionName", rolledOut)
                    .put("tag", "prev");
        }
        return traffic;
    }

    private String latest(ObjectNode route) {
        ObjectNode template = route.withObject("/spec/predictor").deepCopy();
        template.remove(PERCENT);
        return revisions.latest(route.at("/metadata/name").asText() + "-predictor", template);
    }
}
