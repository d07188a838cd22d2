package dev.gauntlet.api.v1alpha1;

/** Regular expressions shared by the schema and the operator's own validation. */
final class Patterns {

    /** RFC 1123 label. */
    static final String DNS_LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
    /** RFC 1123 subdomain. */
    static final String DNS_SUBDOMAIN = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";
    /** RFC 3339 time. */
    static final String TIME = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$";
    /** A share in percent with at most two decimals, 0 to 100. */
    static final String PERCENT = "^(100(\\.0{1,2})?|[0-9]{1,2}(\\.[0-9]{1,2})?)$";
    /** A decimal number that is not negative. */
    static final String DECIMAL = "^[0-9]+(\\.[0-9]+)?$";
    /** A decimal number of either sign. */
    static final String SIGNED_DECIMAL = "^-?[0-9]+(\\.[0-9]+)?$";
    /** A probability strictly below one, written as a decimal. */
    static final String PROBABILITY = "^0?\\.[0-9]*[1-9][0-9]*$";
    /** A Prometheus label name. */
    static final String LABEL_NAME = "^[a-zA-Z_][a-zA-Z0-9_]*$";
    /** An HTTP header or cookie name without characters that need escaping. */
    static final String TOKEN_NAME = "^[A-Za-z0-9][A-Za-z0-9_-]*$";

    private Patterns() {
    }
}
