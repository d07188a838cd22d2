package dev.gauntlet.local.gateway;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Installs the schemas of other projects, from {@code src/test/resources/crds/<project>/}, into a cluster of tests. */
public final class CrdInstaller {

    private static final Path FOLDER = Path.of(System.getProperty("project.basedir", "."), "src/test/resources/crds");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KubernetesClient client;

    /** @param client an administrator */
    public CrdInstaller(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Applies all schemas of a project and waits until the API server serves them.
     *
     * @param project folder of the project, such as {@code gateway-api}
     */
    public void install(String project) {
        definitions(project).forEach(this::install);
    }

    /**
     * Applies one schema and waits until the API server serves it.
     *
     * @param file path under {@code src/test/resources/crds}
     */
    public void installFile(String file) {
        install(load(FOLDER.resolve(file)));
    }

    /** Applies one schema and waits until the API server serves it. */
    public void install(CustomResourceDefinition definition) {
        // Not by server-side apply: an API server before 1.25 refuses that for rules it does not know.
        client.resource(definition).createOr(NonDeletingOperation::update);
        String name = definition.getMetadata().getName();
        await(name).atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> isEstablished(name));
    }

    /** Deletes all schemas of a project, with all objects of their kinds, and waits until they are gone. */
    public void remove(String project) {
        for (CustomResourceDefinition definition : definitions(project)) {
            String name = definition.getMetadata().getName();
            client.resource(definition).delete();
            await(name + " gone").atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() ->
                    client.apiextensions().v1().customResourceDefinitions().withName(name).get() == null);
        }
    }

    private boolean isEstablished(String name) {
        CustomResourceDefinition found = client.apiextensions().v1().customResourceDefinitions().withName(name).get();
        return found != null && found.getStatus() != null && found.getStatus().getConditions() != null
                && found.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Established") && condition.getStatus().equals("True"));
    }

    private List<CustomResourceDefinition> definitions(String project) {
        try (Stream<Path> files = Files.list(FOLDER.resolve(project))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().map(this::load).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CustomResourceDefinition load(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return client.apiextensions().v1().customResourceDefinitions().load(in).item();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
