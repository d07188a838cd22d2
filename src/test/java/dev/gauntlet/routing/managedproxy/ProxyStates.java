package dev.gauntlet.routing.managedproxy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** States for tests: the champion is the first backend, the challengers are the others. */
final class ProxyStates {

    private final SortedMap<String, Backend> backends;
    private final String champion;
    private final List<String> challengers;

    ProxyStates(String champion, Map<String, Backend> backends) {
        this.champion = champion;
        this.backends = new TreeMap<>(backends);
        this.challengers = this.backends.keySet().stream().filter(name -> !name.equals(champion)).toList();
    }

    /** Every challenger has the same share, in percent. */
    ProxyState split(long generation, String percent) {
        return of(generation, Lanes.of(challengers, challenger -> new BigDecimal(percent)), false);
    }

    /** One challenger has a share, the others have none. */
    ProxyState only(long generation, String challenger, String percent) {
        return of(generation, Lanes.of(challengers, name -> name.equals(challenger) ? new BigDecimal(percent) : BigDecimal.ZERO), false);
    }

    /** No challenger has a share; every one gets copies of the same percentage of the champion's requests. */
    ProxyState mirroring(long generation, String percent) {
        SortedMap<String, Long> mirrored = new TreeMap<>();
        challengers.forEach(challenger -> mirrored.put(challenger, Lanes.positions(new BigDecimal(percent))));
        return new ProxyState(generation, List.of(), champion, backends, mirrored, null, false);
    }

    ProxyState draining(long generation) {
        return of(generation, List.of(), true);
    }

    private ProxyState of(long generation, List<Lane> lanes, boolean draining) {
        return new ProxyState(generation, lanes, champion, backends, draining);
    }

    Assignment assignment(String salt, ProxyState state) {
        return new Assignment(salt, state.lanes(), champion);
    }
}
