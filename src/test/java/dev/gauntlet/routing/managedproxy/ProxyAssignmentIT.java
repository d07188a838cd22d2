package dev.gauntlet.routing.managedproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.AssignmentUnit;
import dev.gauntlet.routing.MissingKeyPolicy;
import dev.gauntlet.routing.UnitKey;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The running proxy assigns units as documented, and keeps doing so. */
class ProxyAssignmentIT {

    private static final String SALT = "fraud 2026q4 \"ü\"";
    private static final AssignmentPolicy BY_USER = new AssignmentPolicy(AssignmentUnit.USER,
            Optional.of(new UnitKey(UnitKey.Type.HEADER, "X-User-Id")), SALT, MissingKeyPolicy.CHAMPION, Optional.empty());

    @TempDir
    private Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();
    private ProxyStates one;
    private ProxyStates three;

    @BeforeEach
    void startModels() throws IOException {
        Backend a = model("a");
        Backend b = model("b");
        one = new ProxyStates("a", Map.of("a", a, "b", b));
        three = new ProxyStates("a", Map.of("a", a, "b", b, "c", model("c"), "d", model("d")));
    }

    private Backend model(String name) throws IOException {
        StubModel model = new StubModel(name, "127.0.9.2");
        open.add(model);
        return model.backend(1_000, 10_000);
    }

    @AfterEach
    void stopAll() throws Exception {
        Collections.reverse(open);
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    private NginxProxy proxy(String address, ProxyState state) {
        NginxProxy proxy = new NginxProxy(folder, address, BY_USER, state);
        open.add(proxy);
        return proxy.start();
    }

    private static List<String> served(NginxProxy proxy, List<String> units) throws IOException {
        try (KeepAliveClient client = proxy.client()) {
            return client.pipelined("X-User-Id", units);
        }
    }

    private static List<String> units(int count) {
        return IntStream.range(0, count).mapToObj(i -> switch (i % 4) {
            case 0 -> "user-" + i;
            case 1 -> String.format("%09d", i);
            case 2 -> UUID.nameUUIDFromBytes(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16)}).toString();
            default -> "Grüße " + i + "@example.org";
        }).toList();
    }

    @Test
    void aHundredThousandUnitsGetExactlyTheVariantThatTheJavaFunctionNames() throws IOException {
        ProxyState state = three.split(1, "12.34");
        Assignment assignment = three.assignment(SALT, state);
        List<String> units = units(100_000);

        List<String> served = served(proxy("127.0.9.11", state), units);

        assertThat(served).isEqualTo(units.stream().map(assignment::variantOf).toList());
        for (String challenger : List.of("b", "c", "d")) {
            double share = Collections.frequency(served, challenger) / 100_000.0;
            assertThat(share).isCloseTo(0.1234, within(4 * Math.sqrt(0.1234 * 0.8766 / 100_000)));
        }
    }

    @Test
    void noUserChangesVariantBetweenReplicasOverReloadRestartAndRamp() throws Exception {
        List<String> units = units(10_000);
        ProxyState first = one.split(1, "5");
        NginxProxy left = proxy("127.0.9.12", first);
        NginxProxy right = proxy("127.0.9.13", first);
        List<String> before = served(left, units);
        assertThat(served(right, units)).isEqualTo(before);
        left.reload();
        assertThat(served(left, units)).isEqualTo(before);
        left.restart();
        assertThat(served(left, units)).isEqualTo(before);

        long generation = 1;
        for (String percent : List.of("25", "50", "100")) {
            ProxyState next = one.split(++generation, percent);
            left.push(next);
            right.push(next);
            List<String> now = served(generation % 2 == 0 ? left : right, units);
            assertOnlyTheChampionLost(before, now);
            double share = Collections.frequency(now, "b") / (double) units.size();
            double wanted = new BigDecimal(percent).doubleValue() / 100;
            assertThat(share).isCloseTo(wanted, within(4 * Math.sqrt(wanted * (1 - wanted) / units.size()) + 1e-12));
            right.reload();
            assertThat(served(right, units)).as("after a reload whose mounted file is older").isEqualTo(now);
            before = now;
        }
        assertThat(before).containsOnly("b");
    }

    @Test
    void withThreeChallengersARampMovesUsersFromTheChampionOnly() throws IOException {
        List<String> units = units(5_000);
        NginxProxy proxy = proxy("127.0.9.14", three.split(1, "1"));
        List<String> before = served(proxy, units);
        long generation = 1;
        for (String percent : List.of("10", "20", "33.33")) {
            proxy.push(three.split(++generation, percent));
            List<String> now = served(proxy, units);
            assertOnlyTheChampionLost(before, now);
            before = now;
        }
        assertThat(before).contains("b", "c", "d");
        proxy.push(three.only(++generation, "c", "100"));
        assertThat(served(proxy, units)).containsOnly("c");
    }

    private static void assertOnlyTheChampionLost(List<String> before, List<String> now) {
        for (int i = 0; i < before.size(); i++) {
            if (!before.get(i).equals("a")) {
                assertThat(now.get(i)).isEqualTo(before.get(i));
            }
        }
    }
}
