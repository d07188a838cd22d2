package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.Routing;
import dev.gauntlet.operator.shadow.Comparators;
import dev.gauntlet.routing.TrafficRouter;
import dev.gauntlet.routing.external.ExternalRouter;
import dev.gauntlet.routing.foreign.ForeignRouter;
import dev.gauntlet.routing.foreign.RouteDialect;
import dev.gauntlet.routing.gatewayapi.HttpRouteDialect;
import dev.gauntlet.routing.istio.VirtualServiceDialect;
import dev.gauntlet.routing.knative.KnativeServiceDialect;
import dev.gauntlet.routing.kserve.InferenceServiceDialect;
import dev.gauntlet.routing.managedproxy.AdminTokens;
import dev.gauntlet.routing.managedproxy.ManagedProxyConfig;
import dev.gauntlet.routing.managedproxy.ManagedProxyRouter;
import dev.gauntlet.routing.managedproxy.ProxyServer;
import dev.gauntlet.routing.replicaratio.ReplicaRatioRouter;
import dev.gauntlet.routing.seldon.SeldonExperimentDialect;
import dev.gauntlet.routing.traefik.TraefikServiceDialect;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Objects that the application server hands to those who need them. */
public class Beans {

    private static final Map<Routing.Provider, RouteDialect> DIALECTS = Map.of(
            Routing.Provider.GatewayAPI, new HttpRouteDialect(),
            Routing.Provider.Istio, new VirtualServiceDialect(),
            Routing.Provider.KServe, new InferenceServiceDialect(),
            Routing.Provider.Knative, new KnativeServiceDialect(),
            Routing.Provider.Traefik, new TraefikServiceDialect(),
            Routing.Provider.Seldon, new SeldonExperimentDialect());

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    LeaderElectionConfiguration leaderElection(GauntletConfig config) {
        GauntletConfig.LeaderElection lease = config.leaderElection();
        LeaderElectionConfigurationBuilder builder = LeaderElectionConfigurationBuilder
                .aLeaderElectionConfiguration("gauntlet-operator")
                .withLeaseNamespace(config.namespace())
                .withLeaseDuration(lease.leaseDuration())
                .withRenewDeadline(lease.renewDeadline())
                .withRetryPeriod(lease.retryPeriod());
        lease.identity().ifPresent(builder::withIdentity);
        return builder.build();
    }

    @Produces
    @Singleton
    Routers routers(KubernetesClient client, GauntletConfig config, ProxyAdminKey key, Tracing tracing, Clock clock) {
        GauntletConfig.Proxy proxy = config.proxy();
        TrafficRouter managedProxy = new ManagedProxyRouter(client, new ManagedProxyConfig(proxy.image(), proxy.replicas(),
                ProxyServer.DEFAULT, proxy.cpuRequest(), proxy.memoryRequest(), proxy.memoryLimit(), proxy.drainPeriod(), proxy.preStop(),
                proxy.pushTimeout()), new AdminTokens(key.read()), clock);
        Map<Routing.Provider, TrafficRouter> routers = new EnumMap<>(Routing.Provider.class);
        routers.put(Routing.Provider.ManagedProxy, managedProxy);
        routers.put(Routing.Provider.ReplicaRatio, new ReplicaRatioRouter(client));
        routers.put(Routing.Provider.External, new ExternalRouter(client));
        DIALECTS.forEach((provider, dialect) -> routers.put(provider, new ForeignRouter(client, dialect, clock)));
        routers.replaceAll((provider, router) -> new TracedRouter(router, tracing));
        return new Routers(routers);
    }

    @Produces
    @Singleton
    RouteWatches routeWatches(KubernetesClient client) {
        return new RouteWatches(client, DIALECTS.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, dialect -> dialect.getValue().kind())));
    }

    @Produces
    @Singleton
    Comparators comparators(KubernetesClient client, GauntletConfig config) {
        return new Comparators(client, config.comparator().image(), config.comparator().memoryLimit());
    }

    /** The operator SDK's own metrics; its extension would install none in a packaged application. */
    @Produces
    @Singleton
    Metrics operatorSdkMetrics(MeterRegistry registry) {
        return MicrometerMetricsV2.newBuilder(registry).build();
    }

    /** The SDK reports one counter with and without the tag {@code action}, which Prometheus refuses. */
    @Produces
    @Singleton
    MeterFilter sameTagsForEvents() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().startsWith("events.received") && id.getTag("action") == null
                        ? id.withTag(Tag.of("action", "none")) : id;
            }
        };
    }
}
