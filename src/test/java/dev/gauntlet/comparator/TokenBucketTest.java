package dev.gauntlet.comparator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void letsASecondsWorthPassAtOnceAndThenTheRate() {
        TokenBucket bucket = new TokenBucket(10, 0);

        assertThat(passed(bucket, LongStream.generate(() -> 0).limit(50))).isEqualTo(10);
        assertThat(passed(bucket, LongStream.rangeClosed(1, 1000).map(i -> i * SECOND / 100))).isEqualTo(100);
    }

    @Test
    void keepsNoMoreThanASecondsWorth() {
        TokenBucket bucket = new TokenBucket(10, 0);

        assertThat(passed(bucket, LongStream.generate(() -> 3600 * SECOND).limit(50))).isEqualTo(10);
    }

    private static long passed(TokenBucket bucket, LongStream times) {
        return times.filter(bucket::tryTake).count();
    }
}
