package dev.gauntlet.routing.kserve;

import static dev.gauntlet.routing.kserve.InferenceServiceDialect.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.foreign.Acceptance;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.ObjectStatus;
import dev.gauntlet.routing.foreign.Objection;
import dev.gauntlet.routing.foreign.WholePercents;
import dev.gauntlet.routing.knative.Revisions;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * {@code spec.predictor.canaryTrafficPercent}: what the latest revision gets, while the one that was last rolled out to everybody gets
 * the rest. A variant's Service has the name of its revision.
 *
 * <p>The field must be there from the start, at 0: without it KServe gives everybody the latest revision. For the same reason it stays, at
 * 0, when the champion wins; when the challenger wins it is removed. It is never 100 in between: KServe would take the challenger for
 * rolled out and forget the champion. Setting it to 0 after that brings the revision before back, which is all that can be done then.
 */
final class CanaryPercent implements CanaryField {

    static final String FIELD = "canaryTrafficPercent";

    private static final String[] CONDITIONS = {"PredictorRouteReady", "PredictorReady", "Ready"};
    private static final BigDecimal MOST = new BigDecimal(99);
    private static final JsonNode EVERYBODY = MissingNode.getInstance();
    private static final JsonNode NOBODY = IntNode.valueOf(0);

    private static JsonNode predictor(ObjectNode service) {
        return service.at("/spec/predictor");
    }

    private static void set(ObjectNode service, JsonNode percent) {
        ObjectNode predictor = service.withObjectProperty("spec").withObjectProperty("predictor");
        if (percent.isMissingNode()) {
            predictor.remove(FIELD);
        } else {
            predictor.set(FIELD, percent.deepCopy());
        }
    }

    private static String status(ObjectNode service, String field) {
        return service.at("/status/components/predictor").path(field).asText();
    }

    @Override
    public Optional<Objection> objection(ObjectNode service, boolean claimed, RouteIntent intent, ClusterObjects cluster) {
        if (intent.challengers().size() > 1) {
            return object(RouteReason.UNSUPPORTED, service, "can split between two revisions only in KServe's deployment mode Knative, and "
                    + "there are " + intent.challengers().size() + " challengers; leave one, or give each variant an InferenceService of "
                    + "its own behind one HTTPRoute and use the provider GatewayAPI");
        }
        RouteVariant challenger = intent.challengers().get(0);
        BigDecimal share = intent.share(challenger.name());
        if (isPromoted(service, intent.champion()) && status(service, "previousRolledoutRevision").equals(challenger.serviceName())) {
            return share.signum() == 0 ? Optional.empty() : object(RouteReason.UNSUPPORTED, service, "cannot give revision "
                    + challenger.serviceName() + " of " + challenger.name() + " a share, as KServe shares with revisions later than the "
                    + "champion's only; deploy its model again");
        }
        if (share.compareTo(MOST) > 0) {
            return object(RouteReason.UNSUPPORTED, service, "cannot give " + challenger.name() + " a share of " + share.toPlainString()
                    + " percent before it is promoted, as KServe would forget the champion's revision; use at most 99 in "
                    + "steps[].trafficPercent, and a promotion without steps and bakeSeconds: RecordOnly, or ShiftTraffic at once");
        }
        return (claimed ? Optional.<Objection>empty() : otherPercent(service)).or(() -> otherRevisions(service, intent, challenger))
                .or(() -> claimed ? Optional.empty() : InferenceServiceDialect.refused(service, CONDITIONS));
    }

    /** Whether a revision is the latest and has been rolled out to everybody. */
    private static boolean isPromoted(ObjectNode service, RouteVariant variant) {
        return predictor(service).path(FIELD).asInt(100) == 100 && isLatest(service, variant)
                && status(service, "latestRolledoutRevision").equals(variant.serviceName());
    }

    private static boolean isLatest(ObjectNode service, RouteVariant variant) {
        String latest = status(service, "latestCreatedRevision");
        return latest.isEmpty() ? !variant.champion() : latest.equals(variant.serviceName());
    }

