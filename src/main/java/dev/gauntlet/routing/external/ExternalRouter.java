package dev.gauntlet.routing.external;

import dev.gauntlet.routing.AssignmentUnit;
import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import dev.gauntlet.routing.TrafficRouter;
import dev.gauntlet.routing.cluster.ServiceReadiness;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The provider {@code External}: changes nothing, and reports an intent as in force once somebody confirmed its generation on the owner.
 */
public final class ExternalRouter implements TrafficRouter {

    /** Annotation of the experiment with the generation of the weights that were applied last. */
    public static final String APPLIED_WEIGHTS = "gauntlet.dev/applied-weights";

    /** What assigns is not known, so all that a manifest can say about it is believed; only what Gauntlet itself would do is refused. */
    private static final Capabilities CAPABILITIES = new Capabilities(EnumSet.allOf(AssignmentUnit.class), false, new BigDecimal("0.01"), 8,
            Capabilities.Mirror.PERCENTAGE, true, false);

    private final KubernetesClient client;
    private final ServiceReadiness readiness;

    /** @param client access to the cluster; it is only read */
    public ExternalRouter(KubernetesClient client) {
        this.client = client;
        this.readiness = new ServiceReadiness(client);
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public RouteObservation observe(RouteIntent intent) {
        RouteOwner owner = intent.owner();
        GenericKubernetesResource experiment = client.genericKubernetesResources(owner.apiVersion(), owner.kind())
                .inNamespace(owner.namespace()).withName(owner.name()).get();
        Optional<String> applied = Optional.ofNullable(experiment)
                .filter(object -> Objects.equals(object.getMetadata().getUid(), owner.uid()))
                .map(object -> object.getMetadata().getAnnotations()).map(annotations -> annotations.get(APPLIED_WEIGHTS))
                .map(String::trim);
        return Confirmation.judge(intent, applied, variantsReady(intent));
    }

    /** {@inheritDoc} Here that is nothing. */
    @Override
    public RouteObservation apply(RouteIntent intent) {
        return observe(intent);
    }

    /**
     * {@inheritDoc} It waits for nobody: a resource that is being deleted must not stay because a person is away. Its last message says
     * where users belong.
     */
    @Override
    public RouteObservation remove(RouteIntent intent) {
        RouteIntent release = intent.goal() instanceof RouteGoal.Release ? intent
                : intent.withGoal(new RouteGoal.Release(intent.champion().name()));
        RouteObservation seen = observe(release);
        return seen.state() == RouteState.PROGRAMMED ? seen
                : seen.withVerdict(RouteState.PROGRAMMED, RouteReason.RELEASED, "nothing was made; " + seen.message());
    }

    /** {@inheritDoc} Nothing is owned. */
    @Override
    public void disown(RouteIntent intent) {
        // Nothing is owned.
    }

    /** Variants whose Service is in the cluster; others may well run elsewhere, and nothing is said about them. */
    private Map<String, Boolean> variantsReady(RouteIntent intent) {
        Map<String, Boolean> ready = new LinkedHashMap<>();
        intent.variants().forEach(variant -> {
            Service service = client.services().inNamespace(intent.owner().namespace()).withName(variant.serviceName()).get();
            if (service != null) {
                ready.put(variant.name(), readiness.isReady(service));
            }
        });
        return ready;
    }
}
