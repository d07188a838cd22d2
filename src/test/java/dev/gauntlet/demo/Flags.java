package dev.gauntlet.demo;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Command-line flags of the form {@code --name=value} or {@code --name}. */
final class Flags {

    private final Map<String, String> values;

    private Flags(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Parses the arguments of a main method.
     *
     * @param arguments the arguments
     * @param known the names that may be given, without the dashes
     * @return the flags given
     * @throws IllegalArgumentException if an argument is no flag or its name is not known
     */
    static Flags parse(String[] arguments, Set<String> known) {
        Map<String, String> values = new HashMap<>();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            if (!parts[0].startsWith("--") || !known.contains(parts[0].substring(2))) {
                throw new IllegalArgumentException("unknown argument '%s'; known flags: %s".formatted(argument, known));
            }
            values.put(parts[0].substring(2), parts.length == 2 ? parts[1] : "true");
        }
        return new Flags(values);
    }

    /** Returns the value of a flag, or the fallback if it was not given. */
    String text(String name, String fallback) {
        return values.getOrDefault(name, fallback);
    }

    /**
     * Returns the value of a flag that must be given.
     *
     * @throws IllegalArgumentException if it was not
     */
    String required(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--%s is required".formatted(name));
        }
        return value;
    }

    /**
     * Returns a flag's value as a whole number, or the fallback if it was not given.
     *
     * @throws IllegalArgumentException if it is no whole number
     */
    long number(String name, long fallback) {
        String value = values.get(name);
        try {
            return value == null ? fallback : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--%s=%s is no whole number".formatted(name, value), e);
        }
    }

    /**
     * Returns a flag's value as a decimal number, or the fallback if it was not given.
     *
     * @throws IllegalArgumentException if it is no finite number
     */
    double decimal(String name, double fallback) {
        String value = values.get(name);
        try {
            double number = value == null ? fallback : Double.parseDouble(value);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--%s=%s is no number".formatted(name, value), e);
        }
        throw new IllegalArgumentException("--%s=%s is not finite".formatted(name, value));
    }

    /** Returns whether a flag was given without a value or as {@code true}. */
    boolean on(String name) {
        return Boolean.parseBoolean(values.get(name));
    }

    /**
     * Returns a flag's value {@code host:port} as an address.
     *
     * @throws IllegalArgumentException if it is not of that form
     */
    InetSocketAddress address(String name, String fallback) {
        String value = text(name, fallback);
        int colon = value.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("--%s=%s is not host:port".formatted(name, value));
        }
        return new InetSocketAddress(value.substring(0, colon), Integer.parseInt(value.substring(colon + 1)));
    }
}
