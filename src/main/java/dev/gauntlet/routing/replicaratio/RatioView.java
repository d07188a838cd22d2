package dev.gauntlet.routing.replicaratio;

import dev.gauntlet.routing.RouteClaim;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteOwner;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that matters of the cluster for one intent, read at one time.
 *
 * @param intent what is wanted
 * @param service the Service over the pods of all variants, if it exists
 * @param holder whose claim the Service carries, if any
 * @param holderLives whether that holder still exists
 * @param variants by variant name, in the order of the specification
 * @param strangers what gets requests through the Service and belongs to no variant
 * @param autoscalers names of the autoscalers of the variants' Deployments, with the Deployment, as {@code name (Deployment name)}; empty
 *     where they may not be seen
 */
record RatioView(RouteIntent intent, Optional<Service> service, Optional<RouteClaim> holder, boolean holderLives,
        Map<String, VariantReplicas> variants, List<String> strangers, Optional<List<String>> autoscalers) {

    RouteOwner owner() {
        return intent.owner();
    }

    boolean isClaimedByUs() {
        return holder.equals(Optional.of(RouteClaim.of(owner())));
    }

    /** Whether somebody else who still exists holds the Service. */
    boolean isBusy() {
        return holder.isPresent() && !isClaimedByUs() && holderLives;
    }

    /** What was there before the Service was taken, if that is noted by us or by a holder that is gone. */
    Optional<OriginalReplicas> noted() {
        return isBusy() ? Optional.empty() : service.flatMap(s -> ServiceNotes.annotation(s, ServiceNotes.ORIGINAL_ROUTE))
                .flatMap(OriginalReplicas::fromJson).filter(original -> original.replicas().getOrDefault(workload(champion()), 0) > 0);
    }

    /** Whether the Service is held with everything noted that belongs to that. */
    boolean isHeld() {
        return isClaimedByUs() && noted().isPresent();
    }

    VariantReplicas champion() {
        return variants.get(intent.champion().name());
    }

    private static String workload(VariantReplicas variant) {
        return variant.variant().workload().orElse("");
    }

    /** The number of replicas of all variants together, while it is only the champion that has some, or as it was noted. */
    int total() {
        return noted().map(original -> original.replicas().get(workload(champion()))).orElseGet(() -> isClaimedByUs() ? sum()
                : champion().replicas());
    }

    /** The number of replicas of all variants as they are: what the total must have been where nothing is noted any more. */
    int sum() {
        return variants.values().stream().mapToInt(VariantReplicas::replicas).sum();
    }

    /** Whether challengers have replicas that are not known to be Gauntlet's doing. */
    boolean hasChallengers() {
        return intent.challengers().stream().anyMatch(challenger -> variants.get(challenger.name()).replicas() > 0);
    }

    /** The number of replicas that every variant is to have. */
    Map<String, Integer> wanted() {
        return ReplicaShares.wanted(intent, total());
    }

    /** What to plan with; Deployments that do not exist are left out. */
    List<ScalePlan.Row> rows() {
        Map<String, Integer> wanted = wanted();
        return variants.values().stream().filter(variant -> variant.deployment().isPresent())
                .map(variant -> new ScalePlan.Row(variant.variant().name(), variant.replicas(), variant.behind(),
                        wanted.get(variant.variant().name()))).toList();
    }

    /** The variant that is raised before anything else: the one that everybody is released to, else the champion. */
    String leader() {
        return intent.goal() instanceof RouteGoal.Release release ? release.variant() : intent.champion().name();
    }

    /** Whether this generation of the intent was in force before. */
    boolean wasReached() {
        return service.flatMap(s -> ServiceNotes.annotation(s, ServiceNotes.GENERATION))
                .filter(Long.toString(intent.generation())::equals).isPresent();
    }

    /** Whether somebody else changed what was in force: numbers of replicas, or our notes. */
    boolean isDrifted() {
        if (!isClaimedByUs() || !(intent.goal() instanceof RouteGoal.Split)) {
            return false;
        }
        return noted().isEmpty() || wasReached() && ReplicaShares.objection(intent, total()).isEmpty()
                && rows().stream().anyMatch(row -> row.replicas() != row.wanted());
    }
}
