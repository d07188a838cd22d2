package dev.gauntlet.routing.kserve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.foreign.Acceptance;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.Objection;
import java.util.Optional;

/** A field of an InferenceService that splits its traffic; the methods are those of {@link InferenceServiceDialect}, for that field. */
interface CanaryField {

    /**
     * What keeps the intent from being written.
     *
     * @param claimed whether the field may be split already
     */
    Optional<Objection> objection(ObjectNode service, boolean claimed, RouteIntent intent, ClusterObjects cluster);

    /** What is to be put back one day. */
    ObjectNode original(ObjectNode service);

    /** Splits, in place. */
    void split(ObjectNode service, RouteIntent intent);

    /** Puts everything to the champion, in place, as it was. */
    void restore(ObjectNode service, ObjectNode original);

    /** Puts everything to a challenger, in place. */
    void promote(ObjectNode service, RouteVariant challenger);

    /** Whether KServe works by the field. */
    Acceptance acceptance(ObjectNode service, RouteIntent intent);

    /** Whether KServe would give traffic to a variant; empty if it does not tell. */
    Optional<Boolean> ready(RouteVariant variant, ObjectNode service, RouteIntent intent, ClusterObjects cluster);
}
