package dev.gauntlet.operator.workload;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The models of an experiment's variants at one time. A variant without workloadRef, or whose workload could not be found, is not in it:
 * its changes cannot be noticed.
 *
 * @param models one for each variant, in the order of their names
 */
public record VariantModels(@JsonValue List<VariantModel> models) {

    /** No model is known. */
    public static final VariantModels NONE = new VariantModels(List.of());

    private static final ObjectMapper JSON = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** Sorts and copies the list. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public VariantModels {
        models = List.copyOf(new TreeMap<>(byVariant(models)).values());
    }

    private static Map<String, VariantModel> byVariant(List<VariantModel> models) {
        return models.stream().collect(Collectors.toMap(VariantModel::variant, Function.identity()));
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static VariantModels fromJson(String json) {
        try {
            return JSON.readValue(json, VariantModels.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the noted models of the variants cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    /** One line of JSON. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A variant's model; empty when it is not known. */
    public Optional<VariantModel> of(String variant) {
        return models.stream().filter(model -> model.variant().equals(variant)).findFirst();
    }

    /**
     * What changed since the start.
     *
     * @param start the models that the experiment started with
     * @param now the models as they are; variants that are known on one side only are left out
     * @return one sentence that names every changed variant and what changed; empty when all serve what they served
     */
    public static Optional<String> changed(VariantModels start, VariantModels now) {
        List<String> clauses = start.models.stream().flatMap(before -> now.of(before.variant())
                .flatMap(after -> ModelDifference.between(before, after))
                .map(difference -> "variant " + before.variant() + ": " + difference).stream()).toList();
        return clauses.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", clauses));
    }

    /**
     * These models with what was not known of them when they were noted: variants whose workload was missing, and digests of containers
     * that no pod ran yet.
     *
     * @return equal to this when nothing new is known
     */
    public VariantModels completedBy(VariantModels now) {
        Map<String, VariantModel> completed = new TreeMap<>(byVariant(now.models));
        models.forEach(known -> completed.merge(known.variant(), known, (later, noted) -> withDigestsOf(noted, later)));
        return new VariantModels(new ArrayList<>(completed.values()));
    }

    private static VariantModel withDigestsOf(VariantModel noted, VariantModel later) {
        TreeMap<String, List<String>> digests = new TreeMap<>(later.digests());
        digests.putAll(noted.digests());
        // Another image's digests are no part of what was noted.
        return noted.fingerprint().equals(later.fingerprint())
                ? new VariantModel(noted.variant(), noted.kind(), noted.name(), noted.served(), digests) : noted;
    }
}
