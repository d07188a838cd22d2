package dev.gauntlet.routing.cluster;

import java.util.Optional;
import java.util.Set;

/**
 * Which field managers, as {@code metadata.managedFields} names them, write a field again whatever others write to it: whoever declared it
 * by server-side apply, and delivery tools that are known to write their manifests again and again. A person's or a program's single
 * write (kubectl create, edit or set) claims nothing for the future.
 */
public final class FieldManagers {

    /** The one under which Gauntlet writes. */
    public static final String GAUNTLET = "gauntlet";

    /** Managers that repeat their writes without server-side apply: Argo CD, Flux, Fleet. */
    private static final Set<String> REPEATING = Set.of("argocd", "argocd-controller", "argocd-application-controller",
            "kustomize-controller", "helm-controller", "flux", "fleetagent", "fleet-agent");

    private FieldManagers() {
    }

    /**
     * Somebody other than Gauntlet who will write what an entry lists again.
     *
     * @param manager name of the manager; may be null
     * @param operation {@code Apply} or {@code Update}
     * @return the manager for people; empty when nobody insists
     */
    public static Optional<String> insisting(String manager, String operation) {
        boolean declared = "Apply".equals(operation) && !GAUNTLET.equals(manager);
        return manager == null || !declared && !REPEATING.contains(manager) ? Optional.empty()
                : Optional.of(manager + (declared ? " (server-side apply)" : ""));
    }
}
