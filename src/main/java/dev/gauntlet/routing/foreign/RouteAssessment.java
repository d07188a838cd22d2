package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.Verdict;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges what was read against what is wanted, as a pure function. */
final class RouteAssessment {

    private final RouteDialect dialect;
    private final SplitPlanner splits;
    private final ReleasePlanner releases;
    private final ClusterObjects cluster;

    RouteAssessment(RouteDialect dialect, SplitPlanner splits, ReleasePlanner releases, ClusterObjects cluster) {
        this.dialect = dialect;
        this.splits = splits;
        this.releases = releases;
        this.cluster = cluster;
    }

    /** What is true of the route. */
    RouteObservation assess(RouteSight sight, Instant now) {
        return observation(sight, sight.intent().goal() instanceof RouteGoal.Release release ? released(sight, release.variant())
                : split(sight, now), now);
    }

    /** An observation with a given verdict. */
    RouteObservation observation(RouteSight sight, Verdict verdict, Instant now) {
        Map<String, Boolean> ready = new LinkedHashMap<>();
        sight.variants().forEach((name, variant) -> ready.put(name, variant.ready()));
        boolean inPath = sight.route().isPresent() && splits.isIntact(sight);
        OptionalLong generation = inPath && acceptance(sight).isEmpty() ? sight.notes().generation() : OptionalLong.empty();
        return new RouteObservation(verdict.state(), verdict.reason(), verdict.message(), generation, inPath, isDrifted(sight, now), ready,
                0);
    }

    /** Whether somebody else changed the split and it is to be repaired, or a route that was given back leads elsewhere than it should. */
    boolean isDrifted(RouteSight sight, Instant now) {
        if (sight.route().isEmpty()) {
            return false;
        }
        if (sight.intent().goal() instanceof RouteGoal.Release release) {
            return sight.notes().holder().isEmpty() && !release.variant().equals(sight.intent().champion().name())
                    && !releases.leadsTo(sight).equals(Optional.of(release.variant()));
        }
        return splits.isUndone(sight) && !splits.isStopped(sight, now);
    }

    private Verdict split(RouteSight sight, Instant now) {
        Optional<Verdict> obstacle = obstacle(sight, now);
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        String route = sight.named(dialect.kind());
        if (sight.route().isEmpty()) {
            return Verdict.progressing(RouteReason.SERVICE_NOT_SWITCHED, "the " + route + " is about to be made");
        }
        SplitPlan plan = splits.plan(sight);
        if (!splits.isWritten(sight, plan)) {
            return Verdict.progressing(RouteReason.SERVICE_NOT_SWITCHED, "the " + route + " is about to be written");
        }
        if (!plan.isWhole(sight.intent())) {
            return missing(sight, plan).orElseGet(() -> Verdict.progressing(RouteReason.VARIANT_NOT_READY,
                    "no traffic is moved to a variant without a ready pod: " + unready(sight)));
        }
        return acceptance(sight).map(problem -> Verdict.progressing(RouteReason.NOT_ACCEPTED, "the " + route + " is written, but "
                + problem)).orElseGet(() -> Verdict.programmed(RouteReason.TRAFFIC_SPLIT, "generation " + sight.intent().generation()
                        + " is in force in the " + route));
    }

    private static Optional<Verdict> missing(RouteSight sight, SplitPlan plan) {
        RouteIntent intent = sight.intent();
        return intent.challengers().stream().map(RouteVariant::name)
                .filter(name -> plan.rendered().share(name).compareTo(intent.share(name)) != 0
                        || plan.rendered().mirrored(name).compareTo(intent.mirrored(name)) != 0)
                .flatMap(name -> problem(sight.variants().get(name)).stream()).findFirst();
    }

    private static Optional<Verdict> problem(VariantSight variant) {
        return variant.problem().map(reason -> Verdict.blocked(reason, variant.message()));
    }

    private static String unready(RouteSight sight) {
        return Stream.concat(sight.variants().entrySet().stream().filter(variant -> !variant.getValue().ready()).map(Map.Entry::getKey),
                sight.deafTargets().stream().map(name -> "what gets the copies for " + name))
                .collect(Collectors.joining(", ")) + " has none";
    }

    private Optional<String> acceptance(RouteSight sight) {
        return dialect.acceptance(sight.route().orElseThrow(), sight.intent()) instanceof Acceptance.NotYet refused
                ? Optional.of(refused.message()) : Optional.empty();
    }

    /** What forbids to write a split. */
    Optional<Verdict> obstacle(RouteSight sight, Instant now) {
        String route = sight.named(dialect.kind());
        if (sight.unknownKind().isPresent() || sight.forbidden().isPresent()) {
            return Optional.of(Verdict.blocked(RouteReason.PROVIDER_UNAVAILABLE, sight.unknownKind().or(sight::forbidden).orElseThrow()));
        }
        boolean creating = dialect.created(sight.intent()).isPresent();
        if (sight.route().isEmpty() && !creating) {
            return Optional.of(Verdict.blocked(RouteReason.ROUTE_NOT_FOUND, "the " + route + " does not exist; create it"));
        }
        if (sight.isBusy()) {
            return Optional.of(Verdict.blocked(RouteReason.ROUTE_BUSY, "the " + route + " is held by "
                    + sight.notes().holder().map(claim -> claim.kind() + " " + sight.intent().owner().namespace() + "/" + claim.name())
                            .orElseThrow() + "; it is this experiment's turn when that one ends"));
        }
        if (creating && sight.route().isPresent() && !splits.isMade(sight)) {
            return Optional.of(Verdict.blocked(RouteReason.OWNERSHIP_CONFLICT, "the " + route
                    + " exists and was not made for this experiment; remove or rename it, or have it adopted instead of made"));
        }
        return unreadableOriginal(sight).or(() -> stopped(sight, now)).or(() -> objection(sight)).or(() -> unfit(sight));
    }

