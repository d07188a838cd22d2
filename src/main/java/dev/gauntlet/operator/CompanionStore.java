package dev.gauntlet.operator;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.decision.LookBook;
import dev.gauntlet.decision.TakenLook;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import jakarta.inject.Singleton;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The companion ConfigMap {@code <experiment>-ledger}: the frozen spec, the ledger, the planned looks and notes, owned by the
 * experiment. Totals and cursors are one value in one write; a write based on an older version is refused by the API server.
 */
@Singleton
public class CompanionStore {

    private static final String SUFFIX = "-ledger";
    private static final String LEDGER = "ledger.json.gz";
    private static final String SPEC = "spec.json";
    private static final String LOOKS = "looks.json";
    private static final String NOTE = "note-";
    private static final String JSON = ".json";

    private final KubernetesClient client;
    private final KubernetesSerialization serialization;

    CompanionStore(KubernetesClient client) {
        this.client = client;
        this.serialization = client.getKubernetesSerialization();
    }

    /**
     * What a companion holds.
     *
     * @param resourceVersion version that the next write must be based on
     * @param frozenSpec the spec in force since the start
     * @param ledger the encoded ledger
     * @param looks the looks taken by a planned method
     * @param notes what others keep with the run, as JSON by key
     */
    public record Companion(String resourceVersion, ModelExperimentSpec frozenSpec, byte[] ledger, LookBook looks,
            SortedMap<String, String> notes) {
    }

    /** Name of an experiment's companion. */
    public static String name(ModelExperiment experiment) {
        return experiment.getMetadata().getName() + SUFFIX;
    }

    /**
     * Reads the companion of exactly this experiment.
     *
     * @return empty when there is none, or only one of a deleted experiment of the same name, or an unreadable one
     */
    public Optional<Companion> read(ModelExperiment experiment) {
        ConfigMap map = client.configMaps().inNamespace(experiment.getMetadata().getNamespace()).withName(name(experiment)).get();
        if (map == null || !isOwned(map, experiment) || map.getBinaryData() == null || map.getData() == null
                || !map.getBinaryData().containsKey(LEDGER) || !map.getData().containsKey(SPEC)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Companion(map.getMetadata().getResourceVersion(),
                    serialization.unmarshal(map.getData().get(SPEC), ModelExperimentSpec.class),
                    Base64.getDecoder().decode(map.getBinaryData().get(LEDGER)), looks(map.getData().get(LOOKS)),
                    notes(map.getData())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Writes the companion.
     *
     * @param notes what others keep with the run, as JSON by key
     * @param resourceVersion version the write is based on; null creates it, replacing one of a deleted experiment
     * @return the new version
     * @throws KubernetesClientException with code 409 when somebody else wrote meanwhile
     */
    public String write(ModelExperiment experiment, ModelExperimentSpec frozenSpec, byte[] ledger, LookBook looks,
            SortedMap<String, String> notes, String resourceVersion) {
        SortedMap<String, String> data = new TreeMap<>(Map.of(SPEC, serialization.asJson(frozenSpec),
                LOOKS, serialization.asJson(looks.looks())));
        notes.forEach((key, json) -> data.put(NOTE + key + JSON, json));
        ConfigMap map = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name(experiment))
                .withNamespace(experiment.getMetadata().getNamespace())
                .withResourceVersion(resourceVersion)
                .addToLabels("app.kubernetes.io/managed-by", "gauntlet")
                .addToLabels("gauntlet.dev/experiment", experiment.getMetadata().getName())
                .addNewOwnerReference()
                .withApiVersion(experiment.getApiVersion())
                .withKind(experiment.getKind())
                .withName(experiment.getMetadata().getName())
                .withUid(experiment.getMetadata().getUid())
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withData(data)
                .withBinaryData(Map.of(LEDGER, Base64.getEncoder().encodeToString(ledger)))
                .build();
        var maps = client.configMaps().inNamespace(experiment.getMetadata().getNamespace());
        if (resourceVersion != null) {
            return maps.resource(map).update().getMetadata().getResourceVersion();
        }
        ConfigMap existing = maps.withName(name(experiment)).get();
        if (existing != null) {
            map.getMetadata().setResourceVersion(existing.getMetadata().getResourceVersion());
            return maps.resource(map).update().getMetadata().getResourceVersion();
        }
        return maps.resource(map).create().getMetadata().getResourceVersion();
    }

    private static boolean isOwned(ConfigMap map, ModelExperiment experiment) {
        return map.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(experiment.getMetadata().getUid()));
    }

    private static SortedMap<String, String> notes(Map<String, String> data) {
        SortedMap<String, String> notes = new TreeMap<>();
        data.forEach((key, json) -> {
            if (key.startsWith(NOTE) && key.endsWith(JSON)) {
                notes.put(key.substring(NOTE.length(), key.length() - JSON.length()), json);
            }
        });
        return notes;
    }

    /** Companions from before planned methods hold no looks. */
    private LookBook looks(String json) {
        return json == null ? LookBook.EMPTY
                : new LookBook(serialization.unmarshal(json, new TypeReference<TreeMap<String, List<TakenLook>>>() {
                }));
    }
}
