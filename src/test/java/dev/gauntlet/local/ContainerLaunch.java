package dev.gauntlet.local;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a {@link ContainerRecipe} needs to know to run a container as a process of this machine.
 *
 * @param pod the pod
 * @param container the container in it
 * @param podIp the loopback address that is the pod's own; a server must listen there and nowhere else
 * @param root the directory that stands for the container's root: a volume mounted at {@code /a/b} is at {@code root/a/b}
 * @param command the entry point the manifest asks for, empty for the image's own; variables expanded, paths of mounted
 *     volumes led into {@code root}
 * @param arguments the arguments, likewise
 * @param environment the variables the manifest declares, likewise
 */
public record ContainerLaunch(
    Pod pod,
    Container container,
    String podIp,
    Path root,
    List<String> command,
    List<String> arguments,
    Map<String, String> environment) {

  /**
   * A process with the container's environment and directory, and of this machine's variables only {@code PATH}.
   *
   * @param commandLine what to execute
   * @return a builder, not started
   */
  public ProcessBuilder process(List<String> commandLine) {
    ProcessBuilder builder = new ProcessBuilder(commandLine).directory(root.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().putAll(environment);
    return builder;
  }

  /**
   * Command and arguments as one line.
   *
   * @return the command followed by the arguments
   */
  public List<String> commandLine() {
    List<String> line = new ArrayList<>(command);
    line.addAll(arguments);
    return line;
  }

  ContainerLaunch withCommand(List<String> other) {
    return new ContainerLaunch(pod, container, podIp, root, other, List.of(), environment);
  }
}
