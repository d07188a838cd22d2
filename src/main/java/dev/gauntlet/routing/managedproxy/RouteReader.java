package dev.gauntlet.routing.managedproxy;

import dev.gauntlet.routing.RouteClaim;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.cluster.ClaimHolders;
import dev.gauntlet.routing.cluster.Pods;
import dev.gauntlet.routing.cluster.ServiceReadiness;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the cluster and asks the proxies; changes nothing. */
final class RouteReader {

    private final KubernetesClient client;
    private final ProxyAdminClient admin;
    private final AdminTokens tokens;
    private final ClaimHolders holders;
    private final ServiceReadiness readiness;

    RouteReader(KubernetesClient client, ProxyAdminClient admin, AdminTokens tokens) {
        this.client = client;
        this.admin = admin;
        this.tokens = tokens;
        this.holders = new ClaimHolders(client);
        this.readiness = new ServiceReadiness(client);
    }

    RouteView read(RouteIntent intent) {
        RouteOwner owner = intent.owner();
        String namespace = owner.namespace();
        String name = ProxyNames.object(owner);
        Optional<Service> service = service(namespace, intent.serviceName());
        Optional<RouteClaim> holder = service.flatMap(s -> RouteClaim.on(s.getMetadata().getAnnotations()));
        boolean holderLives = holder.map(claim -> claim.equals(RouteClaim.of(owner)) || holders.lives(namespace, claim)).orElse(false);
        Map<String, VariantView> variants = new LinkedHashMap<>();
        intent.variants().forEach(variant -> variants.put(variant.name(), variant(namespace, variant)));
        List<Pod> pods = pods(namespace, ProxyNames.selector(owner)).stream().filter(Pods::hasAddress).toList();
        Map<String, VariantView> copyTargets = new LinkedHashMap<>();
        intent.challengers().stream().filter(challenger -> intent.mirrored(challenger.name()).signum() > 0
                        && intent.copyTargets().containsKey(challenger.name()))
                .forEach(challenger -> copyTargets.put(challenger.name(),
                        copyTarget(namespace, challenger, intent.copyTarget(challenger))));
        return new RouteView(intent, service, holder, holderLives, variants, copyTargets,
                Optional.ofNullable(client.configMaps().inNamespace(namespace).withName(name).get()),
                Optional.ofNullable(client.apps().deployments().inNamespace(namespace).withName(name).get()),
                pods, admin.read(pods.stream().map(Pods::address).toList(), tokens.token(owner)));
    }

    private Optional<Service> service(String namespace, String name) {
        return Optional.ofNullable(client.services().inNamespace(namespace).withName(name).get());
    }

    private List<Pod> pods(String namespace, Map<String, String> selector) {
        return client.pods().inNamespace(namespace).withLabels(selector).list().getItems();
    }

    private VariantView copyTarget(String namespace, RouteVariant challenger, RouteIntent.CopyTarget target) {
        return variant(namespace, new RouteVariant(challenger.name(), false, target.serviceName(), target.port(), challenger.timeouts(),
                challenger.metricLabels()));
    }

    private VariantView variant(String namespace, RouteVariant variant) {
        Service service = service(namespace, variant.serviceName()).orElse(null);
        String what = "Service " + namespace + "/" + variant.serviceName() + " of the variant " + variant.name();
        if (service == null) {
            return VariantView.unreachable(RouteReason.VARIANT_SERVICE_NOT_FOUND, what + " does not exist; create it");
        }
        String address = service.getSpec().getClusterIP();
        if (address == null || address.isEmpty() || "None".equals(address)) {
            return VariantView.unreachable(RouteReason.UNSUPPORTED_SERVICE_TYPE,
                    what + " has no cluster IP (it is headless or of type ExternalName); give it one");
        }
        Optional<ServicePort> port = service.getSpec().getPorts().stream()
                .filter(candidate -> candidate.getPort() == variant.port()).findFirst();
        if (port.isEmpty()) {
            return VariantView.unreachable(RouteReason.VARIANT_PORT_NOT_FOUND,
                    what + " has no port " + variant.port() + "; name one of " + service.getSpec().getPorts().stream()
                            .map(ServicePort::getPort).toList());
        }
        Map<String, String> selector = service.getSpec().getSelector() == null ? Map.of() : service.getSpec().getSelector();
        Backend backend = new Backend(address, variant.port(), variant.timeouts().connect().toMillis(),
                variant.timeouts().read().toMillis());
        return new VariantView(Optional.of(backend), readiness.isReady(service), Optional.empty(), "", selector,
                port.map(ServiceRoute::target));
    }
}
