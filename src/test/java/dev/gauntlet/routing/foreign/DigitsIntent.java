package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.AssignmentUnit;
import dev.gauntlet.routing.MissingKeyPolicy;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteIntent.CopyTarget;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.RouteTarget.Creation;
import dev.gauntlet.routing.RouteVariant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Intents for a route {@code digits} in the namespace {@code demo}: the champion {@code baseline} and its challengers, each with the Service
 * {@code digits-<variant>}, port 8080.
 *
 * @param challengers names of the challengers
 * @param rule the named rule
 * @param header the override header
 * @param creation how to make the route
 * @param shares percent by challenger
 * @param mirrored percent of copies by challenger
 * @param copyTargets what gets the copies
 * @param service Service of all variants; empty for one of its own each
 */
public record DigitsIntent(List<String> challengers, Optional<String> rule, Optional<String> header, Optional<Creation> creation,
        Map<String, String> shares, Map<String, String> mirrored, Map<String, CopyTarget> copyTargets, Optional<String> service) {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** No rule, no header, no traffic. */
    public static DigitsIntent with(String... challengers) {
        return with(List.of(challengers));
    }

    /** No rule, no header, no traffic. */
    public static DigitsIntent with(Collection<String> challengers) {
        return new DigitsIntent(List.copyOf(challengers), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Map.of(), Map.of(),
                Optional.empty());
    }

    public DigitsIntent rule(String name) {
        return new DigitsIntent(challengers, Optional.of(name), header, creation, shares, mirrored, copyTargets, service);
    }

    public DigitsIntent header(String name) {
        return new DigitsIntent(challengers, rule, Optional.of(name), creation, shares, mirrored, copyTargets, service);
    }

    public DigitsIntent created(Creation how) {
        return new DigitsIntent(challengers, rule, header, Optional.of(how), shares, mirrored, copyTargets, service);
    }

    public DigitsIntent shares(Map<String, String> percent) {
        return new DigitsIntent(challengers, rule, header, creation, percent, mirrored, copyTargets, service);
    }

    public DigitsIntent mirrored(Map<String, String> percent) {
        return new DigitsIntent(challengers, rule, header, creation, shares, percent, copyTargets, service);
    }

    public DigitsIntent copiesTo(Map<String, CopyTarget> targets) {
        return new DigitsIntent(challengers, rule, header, creation, shares, mirrored, targets, service);
    }

    public DigitsIntent sharedService(String name) {
        return new DigitsIntent(challengers, rule, header, creation, shares, mirrored, copyTargets, Optional.of(name));
    }

    /** The intent to split. */
    public RouteIntent split() {
        List<RouteVariant> variants = new ArrayList<>();
        variants.add(variant("baseline", true));
        challengers.forEach(challenger -> variants.add(variant(challenger, false)));
        AssignmentPolicy assignment = new AssignmentPolicy(AssignmentUnit.REQUEST, Optional.empty(), "salt", MissingKeyPolicy.CHAMPION, header);
        return new RouteIntent(new RouteOwner("gauntlet.dev/v1alpha1", "ModelExperiment", "demo", "digits", "uid-1"), "",
                Optional.of(new RouteTarget("digits", rule, creation)), variants, assignment, percents(shares), percents(mirrored), copyTargets,
                1, new RouteGoal.Split());
    }

    /** The intent to release to a variant. */
    public RouteIntent release(String variant) {
        return split().withGoal(new RouteGoal.Release(variant));
    }

    private RouteVariant variant(String name, boolean champion) {
        return new RouteVariant(name, champion, service.orElse("digits-" + name), 8080);
    }

    private static Map<String, BigDecimal> percents(Map<String, String> texts) {
        return texts.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> new BigDecimal(entry.getValue())));
    }

    /** An object from YAML. */
    public static ObjectNode yaml(String text) {
        try {
            return (ObjectNode) YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
