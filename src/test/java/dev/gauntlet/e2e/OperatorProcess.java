package dev.gauntlet.e2e;

import dev.gauntlet.local.LocalControlPlane;
import dev.gauntlet.local.LocalProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The packaged operator as a process of its own, with the rights of an administrator and settings at will. */
final class OperatorProcess implements AutoCloseable {

    private static final Path PROJECT = Path.of(System.getProperty("project.basedir", ".")).toAbsolutePath();

    private final LocalProcess process;

    private OperatorProcess(LocalProcess process) {
        this.process = process;
    }

    /**
     * Starts an operator.
     *
     * @param controlPlane the cluster it works on
     * @param namespace where it keeps its own objects
     * @param directory gets its settings and {@code operator.log}
     * @param settings its {@code application.properties}
     * @param environment further environment variables
     */
    static OperatorProcess start(LocalControlPlane controlPlane, String namespace, Path directory, String settings,
            Map<String, String> environment) {
        Path application = PROJECT.resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(application)) {
            throw new IllegalStateException(application + " is missing: run mvn -DskipTests package first");
        }
        Path file = directory.resolve("application.properties");
        try {
            Files.createDirectories(directory);
            Files.writeString(file, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ProcessBuilder builder = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", application.toString())).directory(directory.toFile());
        builder.environment().putAll(Map.of("KUBECONFIG", controlPlane.adminKubeconfig().toString(), "GAUNTLET_NAMESPACE", namespace,
                "GAUNTLET_LEADER_ELECTION_IDENTITY", "alone", "QUARKUS_CONFIG_LOCATIONS", file.toString(), "QUARKUS_HTTP_HOST", "127.0.0.1",
                "QUARKUS_HTTP_PORT", "0"));
        builder.environment().putAll(environment);
        return new OperatorProcess(LocalProcess.start("operator", builder, directory.resolve("operator.log")));
    }

    LocalProcess process() {
        return process;
    }

    /** Ends it at once, as a crash would. */
    @Override
    public void close() {
        process.kill();
    }
}
