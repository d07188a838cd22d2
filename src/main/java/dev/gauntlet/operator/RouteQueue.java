package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Routing;
import dev.gauntlet.api.v1alpha1.Variant;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whose turn it is where several experiments wait for the same route: the one that was created first. Nothing is stored; the queue follows
 * from what is there now, so an experiment that is deleted, paused, ended or given another route frees the ones behind it.
 */
final class RouteQueue {

    private RouteQueue() {
    }

    /**
     * An experiment that wants to start now.
     *
     * @param name its name
     * @param created when it was created
     * @param route the route it wants
     */
    record Contender(String name, Instant created, Route route) {

        private static final Comparator<Contender> BY_AGE = Comparator.comparing(Contender::created).thenComparing(Contender::name);
    }

    /**
     * What only one experiment of a namespace can have: the object that carries the traffic. It is taken as a whole, whichever of its
     * rules is split and whichever provider splits it.
     *
     * @param group API group of the object; empty for the core group
     * @param name the object for people, such as {@code Service fraud} or {@code HTTPRoute fraud}
     */
    record Route(String group, String name) {

        /** The route of a spec, which may well be invalid apart from having a route. */
        static Route of(ModelExperimentSpec spec) {
            Routing routing = spec.routing();
            if (routing.routeRef() != null) {
                Routing.Provider provider = routing.provider();
                return new Route(Objects.requireNonNullElse(provider.group(), ""), provider.kind() + " " + routing.routeRef().name());
            }
            // What carries the traffic is not named then, and those that share a champion share it.
            return new Route("", routing.serviceName() != null ? "Service " + routing.serviceName() : spec.variants().stream()
                    .filter(variant -> variant.role() == Variant.Role.Champion && variant.serviceRef() != null).findFirst()
                    .map(champion -> "the traffic of the champion's Service " + champion.serviceRef().name()).orElse("no Service"));
        }
    }

    /**
     * A place in the queue behind others.
     *
     * @param first the experiment whose turn it is
     * @param position place of the one that asked, from 2
     * @param length how many wait, itself included
     * @param route the route that all of them want
     */
    record Place(String first, int position, int length, Route route) {

        /** One sentence for people. */
        String message() {
            return "experiment " + first + " was created earlier and waits for " + route.name() + " too, so it goes first; "
                    + "this one is number " + position + " of " + length;
        }
    }

    /**
     * The place of one among those that want to start.
     *
     * @param self the one that asks
     * @param contenders all that want to start now, with or without itself
     * @return empty when it is its turn
     */
    static Optional<Place> place(Contender self, List<Contender> contenders) {
        List<Contender> rivals = contenders.stream().filter(c -> c.route().equals(self.route()) && !c.name().equals(self.name()))
                .sorted(Contender.BY_AGE).toList();
        int ahead = (int) rivals.stream().filter(rival -> Contender.BY_AGE.compare(rival, self) < 0).count();
        return ahead == 0 ? Optional.empty() : Optional.of(new Place(rivals.get(0).name(), ahead + 1, rivals.size() + 1, self.route()));
    }
}
