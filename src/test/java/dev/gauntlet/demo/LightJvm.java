package dev.gauntlet.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines for the processes of the quick start, several of which share a small machine. */
public final class LightJvm {

    private LightJvm() {}

    /**
     * Returns the command that runs a main class of the current class path in a JVM of its own that starts fast and
     * stays small. Relative paths among the flags are seen from the directory the process is started in.
     *
     * @param main the class with the main method
     * @param flags its arguments
     * @return the command and its arguments
     */
    public static List<String> command(Class<?> main, String... flags) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(flags));
        return List.copyOf(command);
    }
}
