package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.routing.external.ExternalRouter;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Lets pass the updates of an experiment that have to be looked at: a new spec, a deletion, the finalizer that came, an annotation that
 * asks for something or tells which weights somebody applied. The operator's own writes, of status and of removed annotations, wake nobody.
 */
public class PrimaryUpdates implements OnUpdateFilter<ModelExperiment> {

    @Override
    public boolean accept(ModelExperiment now, ModelExperiment before) {
        return !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
                || now.isMarkedForDeletion() && !before.isMarkedForDeletion()
                || now.hasFinalizer(ModelExperiment.FINALIZER) && !before.hasFinalizer(ModelExperiment.FINALIZER)
                || asksForMore(annotations(now), annotations(before));
    }

    private static boolean asksForMore(Map<String, String> now, Map<String, String> before) {
        return now.entrySet().stream()
                .filter(entry -> RequestReader.asks(entry.getKey()) || entry.getKey().equals(ExternalRouter.APPLIED_WEIGHTS))
                .anyMatch(entry -> !Objects.equals(entry.getValue(), before.get(entry.getKey())));
    }

    private static Map<String, String> annotations(ModelExperiment experiment) {
        return Optional.ofNullable(experiment.getMetadata().getAnnotations()).orElse(Map.of());
    }
}