    private Optional<Verdict> unreadableOriginal(RouteSight sight) {
        boolean readable = sight.notes().readableOriginal().isPresent()
                || !sight.isClaimedByUs() && sight.notes().original().isEmpty();
        return readable ? Optional.empty() : Optional.of(Verdict.blocked(RouteReason.OWNERSHIP_CONFLICT, "the annotation "
                + RouteNotes.ORIGINAL + " of " + sight.named(dialect.kind()) + ", which tells what the route was before, is missing or"
                + " unreadable, so nothing is written; restore it, or bring " + fields() + " to what they were and remove all annotations"
                + " gauntlet.dev/* from the route"));
    }

    private String fields() {
        return dialect.ownedFields().stream().map(RouteJson::field).collect(Collectors.joining(", "));
    }

    private Optional<Verdict> stopped(RouteSight sight, Instant now) {
        if (!splits.isStopped(sight, now)) {
            return Optional.empty();
        }
        ObjectNode route = sight.route().orElseThrow();
        List<String> holders = FieldOwnership.holders(route.at("/metadata/managedFields"), dialect.ownedFields());
        return Optional.of(Verdict.blocked(RouteReason.OWNERSHIP_CONFLICT, (holders.isEmpty() ? "somebody" : String.join(", ", holders))
                + " keeps writing " + fields() + " of " + RouteJson.named(route) + " and undid Gauntlet's split more than "
                + Reverts.LIMIT + " times within " + Reverts.WINDOW.toMinutes() + " minutes; Gauntlet has stopped, and the route stays as"
                + " they wrote it. Tell it to leave " + fields() + " alone (README, section on GitOps), then remove the annotation "
                + RouteNotes.REVERTED + " from " + dialect.kind().kind() + " " + route.at("/metadata/name").asText()));
    }

    private Optional<Verdict> objection(RouteSight sight) {
        if (sight.route().isEmpty()) {
            return Optional.empty();
        }
        Optional<ObjectNode> original = sight.isClaimedByUs() ? sight.notes().readableOriginal().map(OriginalNote::original)
                : Optional.empty();
        return dialect.objection(splits.base(sight), original, sight.intent(), cluster)
                .map(objection -> Verdict.blocked(objection.reason(), objection.message()));
    }

    /** A route is not taken over before everybody can be served by it; once it is, the split goes on with those who can serve. */
    private Optional<Verdict> unfit(RouteSight sight) {
        if (sight.isClaimedByUs()) {
            return Optional.empty();
        }
        return sight.variants().values().stream().flatMap(variant -> problem(variant).stream()).findFirst()
                .or(() -> sight.isReady(sight.intent().champion().name()) ? Optional.empty()
                        : Optional.of(Verdict.progressing(RouteReason.VARIANT_NOT_READY,
                                "clients stay where they are until the champion has a ready pod: " + unready(sight))))
                .or(() -> sight.route().isPresent() && dialect.created(sight.intent()).isPresent() ? untaken(sight) : Optional.empty());
    }

    /** A route that was made is split once something carries it: by then its status tells what that can do. */
    private Optional<Verdict> untaken(RouteSight sight) {
        return acceptance(sight).map(problem -> Verdict.progressing(RouteReason.NOT_ACCEPTED, "the " + sight.named(dialect.kind())
                + " is made and is split once it is accepted, but " + problem));
    }

    /** Whether a release has to wait for somebody. */
    Optional<Verdict> obstacleToRelease(RouteSight sight, String variant) {
        if (sight.forbidden().isPresent()) {
            return Optional.of(Verdict.blocked(RouteReason.PROVIDER_UNAVAILABLE, sight.forbidden().get()));
        }
        if (sight.route().isEmpty() || !sight.isClaimedByUs()) {
            return Optional.empty();
        }
        Optional<ObjectNode> released = releases.released(sight, variant);
        if (released.isEmpty()) {
            return unreadableOriginal(sight);
        }
        boolean toChallenger = !variant.equals(sight.intent().champion().name());
        if (!toChallenger || RouteJson.same(released.get(), sight.route().get())) {
            return Optional.empty();
        }
        return problem(sight.variants().get(variant)).or(() -> sight.notes().reverts().isStopped()
                ? stopped(sight, Instant.MAX) : Optional.empty());
    }

    private Verdict released(RouteSight sight, String variant) {
        return obstacleToRelease(sight, variant).orElseGet(() -> releases.change(sight, variant).isEmpty() ? atTheEnd(sight)
                : Verdict.progressing(RouteReason.SERVICE_NOT_SWITCHED, "the " + sight.named(dialect.kind())
                        + " is about to be given back, leading to " + variant));
    }

    /** What is true once a removal finds nothing to do any more, wherever somebody else leads a route that was given back. */
    RouteObservation removed(RouteSight sight, String variant, Instant now) {
        return observation(sight, obstacleToRelease(sight, variant).orElseGet(() -> atTheEnd(sight)), now);
    }

    private Verdict atTheEnd(RouteSight sight) {
        return Verdict.programmed(RouteReason.RELEASED, "the " + sight.named(dialect.kind()) + (sight.route().isPresent()
                ? " is given back; nothing of Gauntlet is in it" : " does not exist, so there is nothing to give back"));
    }
}
