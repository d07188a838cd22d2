package dev.gauntlet.routing.managedproxy;

import dev.gauntlet.routing.RouteOwner;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Bearer tokens of the proxies' admin endpoint. Each experiment's token is derived from the operator's key (HMAC-SHA-256, RFC 2104), so
 * the operator stores none and needs no access to Secrets; a proxy knows only the token's hash.
 */
public final class AdminTokens {

    private static final int SHORTEST_KEY = 32;

    private final SecretKeySpec key;

    /**
     * @param key the operator's key, at least 32 random bytes; it must survive a restart, else all proxies are replaced after one
     * @throws IllegalArgumentException if the key is shorter
     */
    public AdminTokens(byte[] key) {
        if (key.length < SHORTEST_KEY) {
            throw new IllegalArgumentException("the key of the admin tokens must have at least " + SHORTEST_KEY + " bytes");
        }
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /** The token of an owner's proxies. */
    public String token(RouteOwner owner) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(("proxy-admin:" + owner.uid()).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** What a proxy may know of the token: its SHA-1 in hexadecimal digits. The token has 256 random bits, so the hash tells nothing. */
    public String tokenSha1(RouteOwner owner) {
        try {
            byte[] token = token(owner).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(token));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
