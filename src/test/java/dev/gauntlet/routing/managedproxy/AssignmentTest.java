package dev.gauntlet.routing.managedproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssignmentTest {

    /** Expected values by {@code printf %s 'salt:key' | md5sum}: the first eight digits, and the next two modulo 64. */
    @ParameterizedTest
    @CsvSource({"fraud-2026q4, user-1, 4f531ed7, 11", "s, Grüße, ac4183fd, 6"})
    void positionAndBucketAreBytesOfTheSaltedMd5(String salt, String key, String position, int bucket) {
        assertThat(Assignment.position(salt, key)).isEqualTo(Long.parseLong(position, 16));
        assertThat(Assignment.bucket(salt, key)).isEqualTo(bucket);
    }

    @Test
    void sharesHoldWithinTheBinomialErrorWhateverTheIdsLookLike() {
        Assignment assignment = new Assignment("s", Lanes.of(List.of("b"), name -> new BigDecimal("5")), "a");
        int units = 200_000;
        long challenger = 0;
        for (int i = 0; i < units; i++) {
            challenger += assignment.variantOf(String.format("%08d", i)).equals("b") ? 1 : 0;
        }
        double deviation = Math.sqrt(0.05 * 0.95 / units);
        assertThat(challenger / (double) units).isCloseTo(0.05, within(4 * deviation));
    }

    @Test
    void bucketsAreEvenWithinAVariant() {
        Assignment assignment = new Assignment("s", Lanes.of(List.of("b"), name -> new BigDecimal("25")), "a");
        int[] counts = new int[Assignment.BUCKETS];
        int members = 0;
        for (int i = 0; i < 200_000; i++) {
            if (assignment.variantOf("u" + i).equals("b")) {
                counts[Assignment.bucket("s", "u" + i)]++;
                members++;
            }
        }
        double expected = members / (double) Assignment.BUCKETS;
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        // The 0.9999 quantile of chi-square with 63 degrees of freedom is about 113.
        assertThat(chiSquare).isLessThan(113);
    }
}
