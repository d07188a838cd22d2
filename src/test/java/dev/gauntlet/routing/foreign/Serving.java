package dev.gauntlet.routing.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.RouteVariant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Intents for routes of serving systems, where a variant has the name of its Service, and the life of such a route. */
public final class Serving {

    /** A cluster in which nothing can be read. */
    public static final ClusterObjects NOTHING = (kind, namespace, name) -> Optional.empty();

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Serving() {
    }

    /**
     * What happens to a route: it is split, and somebody edits another field of it.
     *
     * @param hundredths share of each challenger in hundredths of a percent
     * @param edited JSON pointer of the field that is edited
     * @param value its new value
     */
    public record Step(List<Integer> hundredths, String edited, String value) {
    }

    /** An object from YAML. */
    public static ObjectNode yaml(String text) {
        try {
            return (ObjectNode) YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /**
     * A split.
     *
     * @param champion Service of the champion
     * @param challengers Service and share of each challenger, such as {@code fraud-v2=5}
     */
    public static RouteIntent split(String champion, String... challengers) {
        List<RouteVariant> variants = new ArrayList<>(List.of(new RouteVariant(champion, true, champion, 80)));
        Map<String, BigDecimal> shares = new LinkedHashMap<>();
        for (String challenger : challengers) {
            String[] parts = challenger.split("=");
            variants.add(new RouteVariant(parts[0], false, parts[0], 80));
            shares.put(parts[0], new BigDecimal(parts[1]));
        }
        return new RouteIntent(new RouteOwner("gauntlet.dev/v1alpha1", "ModelExperiment", "demo", "fraud", "uid-1"), "",
                Optional.of(RouteTarget.adopted("fraud")), variants, AssignmentPolicy.perRequest("salt"), shares, Map.of(), Map.of(), 1,
                new RouteGoal.Split());
    }

    /** The route after a split that finds it as the user wrote it. */
    public static ObjectNode splitOf(RouteDialect dialect, ObjectNode route, RouteIntent intent) {
        return dialect.split(route, dialect.original(route, intent), intent);
    }

    /** The objection to a split of a route that nobody holds, in a cluster in which nothing can be read. */
    public static Optional<Objection> objection(RouteDialect dialect, ObjectNode route, RouteIntent intent) {
        return dialect.objection(route, Optional.empty(), intent, NOTHING);
    }

    /** Up to six steps with that many challengers, each with at most that many hundredths of a percent. */
    public static Arbitrary<List<Step>> steps(int challengers, int most, List<String> editable) {
        Arbitrary<List<Integer>> shares = Arbitraries.integers().between(0, most / challengers).list().ofSize(challengers);
        return Combinators.combine(shares, Arbitraries.of(editable), Arbitraries.strings().alpha().ofMaxLength(3)).as(Step::new).list()
                .ofMinSize(1).ofMaxSize(6);
    }

    /**
     * Splits a route again and again while somebody edits the rest of it, then gives it back to the champion. At each point everything but
     * the owned fields is as the editor has it, to the byte, and in the end all of it.
     */
    public static void assertGivenBackToTheByte(RouteDialect dialect, ObjectNode route, RouteIntent intent, List<Step> steps) {
        assertThat(objection(dialect, route, intent)).isEmpty();
        ObjectNode original = dialect.original(route, intent);
        ObjectNode expected = route.deepCopy();
        ObjectNode current = route.deepCopy();
        for (Step step : steps) {
            RouteIntent wanted = intent.withTraffic(shares(intent, step), Map.of());
            ObjectNode before = current.deepCopy();
            ObjectNode split = dialect.split(current, original, wanted);
            assertThat(current).as("the argument is not changed").isEqualTo(before);
            assertThat(without(dialect, split)).isEqualTo(without(dialect, before));
            assertThat(dialect.split(split, original, wanted).toString()).as("idempotent").isEqualTo(split.toString());
            current = split;
            RouteJson.put(current, step.edited(), current.textNode(step.value()));
            RouteJson.put(expected, step.edited(), current.textNode(step.value()));
        }
        ObjectNode released = dialect.release(current, original, intent, intent.champion().name());
        assertThat(released.toString()).isEqualTo(expected.toString());
        assertThat(dialect.release(released, original, intent, intent.champion().name()).toString()).isEqualTo(expected.toString());
    }

    /** A challenger that got the route is found on it, and the champion gets it back, as after a rollback from the end. */
    public static void assertLedBack(RouteDialect dialect, ObjectNode route, RouteIntent intent, String champion, String challenger) {
        ObjectNode promoted = dialect.release(splitOf(dialect, route, intent), dialect.original(route, intent), intent, challenger);
        RouteIntent swapped = split(challenger, champion + "=0");

        assertThat(objection(dialect, promoted, swapped)).as("leads to the challenger alone").isEmpty();
        assertThat(dialect.release(promoted, dialect.original(promoted, swapped), intent, challenger)).isEqualTo(promoted);
        ObjectNode led = dialect.release(promoted, dialect.original(promoted, swapped), swapped, champion);
        assertThat(led).isNotEqualTo(promoted);
        assertThat(dialect.release(led, dialect.original(led, intent), intent, champion)).isEqualTo(led);
    }

    private static Map<String, BigDecimal> shares(RouteIntent intent, Step step) {
        Map<String, BigDecimal> shares = new LinkedHashMap<>();
        for (int i = 0; i < intent.challengers().size(); i++) {
            shares.put(intent.challengers().get(i).name(), BigDecimal.valueOf(step.hundredths().get(i), 2));
        }
        return shares;
    }

    private static String without(RouteDialect dialect, ObjectNode route) {
        ObjectNode rest = route.deepCopy();
        for (String pointer : dialect.ownedFields()) {
            int last = pointer.lastIndexOf('/');
            if (rest.at(pointer.substring(0, last)) instanceof ObjectNode parent) {
                parent.remove(pointer.substring(last + 1));
            }
        }
        return rest.toString();
    }
}
