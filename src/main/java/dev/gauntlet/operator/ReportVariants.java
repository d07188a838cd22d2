package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperimentReportSpec.ReportVariant;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.operator.workload.ContainerImage;
import dev.gauntlet.operator.workload.VariantModel;
import dev.gauntlet.operator.workload.VariantModels;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the variants of a run were, as its report tells. */
final class ReportVariants {

    private ReportVariants() {
    }

    /** The variants of a spec with the models they started with, as far as they are known. */
    static List<ReportVariant> of(ModelExperimentSpec spec, VariantModels models) {
        return spec.variants().stream().map(variant -> {
            Optional<VariantModel> model = models.of(variant.name());
            List<String> images = model.map(VariantModel::images).orElse(List.of()).stream().flatMap(ReportVariants::images).toList();
            return new ReportVariant(variant.name(), variant.role(), model.flatMap(VariantModel::modelUri).orElse(null), images);
        }).toList();
    }

    /** The digests that pods ran, or the image as it is written where no pod told. */
    private static Stream<String> images(ContainerImage image) {
        return image.digests().isEmpty() ? Stream.of(image.image()) : image.digests().stream();
    }
}
