package dev.gauntlet.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.stage.Stage;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What a GitOps tool does to an object: applies it from Git by server-side apply, by force and every two seconds. */
final class GitOpsTool implements AutoCloseable {

    /** What a tool applies of what is in Git. */
    @FunctionalInterface
    interface Setting {

        /** All of it. */
        Setting NONE = (git, live) -> Optional.of(git);
        /** Nothing, as Flux does when it is suspended, or told by {@code ssa: IfNotPresent} to leave an object that exists. */
        Setting NOTHING = (git, live) -> Optional.empty();

        /**
         * What is applied; empty if the object is left alone.
         *
         * @param git the object in Git
         * @param live the object as it is in the cluster
         */
        Optional<ObjectNode> applied(ObjectNode git, ObjectNode live);
    }

    private static final long INTERVAL_SECONDS = 2;

    private final KubernetesClient client;
    private final String manager;
    private final ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor();
    private volatile ObjectNode git;
    private volatile Setting setting;
    private volatile int applied;
    private volatile RuntimeException failure;

    private GitOpsTool(KubernetesClient client, String manager, ObjectNode git, Setting setting) {
        this.client = client;
        this.manager = manager;
        this.git = git;
        this.setting = setting;
    }

    /**
     * Creates the object and applies it from then on.
     *
     * @param manager the tool's field manager
     * @param manifest the object in Git
     */
    static GitOpsTool start(Stage stage, String manager, String manifest, Setting setting) {
        ObjectNode git = Serialization.unmarshal(manifest, ObjectNode.class);
        GitOpsTool tool = new GitOpsTool(stage.client(), manager, git, setting);
        tool.apply(git);
        tool.schedule.scheduleWithFixedDelay(tool::sync, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
        return tool;
    }

    /** As Argo CD does it with an Application of the examples: what trusted managers hold of the spec is taken from the live object. */
    static Setting argoCd(String application) {
        JsonNode spec = example(application).path("spec");
        List<String> options = Serialization.jsonMapper().convertValue(spec.at("/syncPolicy/syncOptions"),
                Serialization.jsonMapper().getTypeFactory().constructCollectionType(List.class, String.class));
        if (!options.contains("RespectIgnoreDifferences=true")) {
            return Setting.NONE;
        }
        JsonNode trusted = spec.at("/ignoreDifferences/0/managedFieldsManagers");
        return (git, live) -> {
            ObjectNode applied = git.deepCopy();
            // Argo CD itself would write back what it read just before Gauntlet wrote; that this is repaired is shown elsewhere.
            applied.withObject("/metadata").set("resourceVersion", live.at("/metadata/resourceVersion"));
            for (JsonNode entry : live.at("/metadata/managedFields")) {
                if (trusted.valueStream().anyMatch(entry.path("manager")::equals)) {
                    entry.at("/fieldsV1/f:spec").fieldNames().forEachRemaining(key -> {
                        String field = key.substring("f:".length());
                        applied.withObject("/spec").set(field, live.at("/spec/" + field));
                    });
                }
            }
            return Optional.of(applied);
        };
    }

    /** As Flux does it with a Kustomization of the examples: ignored paths are left out of what is applied to an object that exists. */
    static Setting flux(String kustomization) {
        JsonNode paths = example(kustomization).at("/spec/ignore/0/paths");
        return (git, live) -> {
            ObjectNode applied = git.deepCopy();
            for (JsonNode path : paths) {
                JsonPointer pointer = JsonPointer.compile(path.asText());
                ((ObjectNode) applied.at(pointer.head())).remove(pointer.last().getMatchingProperty());
            }
            return Optional.of(applied);
        };
    }

    private static ObjectNode example(String file) {
        try {
            return Serialization.unmarshal(Files.readString(Stage.PROJECT.resolve("examples/routing").resolve(file)), ObjectNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sync() {
        try {
            setting.applied(git, live()).ifPresent(this::apply);
            applied++;
        } catch (KubernetesClientException e) {
            failure = e.getCode() == HttpURLConnection.HTTP_CONFLICT ? failure : e;
        } catch (RuntimeException e) {
            // Thrown further, it would end the schedule in silence.
            failure = e;
        }
    }

    private ObjectNode live() {
        return Serialization.jsonMapper().valueToTree(client.resource(resource(git)).get());
    }

    private void apply(ObjectNode object) {
        client.resource(resource(object)).fieldManager(manager).forceConflicts().serverSideApply();
    }

    private static GenericKubernetesResource resource(ObjectNode object) {
        return Serialization.jsonMapper().convertValue(object, GenericKubernetesResource.class);
    }

    /** From now on the tool does so. */
    void setting(Setting wanted) {
        setting = wanted;
    }

    /** From now on something else is in Git. */
    void git(String manifest) {
        git = Serialization.unmarshal(manifest, ObjectNode.class);
    }

    /** Lets the tool apply some times more, from its beginning to its end; fails if it could not apply at any time. */
    void awaitApplied(int times) {
        // One may be under way with what was in Git before.
        int enough = applied + 1 + times;
        await("applied by " + manager).atMost(Play.PATIENCE).until(() -> failure != null || applied >= enough);
        if (failure != null) {
            throw new AssertionError(manager + " could not apply", failure);
        }
    }

    @Override
    public void close() {
        schedule.shutdownNow();
        try {
            if (!schedule.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the tool does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
