package dev.gauntlet.routing.managedproxy;

import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteVariant;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Which variant a unit gets: the very function that the running proxy computes, so anybody can tell any user's variant without asking
 * it. With {@code h = MD5(salt + ":" + key)} the unit's position is the first four bytes of {@code h} as an unsigned big-endian number;
 * the lane that holds the position names the variant. The unit's bucket is the fifth byte of {@code h} modulo 64, independent of the
 * position. MD5 serves as a well-mixed hash, not for secrecy.
 */
public final class Assignment {

    /** Number of unit buckets. */
    public static final int BUCKETS = 64;

    private final String salt;
    private final List<Lane> lanes;
    private final String defaultVariant;

    /**
     * @param salt salt of the experiment
     * @param lanes ordered lanes without overlap
     * @param defaultVariant variant of every unit outside all lanes: the champion
     */
    public Assignment(String salt, List<Lane> lanes, String defaultVariant) {
        this.salt = salt;
        this.lanes = List.copyOf(lanes);
        this.defaultVariant = defaultVariant;
    }

    /**
     * The assignment that an intent's shares ask for.
     *
     * @throws IllegalArgumentException if the shares do not fit into lanes, see {@link Lanes#of}
     */
    public static Assignment of(RouteIntent intent) {
        List<String> challengers = intent.challengers().stream().map(RouteVariant::name).toList();
        return new Assignment(intent.assignment().salt(), Lanes.of(challengers, intent::share), intent.champion().name());
    }

    /** Name of the variant that a unit gets; the key is the raw header or cookie value. */
    public String variantOf(String unitKey) {
        long position = position(salt, unitKey);
        for (Lane lane : lanes) {
            if (position >= lane.lower() && position < lane.upper()) {
                return lane.variant();
            }
        }
        return defaultVariant;
    }

    /** Position of a unit on the circle, 0 to 2^32 - 1. */
    public static long position(String salt, String unitKey) {
        return Integer.toUnsignedLong(ByteBuffer.wrap(hash(salt, unitKey)).getInt());
    }

    /** Bucket of a unit, 0 to 63: the value of the metric label {@code unit_bucket}. */
    public static int bucket(String salt, String unitKey) {
        return Byte.toUnsignedInt(hash(salt, unitKey)[4]) % BUCKETS;
    }

    private static byte[] hash(String salt, String unitKey) {
        try {
            return MessageDigest.getInstance("MD5").digest((salt + ":" + unitKey).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
