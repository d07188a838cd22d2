package dev.gauntlet.comparator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldBytesTest {

    private final HeldBytes bytes = new HeldBytes(100);

    @Test
    void allCopiesTogetherHoldNoMoreThanTheLimit() {
        HeldBytes.Share one = bytes.new Share();
        HeldBytes.Share other = bytes.new Share();

        assertThat(one.take(60)).isTrue();
        assertThat(other.take(40)).isTrue();
        assertThat(other.take(1)).isFalse();
        assertThat(other.refused()).isTrue();
        assertThat(one.refused()).isFalse();
        assertThat(bytes.held()).isEqualTo(100);
    }

    @Test
    void whatACopyHeldIsGivenBackOnceAndNothingComesAfter() {
        HeldBytes.Share one = bytes.new Share();
        one.take(60);

        one.release();
        one.release();

        assertThat(bytes.held()).isZero();
        assertThat(one.take(1)).as("bytes of an answer that was given up").isFalse();
        assertThat(bytes.held()).isZero();
    }
}
