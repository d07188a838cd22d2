package dev.gauntlet.routing.cluster;

import io.fabric8.kubernetes.api.model.Pod;

/** What is asked of a pod. */
public final class Pods {

    private Pods() {
    }

    /** Whether a pod is ready and not about to end. */
    public static boolean isReady(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null && hasAddress(pod)
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    /** Whether a pod can be reached, or could until a moment ago. */
    public static boolean hasAddress(Pod pod) {
        return pod.getStatus() != null && pod.getStatus().getPodIP() != null
                && !"Failed".equals(pod.getStatus().getPhase()) && !"Succeeded".equals(pod.getStatus().getPhase());
    }

    /** The pod's address. */
    public static String address(Pod pod) {
        return pod.getStatus().getPodIP();
    }
}
