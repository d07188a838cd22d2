package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteClaim;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What Gauntlet notes on a route, in annotations, while it holds it.
 *
 * @param holder who holds it
 * @param original what it was before, as it stands there
 * @param generation generation of the intent that was written last, if it was written whole
 * @param applied the traffic that was written last; empty while the route is as it was before
 * @param reverts when others undid that
 */
record RouteNotes(Optional<RouteClaim> holder, Optional<String> original, OptionalLong generation, Optional<AppliedTraffic> applied,
        Reverts reverts) {

    static final String ORIGINAL = "gauntlet.dev/original-route";
    static final String GENERATION = "gauntlet.dev/generation";
    static final String APPLIED = "gauntlet.dev/applied";
    static final String REVERTED = "gauntlet.dev/reverted";
    /** All of them. */
    static final List<String> ALL = List.of(RouteClaim.ANNOTATION, ORIGINAL, GENERATION, APPLIED, REVERTED);

    /** The notes on a route. */
    static RouteNotes on(ObjectNode route) {
        Map<String, String> annotations = new LinkedHashMap<>();
        route.at("/metadata/annotations").fields().forEachRemaining(field -> annotations.put(field.getKey(), field.getValue().asText()));
        String generation = annotations.getOrDefault(GENERATION, "");
        return new RouteNotes(RouteClaim.on(annotations), Optional.ofNullable(annotations.get(ORIGINAL)),
                generation.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(generation)) : OptionalLong.empty(),
                Optional.ofNullable(annotations.get(APPLIED)).flatMap(AppliedTraffic::fromJson),
                Optional.ofNullable(annotations.get(REVERTED)).map(Reverts::parse).orElse(Reverts.NONE));
    }

    /** What the route was before, if that is readable. */
    Optional<OriginalNote> readableOriginal() {
        return original.flatMap(OriginalNote::fromJson);
    }

    /** The notes as annotations. */
    Map<String, String> annotations() {
        Map<String, String> annotations = new LinkedHashMap<>();
        holder.ifPresent(claim -> annotations.put(RouteClaim.ANNOTATION, claim.text()));
        original.ifPresent(text -> annotations.put(ORIGINAL, text));
        generation.ifPresent(number -> annotations.put(GENERATION, Long.toString(number)));
        applied.ifPresent(traffic -> annotations.put(APPLIED, traffic.toJson()));
        if (!reverts.times().isEmpty()) {
            annotations.put(REVERTED, reverts.text());
        }
        return annotations;
    }
}
