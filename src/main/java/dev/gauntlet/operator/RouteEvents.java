package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.routing.managedproxy.RoutedService;
import io.fabric8.kubernetes.api.model.Service;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** Wakes an experiment when somebody touches a Service that it has claimed, so that a foreign change is undone at once. */
@Singleton
class RouteEvents {

    List<EventSource<?, ModelExperiment>> sources(EventSourceContext<ModelExperiment> context) {
        return List.of(new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Service.class, ModelExperiment.class)
                        .withLabelSelector(RoutedService.LABEL)
                        .withSecondaryToPrimaryMapper(RouteEvents::claimant)
                        .build(), context));
    }

    private static Set<ResourceID> claimant(Service service) {
        return RoutedService.claimant(service)
                .map(name -> Set.of(new ResourceID(name, service.getMetadata().getNamespace()))).orElse(Set.of());
    }
}
