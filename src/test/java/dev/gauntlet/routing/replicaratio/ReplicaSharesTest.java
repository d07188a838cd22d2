package dev.gauntlet.routing.replicaratio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteVariant;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaSharesTest {

    static RouteIntent intent(String v2, String v3, RouteGoal goal) {
        return new RouteIntent(new RouteOwner("v1", "ConfigMap", "demo", "test", "uid"), "fraud",
                List.of(new RouteVariant("v1", true, "fraud-v1", 80), new RouteVariant("v2", false, "fraud-v2", 80),
                        new RouteVariant("v3", false, "fraud-v3", 80)), AssignmentPolicy.perRequest("salt"),
                Map.of("v2", new BigDecimal(v2), "v3", new BigDecimal(v3)), 1, goal);
    }

    @ParameterizedTest
    @CsvSource({
        "10, 10, 20, 7, 1, 2",
        "10, 0, 0, 10, 0, 0",
        "10, 50, 50, 0, 5, 5",
        "3, 0, 100, 0, 0, 3",
        "8, 12.5, 25, 5, 1, 2",
        "10000, 0.01, 0.02, 9997, 1, 2"})
    void theTotalStaysAndEveryShareIsExact(int total, String v2, String v3, int champion, int second, int third) {
        RouteIntent intent = intent(v2, v3, new RouteGoal.Split());

        assertThat(ReplicaShares.objection(intent, total)).isEmpty();
        assertThat(ReplicaShares.wanted(intent, total)).isEqualTo(Map.of("v1", champion, "v2", second, "v3", third));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "10 | 1     | 10 replicas make steps of 10 %; 1 % for v2 needs at least 100 replicas (or 10 % as the share) or a provider that weighs requests",
        "10 | 25    | 10 replicas make steps of 10 %; 25 % for v2 lies between 20 % and 30 %: write one of them, run a multiple of 4 replicas, "
            + "or use a provider that weighs requests",
        "3  | 33.33 | 3 replicas make steps of 33.33 %; 33.33 % for v2 needs at least 10000 replicas (or 33.33 % as the share) "
            + "or a provider that weighs requests",
        "1  | 50    | 1 replica makes steps of 100 %; 50 % for v2 needs at least 2 replicas (or 100 % as the share) or a provider that "
            + "weighs requests"})
    void aShareInBetweenIsRefusedWithTheNearestAndNeverRoundedUp(int total, String share, String message) {
        RouteIntent intent = intent(share, "0", new RouteGoal.Split());

        assertThat(ReplicaShares.objection(intent, total)).contains(message);
        assertThat(ReplicaShares.wanted(intent, total).get("v2") * 100).isLessThanOrEqualTo(new BigDecimal(share).intValue() * total);
        assertThat(ReplicaShares.wanted(intent, total).values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(total);
    }

    @Test
    void aReleaseGivesAllReplicasToOneVariant() {
        assertThat(ReplicaShares.wanted(intent("0", "100", new RouteGoal.Release("v3")), 4)).isEqualTo(Map.of("v1", 0, "v2", 0, "v3", 4));
        assertThat(ReplicaShares.wanted(intent("0", "0", new RouteGoal.Release("v1")), 4)).isEqualTo(Map.of("v1", 4, "v2", 0, "v3", 0));
    }
}
