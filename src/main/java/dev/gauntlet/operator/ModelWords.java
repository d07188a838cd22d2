package dev.gauntlet.operator;

import dev.gauntlet.operator.workload.ContainerImage;
import dev.gauntlet.operator.workload.VariantModel;
import dev.gauntlet.operator.workload.VariantModels;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What variants run, in words. */
final class ModelWords {

    private ModelWords() {
    }

    /** The model's URI, or the images of the containers, by variant. */
    static Map<String, String> of(VariantModels models) {
        Map<String, String> words = new TreeMap<>();
        models.models().forEach(model -> words.put(model.variant(), of(model)));
        return words;
    }

    private static String of(VariantModel model) {
        return model.modelUri()
                .orElseGet(() -> model.images().stream().map(ContainerImage::image).distinct().collect(Collectors.joining(", ")));
    }
}
