package dev.gauntlet.routing.seldon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteIntent.CopyTarget;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.foreign.ObjectStatus;
import dev.gauntlet.routing.foreign.Objection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What keeps an intent from being written into an Experiment. */
final class ExperimentCheck {

    private final ObjectNode route;
    private final RouteIntent intent;
    private final String champion;

    private ExperimentCheck(ObjectNode route, RouteIntent intent) {
        this.route = route;
        this.intent = intent;
        this.champion = intent.champion().serviceName();
    }

    /**
     * The first objection.
     *
     * @param claimed whether the route may be split already
     */
    static Optional<Objection> objection(ObjectNode route, boolean claimed, RouteIntent intent) {
        if (intent.goal() instanceof RouteGoal.Release) {
            return Optional.empty();
        }
        ExperimentCheck check = new ExperimentCheck(route, intent);
        return check.sameModel().or(check::otherDefault)
                .or(() -> claimed ? Optional.empty() : check.foreignTraffic().or(check::refused)).or(check::copies);
    }

    private Optional<Objection> objection(RouteReason reason, String what) {
        return Optional.of(new Objection(reason, "Experiment " + route.at("/metadata/name").asText() + " " + what));
    }

    private Optional<Objection> sameModel() {
        Set<String> seen = new HashSet<>();
        return intent.variants().stream().filter(variant -> !seen.add(variant.serviceName())).findFirst()
                .flatMap(variant -> objection(RouteReason.CONFIG_INVALID, "cannot tell " + variant.name() + " from another variant, as "
                        + "both have " + variant.serviceName() + " in serviceRef.name; give each the name of its own Model"));
    }

    private Optional<Objection> otherDefault() {
        String name = route.at("/spec/default").asText(champion);
        return isVariant(name) ? Optional.empty() : objection(RouteReason.CONFIG_INVALID, "has " + name + " in spec.default, so it splits "
                + "the traffic of another model; set it to the champion's, " + champion);
    }

    private Optional<Objection> foreignTraffic() {
        long total = 0;
        for (JsonNode candidate : route.at("/spec/candidates")) {
            String name = candidate.path("name").asText();
            total += candidate.path("weight").asLong();
            if (!name.equals(champion) && candidate.path("weight").asLong() > 0) {
                return objection(RouteReason.FOREIGN_BACKENDS, "gives weight " + candidate.path("weight").asLong() + " to " + name
                        + " in spec.candidates; set it to 0, so that all traffic is the champion's, " + champion);
            }
        }
        if (total == 0) {
            return objection(RouteReason.FOREIGN_BACKENDS, "gives the champion's " + champion + " no weight in spec.candidates; add it "
                    + "with weight 100");
        }
        String mirror = route.at("/spec/mirror/name").asText();
        return !isVariant(mirror) ? Optional.empty() : objection(RouteReason.FOREIGN_BACKENDS, "copies requests to " + mirror
                + " in spec.mirror already; remove it, and use a Shadow step");
    }

    private Optional<Objection> refused() {
        return new ObjectStatus(route).refusal("Ready", "ExperimentReady").flatMap(why -> objection(RouteReason.NOT_ACCEPTED,
                "is not accepted by Seldon as it is, " + why + "; mend it, its traffic is not split before"));
    }

    private Optional<Objection> copies() {
        List<RouteVariant> copied = intent.challengers().stream().filter(c -> intent.mirrored(c.name()).signum() > 0).toList();
        if (copied.isEmpty()) {
            return Optional.empty();
        }
        RouteVariant challenger = copied.get(0);
        if (copied.size() > 1) {
            return objection(RouteReason.UNSUPPORTED, "can copy requests to one challenger only, and " + copied.stream()
                    .map(RouteVariant::name).collect(Collectors.joining(", ")) + " want copies; shadow them one after the other");
        }
        if (intent.mirrored(challenger.name()).stripTrailingZeros().scale() > 0) {
            return objection(RouteReason.UNSUPPORTED, "copies whole percents only, and " + challenger.name() + " wants "
                    + intent.mirrored(challenger.name()).toPlainString() + "; round steps[].samplePercent");
        }
        CopyTarget target = intent.copyTarget(challenger);
        if (!target.serviceName().equals(challenger.serviceName())) {
            return objection(RouteReason.UNSUPPORTED, "can copy requests to Models only, and those for " + challenger.name()
                    + " are meant for Service " + target.serviceName() + "; shadow without a comparison of predictions");
        }
        String mirror = route.at("/spec/mirror/name").asText();
        return mirror.isEmpty() || isVariant(mirror) ? Optional.empty()
                : objection(RouteReason.UNSUPPORTED, "copies requests to " + mirror + " in spec.mirror, which has room for one; remove it, "
                        + "so that " + challenger.name() + " can get copies");
    }

    private boolean isVariant(String model) {
        return intent.variants().stream().anyMatch(variant -> variant.serviceName().equals(model));
    }
}
