package dev.gauntlet.deploy;

import static org.awaitility.Awaitility.await;

import dev.gauntlet.local.LocalBinaries;
import dev.gauntlet.local.LocalControlPlane;
import dev.gauntlet.local.WorkDirectory;
import dev.gauntlet.stage.Kubectl;
import dev.gauntlet.stage.Stage;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests one control plane of their own on which {@code deploy/} was applied; nothing runs there but the API. */
final class InstalledCluster implements ParameterResolver {

    /** A namespace of users, with no experiment in it. */
    static final String USERS_NAMESPACE = "demo";
    /** What is shipped. */
    static final Path DEPLOY = Stage.PROJECT.resolve("deploy");

    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(InstalledCluster.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(STORE).getOrComputeIfAbsent(Cluster.class, key -> Cluster.start(), Cluster.class);
    }

    /**
     * The cluster.
     *
     * @param controlPlane its processes
     * @param admin a client with all rights
     * @param kubectl kubectl with all rights
     */
    record Cluster(LocalControlPlane controlPlane, KubernetesClient admin, Kubectl kubectl) implements AutoCloseable {

        private static Cluster start() {
            LocalBinaries binaries = LocalBinaries.resolve();
            LocalControlPlane controlPlane = LocalControlPlane.start(binaries, WorkDirectory.create("deploy"));
            Cluster cluster = new Cluster(controlPlane, controlPlane.newAdminClient(),
                    new Kubectl(binaries.kubectl(), controlPlane.adminKubeconfig()));
            try {
                cluster.install();
            } catch (RuntimeException e) {
                cluster.close();
                throw e;
            }
            return cluster;
        }

        private void install() {
            applyDeploy();
            admin.resource(new NamespaceBuilder().withNewMetadata().withName(USERS_NAMESPACE).endMetadata().build()).create();
            // kubectl finds unknown fields by the published schema, which follows the CRD after a moment.
            await("the published schema").atMost(Duration.ofSeconds(60))
                    .until(() -> admin.raw("/openapi/v2").contains("dev.gauntlet.v1alpha1.ModelExperiment"));
        }

        /** Applies {@code deploy/}; API servers before 1.25 do not know the schema's CEL rules, so kubectl must not mind them. */
        String applyDeploy() {
            return kubectl.run("apply", "--validate=false", "-k", DEPLOY.toString());
        }

        @Override
        public void close() {
            admin.close();
            controlPlane.close();
        }
    }
}
