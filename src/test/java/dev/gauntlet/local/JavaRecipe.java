package dev.gauntlet.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs images of a Java server by this machine's Java and this JVM's class path. The manifest's arguments go to the main
 * class; a command is not allowed. The server learns the address to listen on from the variable {@code POD_IP}, which the
 * recipe sets if the manifest does not.
 */
public final class JavaRecipe implements ContainerRecipe {

  private final String mainClass;
  private final List<String> options;

  /**
   * Creates the recipe.
   *
   * @param mainClass the image's entry point
   * @param options options of the Java virtual machine
   */
  public JavaRecipe(String mainClass, String... options) {
    this.mainClass = mainClass;
    this.options = List.of(options);
  }

  @Override
  public ProcessBuilder process(ContainerLaunch launch) {
    if (!launch.command().isEmpty()) {
      throw new IllegalArgumentException("A container of " + mainClass + " takes arguments only, no command.");
    }
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Small and quick to start: many run side by side.
    line.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.addAll(options);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    line.addAll(launch.arguments());
    ProcessBuilder builder = launch.process(line);
    builder.environment().putIfAbsent("POD_IP", launch.podIp());
    return builder;
  }
}
