package dev.gauntlet.stage;

import dev.gauntlet.local.ContainerLaunch;
import dev.gauntlet.local.ContainerRecipe;
import dev.gauntlet.local.LocalControlPlane;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Runs the packaged operator as a process, under the ServiceAccount that its pod names. */
final class OperatorRecipe implements ContainerRecipe {

    /** The address of Prometheus in deploy/, which has no DNS here. */
    private static final String PROMETHEUS_IN_CLUSTER = "http://prometheus-operated.monitoring.svc:9090";

    /** What a container listens at where it has an address of its own. */
    private static final String ALL_ADDRESSES = "\"0.0.0.0\"";

    private final LocalControlPlane controlPlane;
    private final URI prometheus;
    private final Path application;

    OperatorRecipe(LocalControlPlane controlPlane, URI prometheus, Path application) {
        this.controlPlane = controlPlane;
        this.prometheus = prometheus;
        this.application = application;
        if (!Files.exists(application)) {
            throw new IllegalStateException(application + " is missing: run mvn -DskipTests package first");
        }
    }

    @Override
    public ProcessBuilder process(ContainerLaunch launch) {
        List<String> line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", application.toString()));
        line.addAll(launch.arguments());
        ProcessBuilder builder = launch.process(line);
        if (!launch.arguments().isEmpty()) {
            // A mode of the image that is not the operator needs no access to the cluster.
            return builder;
        }
        builder.environment().put("QUARKUS_HTTP_HOST", launch.podIp());
        builder.environment().put("KUBECONFIG", controlPlane.serviceAccountKubeconfig(
                launch.pod().getMetadata().getNamespace(), launch.pod().getSpec().getServiceAccountName()).toString());
        return builder;
    }

    @Override
    public String adaptFile(String content, String podIp, UnaryOperator<String> resolver) {
        return content.replace(PROMETHEUS_IN_CLUSTER, prometheus.toString()).replace(ALL_ADDRESSES, "\"" + podIp + "\"");
    }
}
