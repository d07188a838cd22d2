package dev.gauntlet.operator.notification;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.failsafe.spi.Scheduler;
import dev.gauntlet.operator.notification.Answer.Result;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/** Delivers to one channel with threads of its own, so that a dead channel keeps nobody else waiting. */
final class ChannelSender implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ChannelSender.class);
    /** To the retry library a negative delay means the configured back-off. */
    private static final Duration BACK_OFF = Duration.ofNanos(-1);
    private static final int THREADS = 2;

    private final Channel channel;
    private final ChannelClient client;
    private final RetryPauses pauses;
    private final MeterRegistry metrics;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor executor;
    private final Scheduler scheduler;

    /**
     * A sender.
     *
     * @param channel where to
     * @param pauses between attempts
     * @param metrics counts attempts
     * @param clock the wall clock
     * @param timing changes when things are run; tests let no time pass
     */
    ChannelSender(Channel channel, RetryPauses pauses, MeterRegistry metrics, Clock clock, UnaryOperator<Scheduler> timing) {
        this.channel = channel;
        this.client = new ChannelClient(channel);
        this.pauses = pauses;
        this.metrics = metrics;
        this.clock = clock;
        this.executor = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, "notification-" + channel.name());
            thread.setDaemon(true);
            return thread;
        });
        this.scheduler = timing.apply(Scheduler.of(executor));
    }

    Channel channel() {
        return channel;
    }

    /**
     * Delivers a message in the background, trying until it is taken.
     *
     * @param message what is told
     * @param wanted asked before every attempt
     * @param end told once, after the last attempt
     */
    void deliver(Message message, BooleanSupplier wanted, Consumer<Result> end) {
        AtomicBoolean told = new AtomicBoolean();
        RetryPolicy<Answer> policy = RetryPolicy.<Answer>builder()
                .handleResultIf(answer -> !answer.done())
                .withMaxRetries(-1)
                .withBackoff(pauses.first(), pauses.longest())
                .withJitter(RetryPauses.JITTER)
                .withDelayFn(context -> pause(context.getLastResult()))
                .onRetryScheduled(attempt -> log(message, attempt.getLastResult(), attempt.getDelay(), told))
                .build();
        Failsafe.with(policy).with(scheduler)
                .onComplete(done -> end.accept(done.getResult() == null ? Result.Failed : done.getResult().result()))
                .getAsync(() -> wanted.getAsBoolean() ? attempt(message, Alerts.end(message.event(), clock.instant())) : Answer.UNWANTED);
    }

    /**
     * Sends a message once, in the background.
     *
     * @param message what is told
     * @param ends when what is told is over
     * @param end told what became of it
     */
    void sendOnce(Message message, Instant ends, Consumer<Result> end) {
        executor.execute(() -> end.accept(attempt(message, ends).result()));
    }

    private Answer attempt(Message message, Instant ends) {
        Answer answer = client.send(message, ends);
        metrics.counter("gauntlet.notifications", "channel", channel.name(), "outcome", answer.result().name()).increment();
        return answer;
    }

    private Duration pause(Answer answer) {
        if (answer == null) {
            return BACK_OFF;
        }
        if (answer.retryAfter().isPresent()) {
            return clamped(answer.retryAfter().get());
        }
        return answer.result() == Result.Refused ? pauses.longest() : BACK_OFF;
    }

    private Duration clamped(Duration asked) {
        return asked.compareTo(pauses.first()) < 0 ? pauses.first() : asked.compareTo(pauses.longest()) > 0 ? pauses.longest() : asked;
    }

    private void log(Message message, Answer answer, Duration pause, AtomicBoolean told) {
        boolean first = told.compareAndSet(false, true);
        LOG.log(first ? Logger.Level.WARN : Logger.Level.DEBUG, "channel " + channel.name() + " did not take " + message.event() + " of "
                + message.namespace() + "/" + message.experiment() + " (" + (answer == null ? "error" : answer.problem())
                + "); next attempt in " + pause.toSeconds() + " s, and so on until it does");
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
