package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.lifecycle.SeenRequest;
import dev.gauntlet.local.LocalCluster;
import dev.gauntlet.stage.Stage;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a real API server keeps of annotations, and what becomes of them. */
@ExtendWith(LocalCluster.class)
class RequestConsumerIT {

    private Resource<ModelExperiment> experiment;
    private RequestConsumer consumer;

    @BeforeEach
    void create(KubernetesClient client) throws IOException {
        String crd = Files.readString(Stage.PROJECT.resolve("crds/modelexperiments.gauntlet.dev.yaml"));
        CustomResourceDefinition definition = Serialization.unmarshal(crd, CustomResourceDefinition.class);
        if (client.resource(definition).get() == null) {
            client.resource(definition).create();
        }
        ModelExperiment manifest = Serialization.unmarshal(Manifests.MINIMAL.replace("namespace: demo", "namespace: " + client.getNamespace()),
                ModelExperiment.class);
        experiment = client.resource(manifest);
        await("the new kind of resource").atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> experiment.create() != null);
        consumer = new RequestConsumer(client);
    }

    @Test
    void whoWroteItAndWhenIsKnownAndASpecThatChangedAfterwardsIsSeen() {
        Instant before = Instant.now().minusSeconds(2);
        write("kubectl-annotate", "{\"metadata\": {\"annotations\": {\"gauntlet.dev/rollback\": \"too slow\"}}}");

        assertThat(RequestReader.read(experiment.get())).singleElement().satisfies(seen -> {
            assertThat(seen.by()).isEqualTo("kubectl-annotate");
            assertThat(seen.time()).isAfter(before);
            assertThat(seen.value()).isEqualTo("too slow");
            assertThat(seen.outdated()).isFalse();
        });

        // The API server counts in full seconds, so the later write has to fall into a later one.
        await("a later second").until(() -> Instant.now().isAfter(RequestReader.read(experiment.get()).get(0).time().plusSeconds(1)));
        write("kubectl-edit", "{\"spec\": {\"desiredState\": \"Paused\"}}");
        assertThat(RequestReader.read(experiment.get())).singleElement().extracting(SeenRequest::outdated).isEqualTo(true);
    }

    @Test
    void removesExactlyWhatWasAnswered() {
        write("kubectl-annotate", "{\"metadata\": {\"annotations\": {\"gauntlet.dev/rollback\": \"too slow\", \"example.com/team\": \"ml\"}}}");
        List<SeenRequest> answered = RequestReader.read(experiment.get());

        consumer.remove(experiment.get(), answered);

        assertThat(experiment.get().getMetadata().getAnnotations()).isEqualTo(Map.of("example.com/team", "ml"));
        assertThatCode(() -> consumer.remove(experiment.get(), answered)).as("a second time").doesNotThrowAnyException();
    }

    @Test
    void leavesAValueThatWasWrittenSince() {
        write("kubectl-annotate", "{\"metadata\": {\"annotations\": {\"gauntlet.dev/retry\": \"first\"}}}");
        List<SeenRequest> answered = RequestReader.read(experiment.get());
        write("kubectl-annotate", "{\"metadata\": {\"annotations\": {\"gauntlet.dev/retry\": \"second\"}}}");

        consumer.remove(experiment.get(), answered);

        assertThat(experiment.get().getMetadata().getAnnotations()).isEqualTo(Map.of("gauntlet.dev/retry", "second"));
    }

    @Test
    void leavesAnotherExperimentOfTheSameName() {
        write("kubectl-annotate", "{\"metadata\": {\"annotations\": {\"gauntlet.dev/retry\": \"first\"}}}");
        ModelExperiment old = experiment.get();
        old.getMetadata().setUid("00000000-0000-0000-0000-000000000000");

        consumer.remove(old, RequestReader.read(old));

        assertThat(experiment.get().getMetadata().getAnnotations()).containsKey("gauntlet.dev/retry");
    }

    private void write(String manager, String patch) {
        experiment.patch(new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).withFieldManager(manager).build(), patch);
    }
}
