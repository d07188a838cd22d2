package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.evidence.Collected;
import dev.gauntlet.evidence.DataFault;
import dev.gauntlet.evidence.EvidenceCollector;
import dev.gauntlet.evidence.EvidenceLimits;
import dev.gauntlet.evidence.EvidenceSpec;
import dev.gauntlet.evidence.Ledger;
import dev.gauntlet.evidence.TrafficHistory;
import dev.gauntlet.evidence.prometheus.Failure;
import dev.gauntlet.evidence.prometheus.StoreTime;
import dev.gauntlet.operator.Connections.Connection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Looks at the metrics store and advances the ledger. */
@Singleton
class DataLooker {

    private final Connections connections;
    private final Tracing tracing;
    private final Clock clock;
    private final Duration silenceLimit;

    DataLooker(Connections connections, Tracing tracing, Clock clock, GauntletConfig config) {
        this.connections = connections;
        this.tracing = tracing;
        this.clock = clock;
        this.silenceLimit = config.silenceLimit();
    }

    /** The store's time; empty when it does not answer or is not configured any more. */
    Optional<Instant> storeTime(ModelExperimentSpec spec) {
        return connections.find(spec.prometheus().connection()).map(c -> c.client().storeTime())
                .flatMap(time -> time instanceof StoreTime.Known known ? Optional.of(known.now()) : Optional.empty());
    }

    /** The first ledger of an experiment. */
    Ledger firstLedger(EvidenceSpec counted, Instant start) {
        return Ledger.startingAt(counted, EvidenceLimits.DEFAULT, start);
    }

    /**
     * Advances the ledger by what the store has, as far as the route is known to have been in order.
     *
     * @param spec the spec in force
     * @param counted what is counted for it
     * @param ledger the counts so far
     * @param route the route as seen just before
     */
    DataLook look(ModelExperimentSpec spec, EvidenceSpec counted, Ledger ledger, RouteLook route) {
        return tracing.span("read data", () -> read(spec, counted, ledger, route));
    }

    private DataLook read(ModelExperimentSpec spec, EvidenceSpec counted, Ledger ledger, RouteLook route) {
        Optional<Connection> connection = connections.find(spec.prometheus().connection());
        if (connection.isEmpty()) {
            return new DataLook(ledger, List.of(), notBefore(ledger, clock.instant()));
        }
        StoreTime time = connection.get().client().storeTime();
        if (time instanceof Failure failure) {
            return new DataLook(ledger, List.of(new DataFault.QueryFailed(failure.reason(), "time()", failure.message())),
                    notBefore(ledger, clock.instant()));
        }
        Instant now = notBefore(ledger, ((StoreTime.Known) time).now());
        Ledger verified = ledger.withTraffic(history(ledger.traffic(), route, now));
        Collected collected = new EvidenceCollector(connection.get().client(), connection.get().settings().settleDelay(),
                connection.get().settings().replicaLabels(), EvidenceLimits.DEFAULT, silenceLimit).collect(counted, verified, now);
        return new DataLook(collected.ledger(), collected.faults(), now);
    }

    private static TrafficHistory history(TrafficHistory history, RouteLook route, Instant now) {
        return route.weightsUncertain() ? history.close(history.verifiedUntil()).verify(now) : history.verify(now);
    }

    private static Instant notBefore(Ledger ledger, Instant now) {
        return now.isBefore(ledger.traffic().verifiedUntil()) ? ledger.traffic().verifiedUntil() : now;
    }
}
