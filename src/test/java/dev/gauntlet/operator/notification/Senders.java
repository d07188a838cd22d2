package dev.gauntlet.operator.notification;

import dev.failsafe.spi.Scheduler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Senders for which no time passes between attempts; the pauses that they would have made are remembered. */
final class Senders implements AutoCloseable {

    /** The time limit of a channel that is meant to run into it. */
    static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final SettableClock clock = new SettableClock();

    /** A clock that stands still until it is moved. */
    static final class SettableClock extends Clock {
        private volatile Instant now = Instant.parse("2026-11-02T10:00:00Z");

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    static Channel channel(String name, ChannelKind kind, URI url) {
        return channel(name, kind, url, MessageTemplate.STANDARD);
    }

    static Channel impatientWebhook(String name, URI url) {
        return channel(name, ChannelKind.Webhook, url, MessageTemplate.STANDARD, SHORT);
    }

    static Channel channel(String name, ChannelKind kind, URI url, String template) {
        return channel(name, kind, url, template, LONG);
    }

    private static Channel channel(String name, ChannelKind kind, URI url, String template, Duration timeout) {
        return new Channel(name, kind, url, timeout, Map.of("X-Team", "ml"), Optional.empty(), Optional.empty(),
                MessageTemplate.parse("template", template, kind.format()::escaped));
    }

    /** A sender as after a start of the operator. */
    NotificationSender start(Channel... channels) {
        NotificationSender sender = new NotificationSender(List.of(channels).stream()
                .map(channel -> new ChannelSender(channel, RetryPauses.STANDARD, metrics, clock, this::atOnce)).toList(),
                        new Alerts(clock));
        open.add(sender);
        return sender;
    }

    List<Duration> pauses() {
        return List.copyOf(pauses);
    }

    SettableClock clock() {
        return clock;
    }

    double counted(String channel, String outcome) {
        var counter = metrics.find("gauntlet.notifications").tags("channel", channel, "outcome", outcome).counter();
        return counter == null ? 0 : counter.count();
    }

    private Scheduler atOnce(Scheduler real) {
        return (callable, delay, unit) -> {
            if (delay > 0) {
                pauses.add(Duration.of(delay, unit.toChronoUnit()));
            }
            return real.schedule(callable, 0, TimeUnit.NANOSECONDS);
        };
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }
}
