package dev.gauntlet.local.gateway;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The gateway as a server in a pod, for Services that lead to it: takes requests at port 8080 of {@code $POD_IP} and shows its metrics
 * at port 9090. Finds the cluster by {@code $KUBECONFIG}.
 */
public final class LocalGatewayServer {

    private LocalGatewayServer() {
    }

    /**
     * Serves until it is killed.
     *
     * @param arguments the kind, as in {@link LocalGateway.Kind}, the namespace and the name of the route
     */
    public static void main(String[] arguments) throws IOException {
        Config config = Config.fromKubeconfig(Files.readString(Path.of(System.getenv("KUBECONFIG"))));
        LocalGateway.start(config, LocalGateway.Kind.valueOf(arguments[0]), arguments[1], arguments[2],
                new LocalGateway.Addresses(System.getenv("POD_IP"), 8080, 9090));
    }
}
