package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.decision.LookBook;
import dev.gauntlet.evidence.Ledger;
import dev.gauntlet.operator.EvidenceKeeper.Held;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvidenceKeeperTest {

    private static final String COMPANION = "/api/v1/namespaces/demo/configmaps/digits-ledger";

    private final InMemoryApiServer cluster = new InMemoryApiServer();
    private final ModelExperiment experiment = Serialization.unmarshal(Manifests.MINIMAL, ModelExperiment.class);
    private Ledger ledger;

    @BeforeEach
    void count() {
        experiment.getMetadata().setUid("uid-1");
        ledger = Counts.of(experiment.getSpec()).epoch(0, 10).trials(900, 100).until(60).evidence().ledger();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void notesOfTheStartAndLaterOnesOutliveTheProcess() {
        EvidenceKeeper first = keeper();
        Held begun = first.begin(experiment, experiment.getSpec(), ledger, new TreeMap<>(Map.of("models", "[{\"variant\":\"baseline\"}]")));
        first.store(experiment, begun.noting("original", "{\"workload\":{}}"), ledger, LookBook.EMPTY);

        Held read = keeper().load(experiment).orElseThrow();

        assertThat(read.notes()).isEqualTo(Map.of("models", "[{\"variant\":\"baseline\"}]", "original", "{\"workload\":{}}"));
        assertThat(read.frozenSpec()).isEqualTo(experiment.getSpec());
        assertThat(read.ledger()).isEqualTo(ledger);
        assertThat(read.looks()).isEqualTo(LookBook.EMPTY);
    }

    @Test
    void aNoteReplacesTheOneOfTheSameKeyAndLeavesTheOthers() {
        Held begun = keeper().begin(experiment, experiment.getSpec(), ledger, new TreeMap<>(Map.of("models", "[]", "other", "1")));

        Held noted = begun.noting("other", "2");

        assertThat(noted.notes()).isEqualTo(Map.of("models", "[]", "other", "2"));
        assertThat(begun.notes()).as("the evidence before").containsEntry("other", "1");
    }

    @Test
    void aNewRunStartsWithoutTheNotesOfTheLast() {
        EvidenceKeeper keeper = keeper();
        keeper.store(experiment, keeper.begin(experiment, experiment.getSpec(), ledger, new TreeMap<>()).noting("original", "{}"), ledger,
                LookBook.EMPTY);
        keeper.forget(experiment);

        keeper.begin(experiment, experiment.getSpec(), ledger, new TreeMap<>(Map.of("models", "[]")));

        assertThat(keeper().load(experiment).orElseThrow().notes()).isEqualTo(Map.of("models", "[]"));
    }

    @Test
    void evidenceOfADeletedExperimentOfTheSameNameIsNotTaken() {
        keeper().begin(experiment, experiment.getSpec(), ledger, new TreeMap<>());
        experiment.getMetadata().setUid("uid-2");

        assertThat(keeper().load(experiment)).isEmpty();
    }

    @Test
    void whoeverWritesOnAnOlderVersionIsRefusedAndReadsAnew() {
        EvidenceKeeper one = keeper();
        EvidenceKeeper other = keeper();
        Held begun = one.begin(experiment, experiment.getSpec(), ledger, new TreeMap<>());
        other.store(experiment, other.load(experiment).orElseThrow().noting("original", "{}"), ledger, LookBook.EMPTY);

        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(() -> one.store(experiment, begun.noting("models", "[]"), ledger, LookBook.EMPTY))
                .satisfies(e -> assertThat(e.getCode()).isEqualTo(409));

        assertThat(one.load(experiment).orElseThrow().notes()).isEqualTo(Map.of("original", "{}"));
    }

    @Test
    void anUnreadableLedgerIsLost() {
        keeper().begin(experiment, experiment.getSpec(), ledger, new TreeMap<>());
        cluster.put("/api/v1", "configmaps", Serialization.asJson(cluster.object(COMPANION).orElseThrow())
                .replaceAll("\"ledger.json.gz\":\"[^\"]*\"", "\"ledger.json.gz\":\"bm90IGEgbGVkZ2Vy\""));

        assertThat(keeper().load(experiment)).isEmpty();
    }

    /** Knows nothing but what is stored. */
    private EvidenceKeeper keeper() {
        return new EvidenceKeeper(new CompanionStore(cluster.client()), new Tracing(OpenTelemetry.noop().getTracer("test")),
                Clock.fixed(Counts.START.plusSeconds(60), ZoneOffset.UTC),
                new SmallRyeConfigBuilder().withMapping(GauntletConfig.class).build().getConfigMapping(GauntletConfig.class));
    }
}
