package dev.gauntlet.comparator;

import dev.gauntlet.comparator.ModelClient.Copy;
import dev.gauntlet.comparator.compare.Answer;
import dev.gauntlet.comparator.compare.PairJudge.Judgement;
import dev.gauntlet.comparator.compare.PairOutcome.Compared;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;

/** Logs requests on which the models disagree, with their bodies; exists only where the user asked for that. */
final class DivergenceLog {

    /** So many bytes of each body are logged. */
    static final int LONGEST = 2_000;

    private static final Logger LOG = Logger.getLogger(DivergenceLog.class);

    /** Logs a pair that disagrees. */
    void judged(String challenger, Copy copy, Answer expected, Answer found, Judgement judgement) {
        if (judgement.outcome() instanceof Compared compared && !compared.difference().agrees()) {
            LOG.infof("%s disagrees with the champion on %s %s %s: champion %s, %s %s", challenger, copy.method(), copy.uri(),
                    text(copy.body().getBytes(0, Math.min(LONGEST, copy.body().length()))), body(expected), challenger, body(found));
        }
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
