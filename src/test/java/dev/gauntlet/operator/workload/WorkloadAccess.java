package dev.gauntlet.operator.workload;

import io.fabric8.kubernetes.client.KubernetesClient;

/** The access to workloads, for tests of those who use it. */
public record WorkloadAccess(WorkloadReader reader, PatchTarget patches, ChampionRetirement retirement) {

    /** The access through a client. */
    public static WorkloadAccess through(KubernetesClient client) {
        return new WorkloadAccess(new WorkloadReader(client), new PatchTarget(client), new ChampionRetirement(client));
    }
}
