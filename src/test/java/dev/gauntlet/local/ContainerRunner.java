package dev.gauntlet.local;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/**
 * Keeps one container of a pod running: starts its process, starts it anew when it has ended, at growing distances, and
 * knows its status. Used by the pod's thread, except where a method says otherwise.
 */
final class ContainerRunner {

  private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
  private static final Duration LAST_BACKOFF = Duration.ofSeconds(10);

  private final Container container;
  private final String podIp;
  private final Path log;
  private final Supplier<ProcessBuilder> command;
  private volatile LocalProcess process;
  private volatile int restarts;
  private ProcessBuilder builder;
  private ReadinessProber prober;
  private Instant started;
  private Instant nextStart = Instant.MIN;
  private Duration backoff = FIRST_BACKOFF;
  private boolean ready;
  private String waiting = "ContainerCreating";
  private String message;
  private ContainerState lastState;
  private ContainerState ended;

  /**
   * Creates the runner of a container not started yet.
   *
   * @param container the container
   * @param podIp the pod's address
   * @param log gets what the process prints
   * @param command prepares the container's files and makes its process; asked until it succeeds once, so that a
   *     restart does not depend on the API server
   */
  ContainerRunner(Container container, String podIp, Path log, Supplier<ProcessBuilder> command) {
    this.container = container;
    this.podIp = podIp;
    this.log = log;
    this.command = command;
  }

  String name() {
    return container.getName();
  }

  Path log() {
    return log;
  }

  /** The process, or null before the first start; from any thread. */
  LocalProcess process() {
    return process;
  }

  /** How often it was started anew; from any thread. */
  int restarts() {
    return restarts;
  }

  /**
   * Starts, restarts and probes as is due.
   *
   * @param now the time
   */
  void keepRunning(Instant now) {
    if (isRunning()) {
      ready = prober.isReady(now);
      return;
    }
    noteEnd(now);
    if (!now.isBefore(nextStart)) {
      start(now);
    }
  }

  /**
   * Runs an init container one step further.
   *
   * @param now the time
   * @return whether it has ended well
   */
  boolean runToEnd(Instant now) {
    if (process != null && !process.isAlive() && process.exitCode() == 0) {
      noteEnd(now);
      return true;
    }
    if (!isRunning()) {
      noteEnd(now);
      if (!now.isBefore(nextStart)) {
        start(now);
      }
    }
    return false;
  }

  boolean isReady() {
    return ready && isRunning();
  }

  boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** Ends the process at once; from any thread. */
  void kill() {
    LocalProcess current = process;
    if (current != null) {
      current.kill();
    }
  }

  ContainerStatus status() {
    ContainerStatusBuilder status =
        new ContainerStatusBuilder()
            .withName(container.getName())
            .withImage(container.getImage())
            .withImageID("")
            .withRestartCount(restarts)
            .withReady(isReady())
            .withStarted(isRunning())
            .withLastState(lastState);
    if (isRunning()) {
      return status
          .withContainerID("process://" + process.handle().pid())
          .withNewState()
          .withNewRunning()
          .withStartedAt(seconds(started))
          .endRunning()
          .endState()
          .build();
    }
    if (ended != null && message == null) {
      return status.withState(ended).build();
    }
    return status.withNewState().withNewWaiting().withReason(waiting).withMessage(message).endWaiting().endState().build();
  }

  private void start(Instant now) {
    nextStart = now.plus(backoff);
    try {
      if (builder == null) {
        builder = command.get();
      }
      ReadinessProber fresh = new ReadinessProber(container, podIp, now);
      if (process != null) {
        restarts++;
        backoff = min(backoff.multipliedBy(2), LAST_BACKOFF);
      }
      process = LocalProcess.start(container.getName(), builder, log);
      started = now;
      prober = fresh;
      message = null;
      lastState = ended;
      ended = null;
    } catch (MissingObjectException e) {
      waiting = "ContainerCreating";
      message = e.getMessage();
    } catch (UnknownImageException e) {
      waiting = "ErrImagePull";
      message = e.getMessage();
    } catch (RuntimeException e) {
      waiting = "CreateContainerError";
      message = String.valueOf(e.getMessage());
    }
  }

  private void noteEnd(Instant now) {
    if (process == null || ended != null) {
      return;
    }
    ready = false;
    if (Duration.between(started, now).compareTo(LAST_BACKOFF) > 0) {
      backoff = FIRST_BACKOFF;
      nextStart = now;
    }
    // Children may outlive a process that crashed; a container has none once its first process has gone.
    process.kill();
    int code = process.exitCode();
    ended =
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(code)
            .withReason(code == 0 ? "Completed" : "Error")
            .withStartedAt(seconds(started))
            .withFinishedAt(seconds(now))
            .endTerminated()
            .build();
  }

  private static String seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
