package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A cache of what a test put there. */
record PresentExperiments(List<ModelExperiment> all) implements IndexerResourceCache<ModelExperiment> {

    @Override
    public Stream<ModelExperiment> list(String namespace, Predicate<ModelExperiment> predicate) {
        return all.stream().filter(e -> e.getMetadata().getNamespace().equals(namespace)).filter(predicate);
    }

    @Override
    public Stream<ModelExperiment> list(Predicate<ModelExperiment> predicate) {
        return all.stream().filter(predicate);
    }

    @Override
    public Optional<ModelExperiment> get(ResourceID id) {
        return all.stream().filter(e -> ResourceID.fromResource(e).equals(id)).findFirst();
    }

    @Override
    public Stream<ResourceID> keys() {
        return all.stream().map(ResourceID::fromResource);
    }

    @Override
    public void addIndexers(Map<String, Function<ModelExperiment, List<String>>> indexers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ModelExperiment> byIndex(String indexName, String indexKey) {
        throw new UnsupportedOperationException();
    }
}
