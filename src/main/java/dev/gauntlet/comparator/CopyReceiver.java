package dev.gauntlet.comparator;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.gauntlet.comparator.ModelClient.Copy;
import dev.gauntlet.comparator.compare.Answer;
import dev.gauntlet.comparator.compare.Failure;
import dev.gauntlet.comparator.compare.PairJudge;
import dev.gauntlet.comparator.compare.PairJudge.Judgement;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;

/**
 * Takes the copies for one challenger. The sender gets its answer as soon as the copy is complete and before a model is asked, so no model
 * can delay it; unless the configuration says that nobody waits at the sender, which then is told how the challenger answered.
 */
final class CopyReceiver implements Handler<HttpServerRequest> {

    private static final Logger LOG = Logger.getLogger(CopyReceiver.class);
    private static final int ACCEPTED = 202;
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;

    private final String name;
    private final Models models;
    private final Shared shared;

    /**
     * Who is asked.
     *
     * @param champion the champion
     * @param challenger the challenger for which the copies are
     */
    record Models(ModelClient champion, ModelClient challenger) {
    }

    /**
     * What the receivers of all challengers share.
     *
     * @param admission the limits
     * @param held what all copies hold
     * @param judge compares; runs on workers, because a long body must not hold up the network
     * @param workers where it runs
     * @param metrics the counts
     * @param log tells divergences, if that is asked for
     * @param maximumBodyBytes longest body of a copy
     * @param timeoutMilliseconds how long a sender may take over a body
     * @param relays whether the sender is told how the challenger answered
     */
    record Shared(Admission admission, HeldBytes held, PairJudge judge, WorkerExecutor workers, ComparatorMetrics metrics,
            Optional<DivergenceLog> log, int maximumBodyBytes, int timeoutMilliseconds, boolean relays) {
    }

    CopyReceiver(String name, Models models, Shared shared) {
        this.name = name;
        this.models = models;
        this.shared = shared;
    }

    @Override
    public void handle(HttpServerRequest request) {
        shared.metrics().arrived(name);
        Optional<DropReason> refusal = shared.admission().enter(request.method().name(), request.uri(), request.headers());
        if (refusal.isPresent()) {
            drop(request, refusal.get(), refusal.get() == DropReason.BodyTooLarge);
            return;
        }
        HeldBytes.Share share = shared.held().new Share();
        int announced = (int) Admission.announcedBytes(request.headers());
        // All at once: of many long bodies that come together each would else get a part, and none would be whole.
        if (!share.take(announced)) {
            leave(share);
            drop(request, DropReason.Concurrency, true);
            return;
        }
        BoundedBody.read(request, shared.maximumBodyBytes(), announced > 0 ? bytes -> true : share::take)
                .timeout(shared.timeoutMilliseconds(), MILLISECONDS).onComplete(read -> {
            if (read.failed() || !read.result().complete()) {
                leave(share);
                drop(request, read.failed() ? DropReason.Aborted : share.refused() ? DropReason.Concurrency : DropReason.BodyTooLarge,
                        true);
                return;
            }
            if (!shared.relays()) {
                request.response().setStatusCode(ACCEPTED).end();
            }
            compare(request, new Copy(request.method(), request.uri(), request.headers(), read.result().bytes(), share));
        });
    }

    /** Drops a copy, and the connection where the rest of a long body would have to be received to keep it. */
    private void drop(HttpServerRequest request, DropReason reason, boolean withConnection) {
        shared.metrics().dropped(name, reason);
        if (withConnection) {
            request.response().putHeader("Connection", "close");
        }
        if (!request.response().closed()) {
            request.response().setStatusCode(reason.status()).end();
        }
    }

    private void compare(HttpServerRequest request, Copy copy) {
        Future<Answer> champion = models.champion().ask(copy);
        Future<Answer> challenger = models.challenger().ask(copy);
        if (shared.relays()) {
            challenger.onSuccess(answer -> relay(request, answer));
        }
        Future.all(champion, challenger)
                .compose(both -> shared.workers().executeBlocking(() -> judge(copy, champion.result(), challenger.result()), false))
                .onComplete(done -> {
                    leave(copy.held());
                    // Workers that take nothing any more only tell that the comparator is being stopped.
                    if (done.failed() && !(done.cause() instanceof RejectedExecutionException)) {
                        shared.metrics().dropped(name, DropReason.Internal);
                        // Only the kind and place of the fault: the message of a parser may quote the body.
                        LOG.errorf("a comparison for %s failed: %s at %s", name, done.cause().getClass().getName(),
                                done.cause().getStackTrace().length == 0 ? "an unknown place" : done.cause().getStackTrace()[0]);
                    }
                });
    }

    private void leave(HeldBytes.Share share) {
        share.release();
        shared.admission().leave();
    }

    /** Tells the sender, which counts the copies, how the challenger answered; what it answered is nobody's business there. */
    private static void relay(HttpServerRequest request, Answer answer) {
        if (!request.response().closed()) {
            request.response().setStatusCode(answer instanceof Answer.Read read ? read.status()
                    : ((Answer.Missing) answer).failure() == Failure.Timeout ? GATEWAY_TIMEOUT : BAD_GATEWAY).end();
        }
    }

    private Void judge(Copy copy, Answer champion, Answer challenger) {
        if (copy.held().refused()) {
            // An answer was cut off here, which says nothing about its model.
            shared.metrics().dropped(name, DropReason.Concurrency);
            return null;
        }
        Judgement judgement = shared.judge().judge(champion, challenger);
        shared.metrics().judged(name, champion, challenger, judgement);
        shared.log().ifPresent(log -> log.judged(name, copy, champion, challenger, judgement));
        return null;
    }
}
