package dev.gauntlet.comparator;

import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Which headers of a copy the models get. */
final class CopyHeaders {

    /** Tells a model that nobody waits for the answer and that it must not act on the request. */
    static final String SHADOW = "X-Gauntlet-Shadow";
    /** Tells a model which variant it is. */
    static final String VARIANT = "X-Gauntlet-Variant";

    private static final String UNIT_BUCKET = "X-Gauntlet-Unit-Bucket";
    private static final String VIA = "Via";
    private static final String PSEUDONYM = "1.1 gauntlet-comparator";

    /** Headers that mean one connection only (RFC 9110, section 7.6.1), and those that are made anew for each model. */
    private static final Set<String> NOT_PASSED_ON = Set.of("connection", "keep-alive", "proxy-connection", "proxy-authenticate",
            "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade", "host", "content-length", "expect", "accept-encoding");

    private CopyHeaders() {
    }

    /**
     * The headers for one model.
     *
     * @param copy the copy's headers
     * @param variant the model's name
     * @param askedAgain whether the model has got the request before, from a client; then the copy has no unit bucket, by which models
     *     tell what to count
     */
    static MultiMap forVariant(MultiMap copy, String variant, boolean askedAgain) {
        Set<String> named = new TreeSet<>(NOT_PASSED_ON);
        copy.getAll("Connection").stream().flatMap(value -> Arrays.stream(value.split(",")))
                .forEach(name -> named.add(name.trim().toLowerCase(Locale.ROOT)));
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        copy.forEach(entry -> {
            if (!named.contains(entry.getKey().toLowerCase(Locale.ROOT))) {
                headers.add(entry.getKey(), entry.getValue());
            }
        });
        if (askedAgain) {
            headers.remove(UNIT_BUCKET);
        }
        // The answer is read here, and a compressed one could grow without bound.
        return headers.set("Accept-Encoding", "identity").set(SHADOW, "true").set(VARIANT, variant).add(VIA, PSEUDONYM);
    }

    /** Whether a copy's headers were made by {@link #forVariant}, so that copies run in a circle. */
    static boolean areOurs(MultiMap headers) {
        return headers.getAll(VIA).stream().anyMatch(value -> value.contains(PSEUDONYM));
    }
}
