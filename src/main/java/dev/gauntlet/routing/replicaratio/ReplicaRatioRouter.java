package dev.gauntlet.routing.replicaratio;

import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.RouteClaim;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.TrafficRouter;
import dev.gauntlet.routing.Verdict;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v1.Scale;
import io.fabric8.kubernetes.api.model.autoscaling.v1.ScaleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.math.BigDecimal;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The provider {@code ReplicaRatio}: scales the variants' Deployments so that their pods behind one Service stand in the ratio of the
 * wanted shares. Of the Service only annotations and a label are written.
 */
public final class ReplicaRatioRouter implements TrafficRouter {

    private static final Capabilities CAPABILITIES = Capabilities.splitter(BigDecimal.ONE, 8, false, Capabilities.Mirror.NONE);
    private static final Set<Integer> TRY_AGAIN = Set.of(HttpURLConnection.HTTP_CONFLICT, HttpURLConnection.HTTP_NOT_FOUND);

    private final KubernetesClient client;
    private final RatioReader reader;
    private final ServiceNotes notes;

    /** @param client access to the cluster */
    public ReplicaRatioRouter(KubernetesClient client) {
        this.client = client;
        this.reader = new RatioReader(client);
        this.notes = new ServiceNotes(client);
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public RouteObservation observe(RouteIntent intent) {
        return RatioAssessment.assess(reader.read(intent));
    }

    @Override
    public RouteObservation apply(RouteIntent intent) {
        return intent.goal() instanceof RouteGoal.Release ? release(intent) : split(intent);
    }

    /**
     * {@inheritDoc} Users are not left without pods for that: as long as fewer than half of the replicas would stay ready, it is
     * on the way, and to be called again.
     */
    @Override
    public RouteObservation remove(RouteIntent intent) {
        RouteIntent release = intent.goal() instanceof RouteGoal.Release ? intent
                : intent.withGoal(new RouteGoal.Release(intent.champion().name()));
        RatioView view = reader.read(release);
        if (!view.isClaimedByUs()) {
            return gone(view);
        }
        if (view.variants().get(view.leader()).deployment().isEmpty()) {
            return notes.giveBack(view.service().orElseThrow()) ? gone(reader.read(release)) : conflict(view);
        }
        return release(release);
    }

    private static RouteObservation gone(RatioView view) {
        return RatioAssessment.observation(view, Verdict.programmed(RouteReason.RELEASED, "nothing of the Service "
                + view.intent().serviceName() + " is held any more"));
    }

    /** {@inheritDoc} Nothing is made for an owner, and the note of a holder that is gone keeps nobody out. */
    @Override
    public void disown(RouteIntent intent) {
        // Nothing is owned.
    }

    private RouteObservation split(RouteIntent intent) {
        RatioView view = reader.read(intent);
        boolean drifted = view.isDrifted();
        if (Obstacles.first(view).isPresent()) {
            return retreated(view) ? RatioAssessment.assess(reader.read(intent)).withDrift(drifted) : RatioAssessment.assess(view);
        }
        if (!view.isHeld()) {
            if (!claim(view, view.total())) {
                return conflict(view).withDrift(drifted);
            }
            view = reader.read(intent);
        }
        if (scale(view, ScalePlan.next(view.rows(), view.leader(), true))) {
            view = reader.read(intent);
        }
        if (view.isHeld() && !view.wasReached() && view.rows().stream().allMatch(ScalePlan.Row::isSettled)) {
            if (!notes.reached(view.service().orElseThrow(), intent.generation())) {
                return conflict(view).withDrift(drifted);
            }
            view = reader.read(intent);
        }
        return RatioAssessment.assess(view).withDrift(drifted);
    }

    /** Whatever is in the way of a split, no challenger that is held keeps more than is wanted. */
    private boolean retreated(RatioView view) {
        if (!view.isHeld() || view.champion().deployment().isEmpty()) {
            return false;
        }
        Map<String, Integer> writes = ScalePlan.next(view.rows(), view.leader(), true);
        writes.entrySet().removeIf(write -> write.getKey().equals(view.leader())
                != write.getValue() > view.variants().get(write.getKey()).replicas());
        return scale(view, writes);
    }

    private RouteObservation release(RouteIntent intent) {
        RatioView view = reader.read(intent);
        if (RatioAssessment.isLeftAtChallengers(view) || view.isClaimedByUs() && view.noted().isEmpty()) {
            if (!claim(view, view.noted().isPresent() ? view.total() : view.sum())) {
                return conflict(view);
            }
            view = reader.read(intent);
        }
        if (!view.isClaimedByUs() || view.variants().get(view.leader()).deployment().isEmpty()) {
            return RatioAssessment.assess(view);
        }
        boolean toChampion = view.leader().equals(intent.champion().name());
        if (scale(view, ScalePlan.next(view.rows(), view.leader(), toChampion))) {
            view = reader.read(intent);
        }
        if (view.isClaimedByUs() && RatioAssessment.isHandedOver(view)) {
            if (!notes.giveBack(view.service().orElseThrow())) {
                return conflict(view);
            }
            view = reader.read(intent);
        }
        return RatioAssessment.assess(view);
    }

    /** Notes who holds the Service, and that of all replicas the champion had them and the challengers none. */
    private boolean claim(RatioView view, int total) {
        SortedMap<String, Integer> original = new TreeMap<>(view.variants().values().stream()
                .flatMap(variant -> variant.variant().workload().stream()).collect(Collectors.toMap(name -> name, name -> 0, (a, b) -> a)));
        view.champion().variant().workload().ifPresent(name -> original.put(name, total));
        return notes.claim(view.service().orElseThrow(), RouteClaim.of(view.owner()), new OriginalReplicas(original));
    }

    /** Writes numbers of replicas in their order; whether there was one. What somebody prevents is tried again with what is there then. */
    private boolean scale(RatioView view, Map<String, Integer> writes) {
        writes.forEach((variant, replicas) ->
                view.variants().get(variant).deployment().ifPresent(deployment -> scale(deployment, replicas)));
        return !writes.isEmpty();
    }

    private void scale(Deployment deployment, int replicas) {
        String namespace = deployment.getMetadata().getNamespace();
        String name = deployment.getMetadata().getName();
        try {
            // By uid and without a version: the status of a Deployment changes all the time, and a retreat must not wait for that.
            Scale scale = new ScaleBuilder().withNewMetadata().withName(name).withNamespace(namespace)
                    .withUid(deployment.getMetadata().getUid()).endMetadata().withNewSpec().withReplicas(replicas).endSpec().build();
            // The client's own call for this names no field manager, by which GitOps tools can tell whose number it is.
            client.raw("/apis/apps/v1/namespaces/" + namespace + "/deployments/" + name + "/scale?fieldManager=gauntlet", "PUT",
                    client.getKubernetesSerialization().asJson(scale));
        } catch (KubernetesClientException e) {
            if (!TRY_AGAIN.contains(e.getCode())) {
                throw e;
            }
        }
    }

    private static RouteObservation conflict(RatioView view) {
        return RatioAssessment.observation(view, Verdict.progressing(RouteReason.WRITE_CONFLICT, "somebody else changed the Service "
                + view.intent().serviceName() + " at the same moment; it is tried again"));
    }
}
