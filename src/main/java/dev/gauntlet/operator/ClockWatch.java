package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Wakes every experiment when the system's clock was set back. The operator SDK plans ticks by that clock; without an event, guardrails
 * would not be looked at before the clock has caught up with what it showed before.
 */
@Singleton
class ClockWatch {

    private static final Logger LOG = Logger.getLogger(ClockWatch.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    /** Corrections by less delay a tick by less than that, once. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private final SimpleInboundEventSource<ModelExperiment> wakeUps = new SimpleInboundEventSource<>("clock-watch");
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "clock-watch");
        thread.setDaemon(true);
        return thread;
    });
    private final Clock clock;
    private IndexerResourceCache<ModelExperiment> experiments;
    private Instant lastTime;
    private long lastNanos;

    ClockWatch(Clock clock) {
        this.clock = clock;
    }

    /** The event source that wakes experiments; to be registered with the reconciler before it starts. */
    EventSource<?, ModelExperiment> source(EventSourceContext<ModelExperiment> context) {
        experiments = context.getPrimaryCache();
        look(System.nanoTime());
        timer.scheduleWithFixedDelay(() -> look(System.nanoTime()), PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return wakeUps;
    }

    /**
     * Compares the clock with a count that nobody sets.
     *
     * @param nanos the count, in nanoseconds from any origin
     */
    synchronized void look(long nanos) {
        Instant now = clock.instant();
        if (lastTime != null) {
            Duration back = Duration.ofNanos(nanos - lastNanos).minus(Duration.between(lastTime, now));
            if (back.compareTo(TOLERANCE) > 0) {
                LOG.warnf("The clock was set back by %s; looking at all experiments now", back);
                experiments.list(experiment -> true).forEach(experiment -> wakeUps.propagateEvent(ResourceID.fromResource(experiment)));
            }
        }
        lastTime = now;
        lastNanos = nanos;
    }

    @PreDestroy
    void close() {
        timer.shutdownNow();
    }
}
