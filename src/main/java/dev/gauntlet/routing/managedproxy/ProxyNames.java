package dev.gauntlet.routing.managedproxy;

import dev.gauntlet.routing.ObjectNames;
import dev.gauntlet.routing.RouteOwner;
import java.util.Map;
import java.util.TreeMap;

/** Names, labels and annotations of what is made for an experiment. */
final class ProxyNames {

    static final String FIELD_MANAGER = "gauntlet";
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String EXPERIMENT_LABEL = "gauntlet.dev/experiment";
    static final String ROUTED_LABEL = "gauntlet.dev/routed";
    static final String ORIGINAL_ROUTE = "gauntlet.dev/original-route";
    static final String BYPASSED = "gauntlet.dev/bypassed";
    static final String CONFIG_HASH = "gauntlet.dev/config-hash";
    static final String RELEASED_AT = "gauntlet.dev/released-at";
    static final String PROXY_NAME = "gauntlet-proxy";

    private static final String NAME = "app.kubernetes.io/name";
    private static final String INSTANCE = "app.kubernetes.io/instance";

    private ProxyNames() {
    }

    /**
     * Name of every object made for an owner: a DNS label of at most 63 characters, the owner's name in it as far as it fits. A name
     * that does not fit whole gets a hash, so that two owners never share objects.
     */
    static String object(RouteOwner owner) {
        return ObjectNames.label("gauntlet-" + owner.name());
    }

    /** Labels that select an owner's proxies, and nothing else, in its namespace. */
    static Map<String, String> selector(RouteOwner owner) {
        return new TreeMap<>(Map.of(NAME, PROXY_NAME, INSTANCE, object(owner)));
    }

    /** Labels of all that is made for an owner. */
    static Map<String, String> labels(RouteOwner owner) {
        Map<String, String> labels = new TreeMap<>(selector(owner));
        labels.put(MANAGED_BY, FIELD_MANAGER);
        labels.put("app.kubernetes.io/component", "proxy");
        labels.put("app.kubernetes.io/part-of", "gauntlet");
        labels.put(EXPERIMENT_LABEL, ObjectNames.label(owner.name()));
        return labels;
    }

    /** Whether a selector selects the proxies of any experiment. */
    static boolean selectsProxies(Map<String, String> selector) {
        return selector != null && PROXY_NAME.equals(selector.get(NAME));
    }
}
