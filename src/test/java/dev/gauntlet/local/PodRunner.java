package dev.gauntlet.local;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Runs one pod: init containers in order, then all containers, until the pod is deleted; then ends them as the pod's grace
 * period says. A thread of its own does this. It speaks of the pod's status to a listener and never waits for the API server
 * once the containers run.
 */
final class PodRunner {

  private static final System.Logger LOG = System.getLogger(PodRunner.class.getName());
  private static final long TICK_MILLIS = 100;
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

  private final Pod pod;
  private final String podIp;
  private final Path directory;
  private final PodVolumes volumes;
  private final PodEnvironment environment;
  private final Function<String, ContainerRecipe> recipes;
  private final UnaryOperator<String> resolver;
  private final PodApi api;
  private final Thread thread;
  private final Map<Container, ContainerRunner> initContainers = new LinkedHashMap<>();
  private final Map<Container, ContainerRunner> containers = new LinkedHashMap<>();
  private final PodStatusComposer statuses;
  private final Object wake = new Object();
  private Duration grace;
  private boolean stopNow;
  private volatile boolean poweredOff;
  private PodStatus published;

  /**
   * Prepares to run a pod; {@link #start} does.
   *
   * @param pod the pod, bound to this node or to none
   * @param podIp its address
   * @param directory gets its volumes and logs
   * @param client reads ConfigMaps and Secrets
   * @param api gets the binding, each new status, and the end
   * @param recipes image to recipe; throws {@link UnknownImageException}
   * @param resolver see {@link ContainerRecipe#adaptFile}
   */
  PodRunner(
      Pod pod,
      String podIp,
      Path directory,
      KubernetesClient client,
      PodApi api,
      Function<String, ContainerRecipe> recipes,
      UnaryOperator<String> resolver) {
    this.pod = pod;
    this.podIp = podIp;
    this.directory = directory;
    this.volumes = new PodVolumes(client, pod, directory);
    this.environment = new PodEnvironment(client, pod, podIp);
    this.recipes = recipes;
    this.resolver = resolver;
    this.statuses = new PodStatusComposer(podIp, Instant.now());
    this.api = api;
    this.thread = LocalNode.daemon(this::run, "pod-" + pod.getMetadata().getName());
    pod.getSpec().getInitContainers().forEach(c -> initContainers.put(c, runner(c)));
    pod.getSpec().getContainers().forEach(c -> containers.put(c, runner(c)));
  }

  Pod pod() {
    return pod;
  }

  String podIp() {
    return podIp;
  }

  Stream<ContainerRunner> containers() {
    return containers.values().stream();
  }

  /**
   * Asks the pod to end; from any thread, returns at once.
   *
   * @param gracePeriod how long its containers may take; null for the default of 30 s
   */
  void terminate(Duration gracePeriod) {
    synchronized (wake) {
      Duration wanted = gracePeriod == null ? DEFAULT_GRACE : gracePeriod;
      grace = grace == null || wanted.compareTo(grace) < 0 ? wanted : grace;
      stopNow = grace.isZero();
      wake.notifyAll();
    }
  }

  /** Brings the files of mounted ConfigMaps and Secrets up to date; from any thread. */
  void refreshVolumes() {
    for (Map.Entry<Container, ContainerRunner> entry : containers.entrySet()) {
      if (entry.getValue().isRunning()) {
        volumes.materialise(entry.getKey(), adapter(entry.getKey()));
      }
    }
  }

  /** Starts to run the pod, in the background. */
  void start() {
    thread.start();
  }

  /** Ends all its processes at once and leaves its object as it is; from any thread. */
  void powerOff() {
    poweredOff = true;
    terminate(Duration.ZERO);
  }

  /** Waits until all its processes have ended. */
  void awaitEnd() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      if (pod.getSpec().getNodeName() == null) {
        api.bind(pod);
      }
      publish(false);
      boolean initialised = runInitContainers();
      while (initialised && !isTerminating()) {
        Instant now = Instant.now();
        containers.values().forEach(container -> container.keepRunning(now));
        publish(true);
        pause();
      }
      stopContainers();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "Pod " + pod.getMetadata().getName() + " cannot be run", e);
    } finally {
      Stream.concat(initContainers.values().stream(), containers()).forEach(ContainerRunner::kill);
      WorkDirectory.deleteExceptLogs(directory);
      if (!poweredOff) {
        api.remove(pod);
      }
    }
  }

  private boolean runInitContainers() {
    for (ContainerRunner init : initContainers.values()) {
      while (!init.runToEnd(Instant.now())) {
        publish(false);
        if (isTerminating()) {
          return false;
        }
        pause();
      }
    }
    return true;
  }

  private void stopContainers() {
    Instant deadline;
    synchronized (wake) {
      deadline = Instant.now().plus(grace);
    }
    List<Thread> stopping = new ArrayList<>();
    containers.forEach(
        (container, runner) -> {
          if (runner.isRunning()) {
            ContainerStopper stopper =
                new ContainerStopper(container, runner, recipes.apply(container.getImage()), command -> hookLaunch(container, command));
            Thread stopThread = LocalNode.daemon(() -> stopper.stop(deadline), "stop-" + container.getName());
            stopThread.start();
            stopping.add(stopThread);
          }
        });
    while (stopping.stream().anyMatch(Thread::isAlive) && !isStopNow() && Instant.now().isBefore(deadline)) {
      pause();
    }
  }

  private ContainerRunner runner(Container container) {
    return new ContainerRunner(
        container,
        podIp,
        directory.resolve(container.getName() + ".log"),
        () -> {
          if (!"Always".equals(pod.getSpec().getRestartPolicy())) {
            throw new UnsupportedOperationException("The local node knows the restart policy Always only.");
          }
          ContainerRecipe recipe = recipes.apply(container.getImage());
          volumes.materialise(container, adapter(container));
          return recipe.process(launch(container));
        });
  }

  private ContainerLaunch hookLaunch(Container container, List<String> command) {
    return launch(container).withCommand(command.stream().map(word -> volumes.mapPaths(container, word)).toList());
  }

  private UnaryOperator<String> adapter(Container container) {
    ContainerRecipe recipe = recipes.apply(container.getImage());
    return text -> recipe.adaptFile(text, podIp, resolver);
  }

  private ContainerLaunch launch(Container container) {
    Map<String, String> variables = environment.of(container);
    UnaryOperator<String> word = text -> volumes.mapPaths(container, PodEnvironment.expand(text, variables));
    List<String> command = container.getCommand().stream().map(word).toList();
    List<String> arguments = container.getArgs().stream().map(word).toList();
    Map<String, String> mapped = new LinkedHashMap<>(variables);
    mapped.replaceAll((name, value) -> volumes.mapPaths(container, value));
    return new ContainerLaunch(pod, container, podIp, volumes.root(container), command, arguments, mapped);
  }

  private void publish(boolean initialised) {
    PodStatus status = statuses.compose(initialised, initContainers.values(), containers.values());
    if (!status.equals(published)) {
      published = status;
      api.setStatus(pod, status);
    }
  }

  private boolean isTerminating() {
    synchronized (wake) {
      return grace != null;
    }
  }

  private boolean isStopNow() {
    synchronized (wake) {
      return stopNow;
    }
  }

  private void pause() {
    synchronized (wake) {
      if (!stopNow) {
        try {
          wake.wait(TICK_MILLIS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          grace = Duration.ZERO;
          stopNow = true;
        }
      }
    }
  }
}
