package dev.gauntlet.routing.managedproxy;

import dev.gauntlet.routing.AssignmentUnit;
import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.RouteClaim;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import dev.gauntlet.routing.TrafficRouter;
import dev.gauntlet.routing.Verdict;
import dev.gauntlet.routing.cluster.Pods;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * The provider {@code ManagedProxy}. The durable truth of the proxies is a ConfigMap; a change is also pushed to every running proxy, so
 * neither a weight change nor a rollback waits for the ConfigMap to reach a pod. The client-facing Service leads to the proxies only
 * while traffic is split, and is claimed for that time.
 */
public final class ManagedProxyRouter implements TrafficRouter {

    /** Header that is {@code true} on copies of requests and that no other request carries to a model. */
    public static final String SHADOW_HEADER = "X-Gauntlet-Shadow";

    private static final Capabilities CAPABILITIES = new Capabilities(
            Set.of(AssignmentUnit.REQUEST, AssignmentUnit.SESSION, AssignmentUnit.USER), true, new BigDecimal("0.01"), 8,
            Capabilities.Mirror.PERCENTAGE, true, true);

    private final ManagedProxyConfig config;
    private final AdminTokens tokens;
    private final Clock clock;
    private final ProxyFiles files = new ProxyFiles();
    private final ProxyAdminClient admin;
    private final RouteReader reader;
    private final RouteAssessment assessment;
    private final ClientService clientService;
    private final ProxyObjects objects;

