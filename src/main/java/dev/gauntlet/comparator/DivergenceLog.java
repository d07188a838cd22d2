package dev.gauntlet.comparator;

import dev.gauntlet.comparator.ModelClient.Copy;
import dev.gauntlet.comparator.compare.Answer;
import dev.gauntlet.comparator.compare.PairJudge.Judgement;
import dev.gauntlet.comparator.compare.PairOutcome.Compared;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Logs requests on which the models disagree, with the beginning of their bodies; exists only where the user asked for that. A challenger
 * that disagrees always must not fill the disk, so there is a limit of lines per second; how many are left out is said by the next line.
 */
final class DivergenceLog {

    /** So many bytes of each body are logged. */
    static final int LONGEST = 2_000;

    /** So many disagreements are logged per second. */
    static final int PER_SECOND = 5;

    private static final Logger LOG = Logger.getLogger(DivergenceLog.class);

    private final LongSupplier nanoTime;
    private final TokenBucket rate;
    private final AtomicLong leftOut = new AtomicLong();

    /**
     * A log without a line yet.
     *
     * @param nanoTime a clock like {@link System#nanoTime}
     */
    DivergenceLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.rate = new TokenBucket(PER_SECOND, nanoTime.getAsLong());
    }

    /** Logs a pair that disagrees. */
    void judged(String challenger, Copy copy, Answer expected, Answer found, Judgement judgement) {
        if (!(judgement.outcome() instanceof Compared compared) || compared.difference().agrees()) {
            return;
        }
        if (!rate.tryTake(nanoTime.getAsLong())) {
            leftOut.incrementAndGet();
            return;
        }
        long before = leftOut.getAndSet(0);
        LOG.infof("%s disagrees with the champion on %s %s %s: champion %s, %s %s%s", challenger, copy.method(), copy.uri(),
                text(copy.body().getBytes()), body(expected), challenger, body(found),
                before == 0 ? "" : " (and on " + before + " before it that were too many to log)");
    }

    private static String body(Answer answer) {
        return answer instanceof Answer.Read read ? text(read.body()) : "nothing";
    }

    /** One line, whatever is in it. */
    private static String text(byte[] bytes) {
        String text = new String(bytes, 0, Math.min(LONGEST, bytes.length), StandardCharsets.UTF_8);
        return text.replaceAll("\\p{Cntrl}", " ") + (bytes.length > LONGEST ? "..." : "");
    }
}
