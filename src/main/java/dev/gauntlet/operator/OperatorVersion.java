package dev.gauntlet.operator;

import java.util.Optional;

/** The version of this build. */
final class OperatorVersion {

    private OperatorVersion() {
    }

    /** The version in the manifest of the jar, or {@code development} when the classes come from no jar. */
    static String current() {
        return Optional.ofNullable(OperatorVersion.class.getPackage().getImplementationVersion()).orElse("development");
    }
}
