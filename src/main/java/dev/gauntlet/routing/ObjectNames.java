package dev.gauntlet.routing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of objects that Gauntlet makes. */
public final class ObjectNames {

    private static final int LONGEST_LABEL = 63;

    private ObjectNames() {
    }

    /**
     * A DNS label of at most 63 characters with a name in it as far as it fits. A name that does not fit whole gets a hash, so that two
     * names never become one.
     */
    public static String label(String name) {
        if (name.length() <= LONGEST_LABEL && name.matches("[a-z0-9-]+") && !name.endsWith("-")) {
            return name;
        }
        String readable = name.replaceAll("[^a-z0-9-]", "-");
        int room = LONGEST_LABEL - 9;
        return readable.substring(0, Math.min(readable.length(), room)) + "-" + sha256(name).substring(0, 8);
    }

    /** SHA-256 of a text in hexadecimal digits. */
    public static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