    /**
     * @param client access to the cluster
     * @param config how proxies are run
     * @param tokens tokens of the proxies' admin endpoints
     * @param clock tells how long proxies have been draining
     */
    public ManagedProxyRouter(KubernetesClient client, ManagedProxyConfig config, AdminTokens tokens, Clock clock) {
        this.config = config;
        this.tokens = tokens;
        this.clock = clock;
        this.admin = new ProxyAdminClient(config.pushTimeout());
        this.reader = new RouteReader(client, admin, tokens);
        this.assessment = new RouteAssessment(config.replicas());
        this.clientService = new ClientService(client);
        this.objects = new ProxyObjects(client, new ProxyManifests(config));
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public RouteObservation observe(RouteIntent intent) {
        return assessment.assess(reader.read(intent));
    }

    @Override
    public RouteObservation apply(RouteIntent intent) {
        return intent.goal() instanceof RouteGoal.Release release ? release(intent, release.variant(), false) : split(intent);
    }

    @Override
    public RouteObservation remove(RouteIntent intent) {
        String winner = intent.goal() instanceof RouteGoal.Release release ? release.variant() : intent.champion().name();
        return release(intent.withGoal(new RouteGoal.Release(winner)), winner, true);
    }

    @Override
    public void disown(RouteIntent intent) {
        objects.disown(intent.owner());
    }

    private RouteObservation split(RouteIntent intent) {
        RouteView view = reader.read(intent);
        boolean drifted = view.isDrifted();
        if (assessment.obstacle(view).isPresent()) {
            return assessment.assess(view);
        }
        ClientService.Outcome claimed = view.isClaimedByUs() ? ClientService.Outcome.UNCHANGED : claim(view);
        if (claimed == ClientService.Outcome.CONFLICT) {
            return conflict(view);
        }
        if (claimed == ClientService.Outcome.CHANGED || !view.isClaimedByUs()) {
            view = reader.read(intent);
            if (!view.isClaimedByUs()) {
                return assessment.assess(view).withDrift(drifted);
            }
        }
        ProxyState target = RoutePlan.splitState(view);
        boolean changed = objects.ensure(intent.owner(), fixedFiles(intent), target);
        changed |= push(view, target);
        if (changed) {
            view = reader.read(intent);
        }
        ClientService.Outcome led = lead(view);
        if (led == ClientService.Outcome.CONFLICT) {
            return conflict(view).withDrift(drifted);
        }
        return assessment.assess(led == ClientService.Outcome.CHANGED ? reader.read(intent) : view).withDrift(drifted);
    }

    private SortedMap<String, String> fixedFiles(RouteIntent intent) {
        return files.fixed(config.server(),
                ProxySettings.of(intent.owner(), intent.variants(), intent.assignment(), tokens.tokenSha1(intent.owner())));
    }

    private RouteObservation conflict(RouteView view) {
        return assessment.observation(view, Verdict.progressing(RouteReason.WRITE_CONFLICT,
                "somebody else keeps changing the Service " + view.intent().serviceName() + "; it is tried again"));
    }

    /** Tells every proxy that does not hold the state; whether there was one. */
    private boolean push(RouteView view, ProxyState target) {
        List<String> outdated = view.pods().stream().map(Pods::address)
                .filter(address -> !new ProxyAdminClient.Answer.Holding(target).equals(view.answers().get(address))).toList();
        if (outdated.isEmpty()) {
            return false;
        }
        admin.push(outdated, tokens.token(view.owner()), target);
        return true;
    }

    private ClientService.Outcome change(RouteView view, Function<Service, Optional<ServicePatch>> patch) {
        return clientService.change(view.owner().namespace(), view.intent().serviceName(), patch);
    }

    /** Takes the lock. What a holder that is gone left behind is undone in the same write. */
    private ClientService.Outcome claim(RouteView view) {
        return change(view, service -> {
            if (!RouteClaim.on(service.getMetadata().getAnnotations()).equals(view.holder())) {
                return Optional.empty();
            }
            ServicePatch patch = new ServicePatch(service);
            if (view.holder().isPresent()) {
                RoutePlan.originalRoute(view, service).ifPresent(patch::lead);
                patch.unclaim();
            }
            return Optional.of(patch.annotate(RouteClaim.ANNOTATION, RouteClaim.of(view.owner()).text()));
        });
    }

    /** Leads the Service to the proxies once they are fit, and past them when none is left. */
    private ClientService.Outcome lead(RouteView view) {
        if (view.inPath() && view.original().isPresent()) {
            return view.readyPods().isEmpty() ? bypass(view) : ClientService.Outcome.UNCHANGED;
        }
        boolean repairable = view.isDrifted() && !view.readyPods().isEmpty();
        if (!repairable && assessment.notReady(view).isPresent()) {
            return ClientService.Outcome.UNCHANGED;
        }
        return change(view, service -> ifOurs(view, service).flatMap(patch -> RoutePlan.originalRoute(view, service)
                .map(original -> patch.lead(RouteView.proxyRoute(service, view.owner()))
                        .annotate(ProxyNames.ORIGINAL_ROUTE, original.toJson())
                        .removeAnnotation(ProxyNames.BYPASSED).routed(true))));
    }

    private ClientService.Outcome bypass(RouteView view) {
        return change(view, service -> ifOurs(view, service).flatMap(patch -> RoutePlan.originalRoute(view, service)
                .map(original -> patch.lead(original).annotate(ProxyNames.BYPASSED, "true"))));
    }

    private static Optional<ServicePatch> ifOurs(RouteView view, Service service) {
        return RouteClaim.on(service.getMetadata().getAnnotations()).filter(RouteClaim.of(view.owner())::equals)
                .map(claim -> new ServicePatch(service));
    }

    private RouteObservation release(RouteIntent intent, String winner, boolean atOnce) {
        RouteView view = reader.read(intent);
        boolean drifted = view.isDrifted();
        Optional<ProxyState> last = RoutePlan.releaseState(view, winner);
        // The proxies first: it is the fastest way to the winner, whatever becomes of the rest.
        last.ifPresent(state -> push(view, state));
        if (view.isOurs()) {
            ClientService.Outcome switched = giveBack(view, winner);
            if (switched == ClientService.Outcome.CONFLICT) {
                return conflict(view).withDrift(drifted);
            }
        }
        RouteView after = reader.read(intent);
        if (!atOnce && leadsToAChallenger(after, winner) && leadBack(after) == ClientService.Outcome.CONFLICT) {
            return conflict(after).withDrift(drifted);
        }
        if (!after.isOurs()) {
            tidy(after, last, atOnce);
            after = reader.read(intent);
        }
        return settled(assessment.assess(after).withDrift(drifted), atOnce && !after.isOurs());
    }

    /** Whether a Service that was given back leads to a challenger although the champion is wanted: a rollback after the end. */
    private static boolean leadsToAChallenger(RouteView view, String wanted) {
        return wanted.equals(view.intent().champion().name()) && !view.isOurs() && !view.isBusy() && view.service().filter(service ->
                view.intent().challengers().stream().anyMatch(challenger -> RoutePlan.variantRoute(view, service, challenger.name())
                        .equals(Optional.of(ServiceRoute.of(service))))).isPresent();
    }

    private ClientService.Outcome leadBack(RouteView view) {
        return change(view, service -> RouteClaim.on(service.getMetadata().getAnnotations()).isPresent() ? Optional.empty()
                : RoutePlan.variantRoute(view, service, view.intent().champion().name()).map(new ServicePatch(service)::lead));
    }

    private static RouteObservation settled(RouteObservation observation, boolean removed) {
        // Deleted objects may linger until their finalizers ran; nothing is left to do about them.
        return removed && observation.state() == RouteState.PROGRESSING
                ? observation.withVerdict(RouteState.PROGRAMMED, RouteReason.RELEASED, observation.message()) : observation;
    }

    private ClientService.Outcome giveBack(RouteView view, String winner) {
        return change(view, service -> {
            Optional<RouteClaim> holder = RouteClaim.on(service.getMetadata().getAnnotations());
            if (!holder.equals(view.holder())) {
                return Optional.empty();
            }
            return RoutePlan.releaseRoute(view, service, winner).map(route -> new ServicePatch(service).lead(route).unclaim());
        });
    }

    private void tidy(RouteView view, Optional<ProxyState> last, boolean atOnce) {
        if (view.deployment().isEmpty() && view.configMap().isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Instant releasedAt = view.releasedAt().orElse(now);
        if (atOnce || last.isEmpty() || !now.isBefore(releasedAt.plus(config.drain()))) {
            objects.remove(view.owner());
        } else if (view.foreignObject().isEmpty()) {
            objects.ensureReleased(view.owner(), fixedFiles(view.intent()), last.get(), releasedAt);
        }
    }
}
