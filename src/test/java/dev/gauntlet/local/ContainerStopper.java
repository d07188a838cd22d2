package dev.gauntlet.local;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Ends a container as a kubelet does: {@code preStop} hook, stop signal, and SIGKILL when the grace period is over. */
final class ContainerStopper {

  private static final System.Logger LOG = System.getLogger(ContainerStopper.class.getName());

  private final Container container;
  private final ContainerRunner runner;
  private final ContainerRecipe recipe;
  private final Function<List<String>, ContainerLaunch> hookLaunch;

  /**
   * Creates the stopper of a running container.
   *
   * @param container the container
   * @param runner runs it
   * @param recipe its image's
   * @param hookLaunch how to run another command in the container
   */
  ContainerStopper(
      Container container, ContainerRunner runner, ContainerRecipe recipe, Function<List<String>, ContainerLaunch> hookLaunch) {
    this.container = container;
    this.runner = runner;
    this.recipe = recipe;
    this.hookLaunch = hookLaunch;
  }

  /**
   * Ends the container; returns when its process has gone.
   *
   * @param deadline when the grace period is over
   */
  void stop(Instant deadline) {
    if (container.getLifecycle() != null && container.getLifecycle().getPreStop() != null) {
      try {
        runHook(container.getLifecycle().getPreStop(), deadline);
      } catch (RuntimeException | ExecutionException e) {
        LOG.log(System.Logger.Level.WARNING, "The preStop hook of " + container.getName() + " failed", e);
      }
    }
    runner.process().stop(recipe.stopSignal(), left(deadline));
  }

  private void runHook(LifecycleHandler hook, Instant deadline) throws ExecutionException {
    List<String> command;
    if (hook.getExec() != null) {
      command = hook.getExec().getCommand();
    } else if (hook.getSleep() != null) {
      command = List.of("sleep", hook.getSleep().getSeconds().toString());
    } else {
      throw new UnsupportedOperationException("The local node runs hooks of the kinds exec and sleep only.");
    }
    ProcessBuilder builder = recipe.process(hookLaunch.apply(command));
    try (LocalProcess process =
        LocalProcess.start("preStop", builder, runner.log().resolveSibling(container.getName() + "-preStop.log"))) {
      process.onExit().get(left(deadline).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException graceUsedUp) {
      LOG.log(System.Logger.Level.DEBUG, "The preStop hook of " + container.getName() + " used up the grace period");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration left(Instant deadline) {
    Duration left = Duration.between(Instant.now(), deadline);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
