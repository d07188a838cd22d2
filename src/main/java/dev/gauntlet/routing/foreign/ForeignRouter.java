package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.TrafficRouter;
import dev.gauntlet.routing.Verdict;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.Optional;

/**
 * Splits traffic in routes of other systems, for every {@link RouteDialect}. Intents must have a target.
 *
 * <p>A split is one server-side apply of the fields that the dialect owns, with the claim and the note of what was there before; whoever
 * held the fields loses them for that time. When somebody undoes that, it is repaired and noted; the third time within
 * {@link Reverts#WINDOW} Gauntlet notes that it stops, and touches nothing but that note any more. The route then stays as they wrote
 * it, even where they left a share to a challenger: what was written last is what its owner wants. It stays so until the note is removed.
 *
 * <p>When a dialect objects to a route that is split already, the split goes back to the champion if it is still as Gauntlet wrote it;
 * what somebody else wrote over it is theirs and stays.
 *
 * <p>A route that was made by Gauntlet belongs to the owner of the intent. It stays after the end, leading to whoever serves, since it is
 * the only one that clients have, and goes when its owner is deleted.
 */
public final class ForeignRouter implements TrafficRouter {

    private static final int ATTEMPTS = 4;
    /** A rollback after the end takes two writes, a release two more; the rest is for those who write at the same moment. */
    private static final int RELEASE_ATTEMPTS = 8;

    private final RouteDialect dialect;
    private final Clock clock;
    private final RouteStore store;
    private final SightReader reader;
    private final SplitPlanner splits;
    private final ReleasePlanner releases;
    private final RouteAssessment assessment;

    /**
     * A router for one kind of route.
     *
     * @param client access to the cluster
     * @param dialect how routes of the kind are read and written
     * @param clock tells when others undid a write
     */
    public ForeignRouter(KubernetesClient client, RouteDialect dialect, Clock clock) {
        this.dialect = dialect;
        this.clock = clock;
        this.store = new RouteStore(client);
        this.reader = new SightReader(client, store, dialect);
        this.splits = new SplitPlanner(dialect, store::readable);
        this.releases = new ReleasePlanner(dialect, splits, store::readable);
        this.assessment = new RouteAssessment(dialect, splits, releases, store::readable);
    }

    @Override
    public Capabilities capabilities() {
        return dialect.capabilities();
    }

    @Override
    public RouteObservation observe(RouteIntent intent) {
        return assess(reader.read(intent));
    }

    @Override
    public RouteObservation apply(RouteIntent intent) {
        return intent.goal() instanceof RouteGoal.Release release ? release(intent, release.variant(), false) : split(intent);
    }

    /**
     * {@inheritDoc} A route that was made is deleted if its owner is gone or being deleted; while the owner stays, so does the route.
     */
    @Override
    public RouteObservation remove(RouteIntent intent) {
        String winner = intent.goal() instanceof RouteGoal.Release release ? release.variant() : intent.champion().name();
        return release(intent.withGoal(new RouteGoal.Release(winner)), winner, true);
    }

    /**
     * {@inheritDoc} A route that was made loses its owner. The claim and the notes stay, although their holder goes: by them the next
     * experiment on the route can put back what was there before.
     */
    @Override
    public void disown(RouteIntent intent) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            RouteSight sight = reader.read(intent);
            Optional<RouteChange> change = sight.route().flatMap(route -> withoutOwner(route, intent.owner().uid()));
            if (change.isEmpty() || !(store.write(dialect.kind(), change.get()) instanceof WriteResult.Outdated)) {
                return;
            }
        }
    }

    private static Optional<RouteChange> withoutOwner(ObjectNode route, String uid) {
        JsonNode references = route.at("/metadata/ownerReferences");
        ArrayNode operations = JsonNodeFactory.instance.arrayNode();
        for (int i = references.size() - 1; i >= 0; i--) {
            if (references.get(i).path("uid").asText().equals(uid)) {
                operations.addObject().put("op", "remove").put("path", "/metadata/ownerReferences/" + i);
            }
        }
        return operations.isEmpty() ? Optional.empty() : Optional.of(new RouteChange.Patch(route, operations));
    }

    private RouteObservation assess(RouteSight sight) {
        return assessment.assess(sight, clock.instant());
    }

    private RouteObservation split(RouteIntent intent) {
        boolean drifted = false;
        RouteSight sight = reader.read(intent);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            drifted |= assessment.isDrifted(sight, clock.instant());
            Optional<RouteChange> change = splitChange(sight);
            if (change.isEmpty()) {
                return assess(sight).withDrift(drifted);
            }
            WriteResult result = store.write(dialect.kind(), change.get());
            if (result instanceof WriteResult.Refused refused) {
                return refused(sight, refused).withDrift(drifted);
            }
            sight = reader.read(intent);
            if (result instanceof WriteResult.Written && !(change.get() instanceof RouteChange.Create)) {
                return assess(sight).withDrift(drifted);
            }
        }
        return conflict(sight).withDrift(drifted);
    }

    private Optional<RouteChange> splitChange(RouteSight sight) {
        if (assessment.obstacle(sight, clock.instant()).isEmpty()) {
            return splits.change(sight, clock.instant());
        }
        if (sight.route().isEmpty() || !sight.isClaimedByUs()) {
            return Optional.empty();
        }
        if (splits.isStopped(sight, clock.instant())) {
            return sight.notes().reverts().isStopped() ? Optional.empty() : Optional.of(splits.stop(sight, clock.instant()));
        }
        return splits.retreat(sight);
    }

    private RouteObservation refused(RouteSight sight, WriteResult.Refused refused) {
        return assessment.observation(sight, Verdict.blocked(RouteReason.CONFIG_INVALID, "the " + sight.named(dialect.kind())
                + " was not changed, the API server says: " + refused.message()), clock.instant());
    }

    private RouteObservation conflict(RouteSight sight) {
        return assessment.observation(sight, Verdict.progressing(RouteReason.WRITE_CONFLICT, "somebody else keeps changing the "
                + sight.named(dialect.kind()) + "; it is tried again"), clock.instant());
    }

    private RouteObservation release(RouteIntent intent, String winner, boolean removing) {
        RouteSight sight = reader.read(intent);
        for (int attempt = 0; attempt < RELEASE_ATTEMPTS; attempt++) {
            Optional<RouteChange> change = releaseChange(sight, winner, removing);
            if (change.isEmpty()) {
                return removing ? assessment.removed(sight, winner, clock.instant()) : assess(sight);
            }
            WriteResult result = store.write(dialect.kind(), change.get());
            if (result instanceof WriteResult.Refused refused) {
                return refused(sight, refused);
            }
            sight = reader.read(intent);
        }
        return conflict(sight);
    }

    private Optional<RouteChange> releaseChange(RouteSight sight, String winner, boolean removing) {
        if (sight.route().isEmpty()) {
            return Optional.empty();
        }
        if (removing) {
            boolean doomed = splits.isMade(sight) && !sight.isBusy() && reader.isLeaving(sight.intent());
            if (doomed) {
                return sight.route().filter(route -> !route.path("metadata").has("deletionTimestamp")).map(RouteChange.Delete::new);
            }
            return sight.isClaimedByUs() ? releases.change(sight, winner) : Optional.empty();
        }
        return assessment.obstacleToRelease(sight, winner).isPresent() ? Optional.empty() : releases.change(sight, winner);
    }
}
