package dev.gauntlet.comparator;

import io.vertx.core.MultiMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** Decides which copies are compared, so that neither this process nor the models get more than they were promised. */
final class Admission {

    private final Set<String> methods;
    private final int maximumBodyBytes;
    private final TokenBucket rate;
    private final Semaphore places;

    /** Limits by the configuration, shared by all challengers because all ask the same champion. */
    Admission(ComparatorConfig config) {
        this.methods = Set.copyOf(config.methods());
        this.maximumBodyBytes = config.comparison().maximumBodyBytes();
        this.rate = new TokenBucket(config.comparison().maximumRequestsPerSecond(), System.nanoTime());
        this.places = new Semaphore(config.maximumConcurrent());
    }

    /** Lets a copy in by its head; then {@link #leave} must be called once, otherwise the reason is given. */
    Optional<DropReason> enter(String method, String target, MultiMap headers) {
        if (!methods.contains(method)) {
            return Optional.of(DropReason.Method);
        }
        if (headers.getAll("Upgrade").stream().anyMatch("websocket"::equalsIgnoreCase)) {
            return Optional.of(DropReason.WebSocket);
        }
        if (!target.startsWith("/")) {
            return Optional.of(DropReason.Target);
        }
        if (CopyHeaders.areOurs(headers)) {
            return Optional.of(DropReason.Loop);
        }
        if (announcedBytes(headers) > maximumBodyBytes) {
            return Optional.of(DropReason.BodyTooLarge);
        }
        if (!places.tryAcquire()) {
            return Optional.of(DropReason.Concurrency);
        }
        if (!rate.tryTake(System.nanoTime())) {
            places.release();
            return Optional.of(DropReason.RateLimit);
        }
        return Optional.empty();
    }

    /** Gives a copy's place to the next one. */
    void leave() {
        places.release();
    }

    /** The length of the body as its head tells it; 0 if it does not. */
    static long announcedBytes(MultiMap headers) {
        try {
            return headers.contains("Content-Length") ? Long.parseLong(headers.get("Content-Length").trim()) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
