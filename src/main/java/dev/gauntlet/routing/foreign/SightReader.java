package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteClaim;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.cluster.ClaimHolders;
import dev.gauntlet.routing.cluster.ServiceReadiness;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the cluster; changes nothing. */
final class SightReader {

    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    private final KubernetesClient client;
    private final RouteStore store;
    private final RouteDialect dialect;
    private final ClaimHolders holders;
    private final ServiceReadiness readiness;

    SightReader(KubernetesClient client, RouteStore store, RouteDialect dialect) {
        this.client = client;
        this.store = store;
        this.dialect = dialect;
        this.holders = new ClaimHolders(client);
        this.readiness = new ServiceReadiness(client);
    }

    RouteSight read(RouteIntent intent) {
        String namespace = intent.owner().namespace();
        Optional<ObjectNode> route = Optional.empty();
        Optional<String> unknownKind = Optional.empty();
        Optional<String> forbidden = Optional.empty();
        try {
            route = store.get(dialect.kind(), namespace, intent.target().orElseThrow().name());
            if (route.isEmpty() && !store.knows(dialect.kind())) {
                unknownKind = Optional.of("the cluster does not know the kind " + dialect.kind().kind() + " ("
                        + dialect.kind().apiVersion() + "): " + dialect.installation());
            }
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            forbidden = Optional.of("Gauntlet may not read " + dialect.kind().plural() + "." + dialect.kind().group()
                    + ", the API server says: " + RouteStore.words(e) + "; give it the role of the installation");
        }
        RouteNotes notes = RouteNotes.on(route.orElse(NOTHING));
        boolean lives = notes.holder().filter(claim -> claim.equals(RouteClaim.of(intent.owner())) || holders.lives(namespace, claim))
                .isPresent();
        Map<String, VariantSight> variants = new LinkedHashMap<>();
        for (RouteVariant variant : intent.variants()) {
            variants.put(variant.name(), variant(variant, route.orElse(NOTHING), intent));
        }
        return new RouteSight(intent, unknownKind, forbidden, route, notes, lives, variants, deafTargets(intent));
    }

    /** Whether the owner of a route is gone or about to be. */
    boolean isLeaving(RouteIntent intent) {
        return holders.leaves(intent.owner().namespace(), RouteClaim.of(intent.owner()));
    }

    private Optional<Service> service(RouteIntent intent, String name) {
        return Optional.ofNullable(client.services().inNamespace(intent.owner().namespace()).withName(name).get());
    }

    private VariantSight variant(RouteVariant variant, ObjectNode route, RouteIntent intent) {
        Optional<Boolean> told = dialect.ready(variant, route, intent, store::readable);
        if (told.isPresent()) {
            return VariantSight.of(told.get());
        }
        String what = "Service " + intent.owner().namespace() + "/" + variant.serviceName() + " of the variant " + variant.name();
        Optional<Service> service = service(intent, variant.serviceName());
        if (service.isEmpty()) {
            return VariantSight.missing(RouteReason.VARIANT_SERVICE_NOT_FOUND, what + " does not exist; create it");
        }
        if (service.get().getSpec().getPorts().stream().noneMatch(port -> port.getPort() == variant.port())) {
            return VariantSight.missing(RouteReason.VARIANT_PORT_NOT_FOUND, what + " has no port " + variant.port() + "; name one of "
                    + service.get().getSpec().getPorts().stream().map(ServicePort::getPort).toList());
        }
        return VariantSight.of(readiness.isReady(service.get()));
    }

    private Set<String> deafTargets(RouteIntent intent) {
        Set<String> deaf = new LinkedHashSet<>();
        intent.copyTargets().forEach((challenger, target) -> {
            if (intent.mirrored(challenger).signum() > 0 && service(intent, target.serviceName()).filter(readiness::isReady).isEmpty()) {
                deaf.add(challenger);
            }
        });
        return deaf;
    }
}