    private static Optional<Objection> otherPercent(ObjectNode service) {
        JsonNode percent = predictor(service).path(FIELD);
        if (percent.isMissingNode()) {
            return object(RouteReason.CONFIG_INVALID, service, "has no spec.predictor.canaryTrafficPercent, so KServe gives everybody the "
                    + "latest revision; set it to 0, and only then give the InferenceService the challenger's model");
        }
        return percent.asInt() == 0 ? Optional.empty() : object(RouteReason.FOREIGN_BACKENDS, service, "has " + percent.asInt()
                + " in spec.predictor.canaryTrafficPercent already; set it to 0 first");
    }

    private static Optional<Objection> otherRevisions(ObjectNode service, RouteIntent intent, RouteVariant challenger) {
        String champion = intent.champion().serviceName();
        String rolledOut = status(service, "latestRolledoutRevision");
        String latest = status(service, "latestCreatedRevision");
        if (rolledOut.isEmpty() || latest.isEmpty()) {
            return object(RouteReason.NOT_ACCEPTED, service, "does not tell its revisions in status.components.predictor yet; it must "
                    + "have served everybody once, and KServe must run");
        }
        if (!rolledOut.equals(champion)) {
            return object(RouteReason.FOREIGN_BACKENDS, service, "keeps revision " + rolledOut + " for those who do not get the latest "
                    + "one, and the champion's is " + champion + "; name " + rolledOut + " in the champion's serviceRef.name");
        }
        if (latest.equals(champion)) {
            return object(RouteReason.CONFIG_INVALID, service, "has no revision after the champion's, " + champion
                    + "; leave spec.predictor.canaryTrafficPercent at 0 and give the InferenceService the challenger's model");
        }
        return latest.equals(challenger.serviceName()) ? Optional.empty() : object(RouteReason.FOREIGN_BACKENDS, service,
                "would give the share of " + challenger.name() + " to its latest revision, " + latest + ", and not to "
                        + challenger.serviceName() + "; name the latest in the challenger's serviceRef.name");
    }

    @Override
    public ObjectNode original(ObjectNode service) {
        ObjectNode original = JsonNodeFactory.instance.objectNode();
        JsonNode percent = predictor(service).path(FIELD);
        if (!percent.isMissingNode()) {
            original.set(FIELD, percent.deepCopy());
        }
        return original;
    }

    @Override
    public void split(ObjectNode service, RouteIntent intent) {
        set(service, isPromoted(service, intent.champion()) ? EVERYBODY
                : IntNode.valueOf(WholePercents.of(intent).of(intent.challengers().get(0))));
    }

    @Override
    public void restore(ObjectNode service, ObjectNode original) {
        set(service, original.path(FIELD));
    }

    @Override
    public void promote(ObjectNode service, RouteVariant challenger) {
        set(service, isLatest(service, challenger) ? EVERYBODY : NOBODY);
    }

    @Override
    public Acceptance acceptance(ObjectNode service, RouteIntent intent) {
        Optional<ObjectStatus.Condition> ready = new ObjectStatus(service).firstCondition(CONDITIONS);
        if (ready.isEmpty() || !ready.get().isTrue()) {
            return new Acceptance.NotYet(InferenceServiceDialect.named(service) + ": "
                    + ready.map(ObjectStatus.Condition::told).orElse("KServe has reported no condition of the predictor yet"));
        }
        String latest = status(service, "latestCreatedRevision");
        int wanted = predictor(service).path(FIELD).asInt(100);
        int actual = 0;
        for (JsonNode entry : service.at("/status/components/predictor/traffic")) {
            actual += entry.path("revisionName").asText().equals(latest) ? entry.path("percent").asInt() : 0;
        }
        return actual == wanted ? Acceptance.accepted() : new Acceptance.NotYet(InferenceServiceDialect.named(service) + " gives revision "
                + latest + " " + actual + " percent in status.components.predictor.traffic, and " + wanted + " are wanted");
    }

    @Override
    public Optional<Boolean> ready(RouteVariant variant, ObjectNode service, RouteIntent intent, ClusterObjects cluster) {
        Optional<Boolean> revision = Revisions.ready(cluster, intent.owner().namespace(), variant.serviceName());
        if (variant.champion()) {
            return revision;
        }
        boolean latest = status(service, "latestReadyRevision").equals(variant.serviceName());
        return Optional.of(latest && revision.orElse(true));
    }
}
