package dev.gauntlet.routing.managedproxy;

import dev.gauntlet.routing.RouteOwner;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Map;
import java.util.Optional;

/**
 * Who holds a Service: the lock that keeps two experiments from one route.
 *
 * @param apiVersion group and version of the holder
 * @param kind kind of the holder
 * @param name name of the holder, in the Service's namespace
 * @param uid unique id of the holder
 */
record ServiceClaim(String apiVersion, String kind, String name, String uid) {

    /** The claim of an owner. */
    static ServiceClaim of(RouteOwner owner) {
        return new ServiceClaim(owner.apiVersion(), owner.kind(), owner.name(), owner.uid());
    }

    /** The claim that a Service carries; an unreadable one counts as none. */
    static Optional<ServiceClaim> on(Service service) {
        Map<String, String> annotations = service.getMetadata().getAnnotations();
        String text = annotations == null ? null : annotations.get(ProxyNames.CLAIMED_BY);
        if (text == null) {
            return Optional.empty();
        }
        String[] parts = text.split(" ");
        return parts.length == 4 ? Optional.of(new ServiceClaim(parts[0], parts[1], parts[2], parts[3])) : Optional.empty();
    }

    /** The claim as it stands in the annotation. */
    String text() {
        return String.join(" ", apiVersion, kind, name, uid);
    }
}
