package dev.gauntlet.routing.managedproxy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.AssignmentUnit;
import dev.gauntlet.routing.MissingKeyPolicy;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.UnitKey;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What stays the same while a proxy runs: the document {@code settings.json}. User-chosen text stands here, as JSON strings, and never
 * in nginx syntax.
 *
 * @param experiment value of the metric label {@code experiment}
 * @param experimentUid unique id of the experiment, so that a namesake gets new proxies
 * @param unit Request, Session or User
 * @param keyType Header or Cookie, absent for the unit Request
 * @param keyName name of the header or cookie, absent for the unit Request
 * @param salt salt of the assignment
 * @param missingKeyPolicy Champion or Random
 * @param overrideHeader header that names a wanted variant, or absent
 * @param variantLabels by variant, the labels that its series carry beside the proxy's own, such as {@code version="v2"}; rendered for
 *     the exposition format
 * @param adminTokenSha1 SHA-1 of the admin token, in hexadecimal digits
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProxySettings(String experiment, String experimentUid, String unit, String keyType, String keyName, String salt,
        String missingKeyPolicy, String overrideHeader, SortedMap<String, String> variantLabels, String adminTokenSha1) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Labels that the proxy sets itself. */
    private static final Set<String> OWN_LABELS = Set.of("experiment", "variant", "source", "code", "unit_bucket", "le");

    /** The settings for an owner's experiment. */
    public static ProxySettings of(RouteOwner owner, List<RouteVariant> variants, AssignmentPolicy policy, String adminTokenSha1) {
        boolean sticky = policy.unit() != AssignmentUnit.REQUEST;
        UnitKey key = sticky ? policy.key().orElseThrow() : null;
        return new ProxySettings(owner.qualifiedName(), owner.uid(), unitName(policy.unit()),
                key == null ? null : key.type() == UnitKey.Type.COOKIE ? "Cookie" : "Header",
                key == null ? null : key.name(), policy.salt(),
                policy.missingKey() == MissingKeyPolicy.RANDOM ? "Random" : "Champion",
                policy.overrideHeader().orElse(null), variantLabels(variants), adminTokenSha1);
    }

    private static SortedMap<String, String> variantLabels(List<RouteVariant> variants) {
        SortedMap<String, String> rendered = new TreeMap<>();
        variants.forEach(variant -> rendered.put(variant.name(), variant.metricLabels().entrySet().stream()
                .filter(label -> !OWN_LABELS.contains(label.getKey()))
                .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + "\"").collect(Collectors.joining(","))));
        return rendered;
    }

    /** Escapes a label value by the rules of the Prometheus text format, version 0.0.4. */
    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String unitName(AssignmentUnit unit) {
        return switch (unit) {
            case REQUEST -> "Request";
            case SESSION -> "Session";
            case USER -> "User";
        };
    }

    /** The document. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings are always serialisable", e);
        }
    }
}
