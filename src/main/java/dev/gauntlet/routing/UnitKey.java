package dev.gauntlet.routing;

/**
 * Where a request carries the key of its unit. The raw value is used: a header without surrounding blanks (the first one when it is
 * repeated), a cookie neither unquoted nor decoded.
 *
 * @param type kind of carrier
 * @param name name of the header (case does not matter) or of the cookie; an HTTP token
 */
public record UnitKey(Type type, String name) {

    /** Kind of carrier of a unit key. */
    public enum Type { HEADER, COOKIE }

    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}";

    /**
     * @throws IllegalArgumentException if the name is no HTTP token (RFC 9110, section 5.6.2) of at most 128 characters
     */
    public UnitKey {
        requireToken(name);
    }

    static void requireToken(String name) {
        if (!name.matches(TOKEN)) {
            throw new IllegalArgumentException("not the name of a header or cookie: \"" + name + "\"");
        }
    }
}
