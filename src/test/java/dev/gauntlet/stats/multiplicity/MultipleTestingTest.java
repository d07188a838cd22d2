package dev.gauntlet.stats.multiplicity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MultipleTestingTest {

    @ParameterizedTest
    @EnumSource(Adjustment.class)
    void noHypothesisOneHypothesisAndImpossibleOnes(Adjustment adjustment) {
        assertThat(adjustment.adjust(List.of())).isEmpty();
        assertThat(adjustment.adjust(List.of(1e-300)).get(0)).isCloseTo(1e-300, within(1e-312));
        assertThat(adjustment.adjust(List.of(0.0, 1.0))).containsExactly(0.0, 1.0);
        assertThatThrownBy(() -> adjustment.adjust(List.of(0.5, Double.NaN))).hasMessageContaining("pValues");
        assertThatThrownBy(() -> adjustment.adjust(List.of(1.5))).hasMessageContaining("pValues");
        assertThatThrownBy(() -> adjustment.rejects(List.of(0.5), 1)).hasMessageContaining("alpha");
    }

    @Test
    void proceduresAreOrderedByWhatTheyReject() {
        Random random = new Random(20261121);
        for (int run = 0; run < 300; run++) {
            List<Double> p = new ArrayList<>();
            for (int i = 0; i < 1 + run % 9; i++) {
                p.add(Math.pow(random.nextDouble(), 3));
            }
            assertOrdered(MultipleTesting.bonferroni(p), MultipleTesting.sidak(p));
            assertOrdered(MultipleTesting.bonferroni(p), MultipleTesting.holm(p));
            assertOrdered(MultipleTesting.holm(p), MultipleTesting.hochberg(p));
            assertOrdered(MultipleTesting.hochberg(p), MultipleTesting.hommel(p));
            assertOrdered(MultipleTesting.hommel(p), MultipleTesting.benjaminiHochberg(p));
            assertOrdered(MultipleTesting.benjaminiYekutieli(p), MultipleTesting.benjaminiHochberg(p));
        }
    }

    @Test
    void hommelIsTheClosureOfSimesTest() {
        Random random = new Random(20261120);
        for (int run = 0; run < 200; run++) {
            double[] p = random.doubles(5).map(x -> x * x).toArray();
            List<Double> adjusted = MultipleTesting.hommel(Arrays.stream(p).boxed().toList());
            for (int i = 0; i < p.length; i++) {
                double largest = 0;
                for (int set = 1; set < 1 << p.length; set++) {
                    largest = (set >> i & 1) == 1 ? Math.max(largest, simes(p, set)) : largest;
                }
                assertThat(adjusted.get(i)).isCloseTo(largest, within(1e-14));
            }
        }
    }

    private static double simes(double[] p, int set) {
        double[] members = IntStream.range(0, p.length).filter(i -> (set >> i & 1) == 1)
                .mapToDouble(i -> p[i]).sorted().toArray();
        double smallest = 1;
        for (int rank = 1; rank <= members.length; rank++) {
            smallest = Math.min(smallest, members.length * members[rank - 1] / rank);
        }
        return smallest;
    }

    private static void assertOrdered(List<Double> larger, List<Double> smaller) {
        for (int i = 0; i < larger.size(); i++) {
            assertThat(smaller.get(i)).isLessThanOrEqualTo(larger.get(i) + 1e-15);
        }
    }
}
