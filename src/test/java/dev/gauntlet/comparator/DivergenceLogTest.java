package dev.gauntlet.comparator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Comparison;
import dev.gauntlet.comparator.compare.Answer;
import dev.gauntlet.comparator.compare.PairJudge;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DivergenceLogTest {

    private static final PairJudge JUDGE = PairJudge.of(new Comparison(null, null, null, null, null, null, null, null, null));

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            lines.add(entry.getParameters() == null ? entry.getMessage() : entry.getMessage().formatted(entry.getParameters()));
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    };
    private final AtomicLong nanos = new AtomicLong();
    private final DivergenceLog log = new DivergenceLog(nanos::get);

    private final Logger logger = Logger.getLogger(DivergenceLog.class.getName());

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() {
        logger.setUseParentHandlers(true);
        logger.removeHandler(handler);
    }

    private void judged(String request, String champion, String challenger) {
        Answer expected = answer(champion);
        Answer found = answer(challenger);
        log.judged("v2", new ModelClient.Copy(HttpMethod.POST, "/predict", MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(request),
                new HeldBytes(0).new Share()),
                expected, found, JUDGE.judge(expected, found));
    }

    private static Answer answer(String label) {
        String body = "{\"predictions\": [\"" + label + "\"]}";
        return new Answer.Read(200, "application/json", "", body.getBytes(StandardCharsets.UTF_8), true, 0);
    }

    @Test
    void tellsDisagreementsOnlyAndOnOneLineEach() {
        judged("one\ntwo", "cat", "cat");
        judged("three\nfour", "cat", "dog");

        assertThat(lines).singleElement().asString().contains("three four", "cat", "dog").doesNotContain("\n");
    }

    @Test
    void tellsNoMoreThanTheBeginningOfBodies() {
        judged("r".repeat(100_000), "c".repeat(100_000), "d".repeat(100_000));

        assertThat(lines).singleElement().asString().hasSizeLessThan(3 * DivergenceLog.LONGEST + 200).contains("...");
    }

    @Test
    void aChallengerThatAlwaysDisagreesCannotFillTheDisk() {
        for (int i = 0; i < 1000; i++) {
            judged("first " + i, "cat", "dog");
        }
        assertThat(lines).hasSize(DivergenceLog.PER_SECOND);

        nanos.addAndGet(1_000_000_000L);
        judged("later", "cat", "dog");

        assertThat(lines).hasSize(DivergenceLog.PER_SECOND + 1).last().asString().contains("later", "995 before it");
    }
}
