package dev.gauntlet.routing.replicaratio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.routing.replicaratio.ScalePlan.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScalePlanTest {

    private static final List<String> NAMES = List.of("v1", "v2", "v3");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        // what                                                           | retreat | v1: replicas behind wanted | v2 | writes
        "a challenger grows before the champion gives anything up         | true  | 10 10 9  | 0 0 1    | v2=1",
        "the champion waits for the challenger's pods                     | true  | 10 10 8  | 2 1 2    | ''",
        "the champion gives up what the challenger took over              | true  | 10 10 8  | 2 2 2    | v1=8",
        "a challenger does not grow while the champion's pods are missing | true  | 5 4 5    | 0 0 5    | ''",
        "a retreat is written at once, the champion first                 | true  | 5 5 10   | 5 5 0    | v1=10 v2=0",
        "half of the pods stay while the champion has none                | true  | 0 0 10   | 10 10 0  | v1=10 v2=5",
        "and go one by one as the champion's become ready                 | true  | 10 2 10  | 5 5 0    | v2=3",
        "until half of the champion's are ready                           | true  | 10 5 10  | 3 3 0    | v2=0",
        "challengers that are not ready are of no use                     | true  | 0 0 10   | 10 0 0   | v1=10 v2=0",
        "the last pod of one waits for the other                          | true  | 1 0 1    | 1 1 0    | ''",
        "somebody scaled a challenger up                                  | true  | 9 9 9    | 4 4 1    | v2=1",
        "somebody scaled the champion down                                | true  | 3 3 9    | 1 1 1    | v1=9",
        "somebody scaled the champion up                                  | true  | 12 12 9  | 1 1 1    | v1=9",
        "a winner is raised first                                         | false | 5 5 10   | 5 5 0    | v1=10",
        "the others serve until the winner can                            | false | 10 9 10  | 5 5 0    | ''",
        "and then go at once                                              | false | 10 10 10 | 5 5 0    | v2=0",
        "nothing is left to do                                            | true  | 9 9 9    | 1 1 1    | ''"})
    void oneChangeAfterTheOther(String what, boolean retreat, String first, String second, String writes) {
        assertThat(String.join(" ", ScalePlan.next(List.of(row("v1", first), row("v2", second)), "v1", retreat).entrySet().stream()
                .map(Map.Entry::toString).toList())).isEqualTo(writes);
    }

    private static Row row(String name, String numbers) {
        int[] n = List.of(numbers.split(" ")).stream().mapToInt(Integer::parseInt).toArray();
        return new Row(name, n[0], n[1], n[2]);
    }

    static IntStream seeds() {
        return IntStream.range(0, 500);
    }

    /** Pods become ready and leave at any moment between the writes; every write is looked at before the next. */
    @ParameterizedTest
    @MethodSource("seeds")
    void atEveryInstantOfARampAndARetreatExposureAndCapacityHold(int seed) {
        Random random = new Random(seed);
        int total = 1 + random.nextInt(20);
        int[] replicas = {total, 0, 0};
        int[] behind = {total, 0, 0};
        int[] before = {total, 0, 0};
        for (int[] wanted : ramp(random, total)) {
            for (int pass = 0; !settled(replicas, behind, wanted); pass++) {
                assertThat(pass).as("passes").isLessThan(20 * total + 200);
                write(replicas, rows(replicas, behind, wanted));
                // The kubelet's moves: any pod may become ready or leave now.
                for (int move = random.nextInt(4); move > 0; move--) {
                    int i = random.nextInt(3);
                    behind[i] += Integer.signum(replicas[i] - behind[i]);
                    assertExposure(behind, before, wanted, total);
                }
            }
            before = wanted;
        }
    }

    /** Growing shares of both challengers, then none. */
    private static List<int[]> ramp(Random random, int total) {
        List<int[]> steps = new ArrayList<>();
        int second = 0;
        int third = 0;
        for (int i = 0; i < 4; i++) {
            second += random.nextInt(total - second - third + 1);
            third += random.nextInt(total - second - third + 1);
            steps.add(new int[] {total - second - third, second, third});
        }
        // The third is removed alone, then everybody returns to the champion.
        steps.add(new int[] {total - second, second, 0});
        steps.add(new int[] {total, 0, 0});
        return steps;
    }

    private static List<Row> rows(int[] replicas, int[] behind, int[] wanted) {
        return IntStream.range(0, 3).mapToObj(i -> new Row(NAMES.get(i), replicas[i], behind[i], wanted[i])).toList();
    }

    private static void write(int[] replicas, List<Row> rows) {
        ScalePlan.next(rows, "v1", true).forEach((name, number) -> replicas[NAMES.indexOf(name)] = number);
    }

    private static boolean settled(int[] replicas, int[] behind, int[] wanted) {
        return rows(replicas, behind, wanted).stream().allMatch(Row::isSettled);
    }

    private static void assertExposure(int[] behind, int[] before, int[] wanted, int total) {
        int all = behind[0] + behind[1] + behind[2];
        assertThat(2 * all).as("at least half of the pods are ready").isGreaterThanOrEqualTo(total);
        assertThat((behind[1] + behind[2]) * total).as("share of all challengers")
                .isLessThanOrEqualTo(Math.max(before[1] + before[2], wanted[1] + wanted[2]) * all);
        for (int i = 1; i < 3 && wanted[1] + wanted[2] >= before[1] + before[2]; i++) {
            assertThat(behind[i] * total).as("share of " + NAMES.get(i) + " in a ramp").isLessThanOrEqualTo(wanted[i] * all);
        }
    }
}
