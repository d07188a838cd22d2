package dev.gauntlet.local;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Composes a pod's status from its containers, remembering when each condition last changed. */
final class PodStatusComposer {

  private final String podIp;
  private final Instant started;
  private final Map<String, PodCondition> conditions = new HashMap<>();

  /**
   * Creates the composer of one pod.
   *
   * @param podIp its address
   * @param started when the node took it
   */
  PodStatusComposer(String podIp, Instant started) {
    this.podIp = podIp;
    this.started = started;
  }

  /**
   * Composes the status as of now.
   *
   * @param initialised whether all init containers have ended well
   * @param initContainers the init containers
   * @param containers the containers
   * @return the whole status; equal to the last one if nothing changed
   */
  PodStatus compose(
      boolean initialised, Collection<ContainerRunner> initContainers, Collection<ContainerRunner> containers) {
    boolean ready = initialised && containers.stream().allMatch(ContainerRunner::isReady);
    boolean running = initialised && containers.stream().anyMatch(container -> container.process() != null);
    return new PodStatusBuilder()
        .withPhase(running ? "Running" : "Pending")
        .withHostIP(LocalNode.HOST_IP)
        .withPodIP(podIp)
        .addNewPodIP(podIp)
        .withStartTime(seconds(started))
        .withInitContainerStatuses(statuses(initContainers))
        .withContainerStatuses(statuses(containers))
        .withConditions(
            condition("PodScheduled", true),
            condition("Initialized", initialised),
            condition("ContainersReady", ready),
            condition("Ready", ready))
        .build();
  }

  private PodCondition condition(String type, boolean holds) {
    String status = holds ? "True" : "False";
    return conditions.compute(
        type,
        (key, last) ->
            last != null && last.getStatus().equals(status)
                ? last
                : new PodConditionBuilder()
                    .withType(type)
                    .withStatus(status)
                    .withLastTransitionTime(seconds(Instant.now()))
                    .build());
  }

  private static List<ContainerStatus> statuses(Collection<ContainerRunner> runners) {
    return runners.stream().map(ContainerRunner::status).toList();
  }

  private static String seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
