package dev.gauntlet.routing;

import java.util.Objects;
import java.util.Optional;

/**
 * How requests are assigned to variants.
 *
 * @param unit what is assigned
 * @param key where the unit's key is found; required unless the unit is {@link AssignmentUnit#REQUEST}
 * @param salt makes the assignments of different experiments independent of each other; 1 to 253 characters
 * @param missingKey what to do without a key
 * @param overrideHeader header by which a request may name the variant it wants; such requests do not enter the analysis
 */
public record AssignmentPolicy(AssignmentUnit unit, Optional<UnitKey> key, String salt, MissingKeyPolicy missingKey,
        Optional<String> overrideHeader) {

    /**
     * @throws IllegalArgumentException if a sticky unit has no key, the salt is empty or too long, or the override header's name is
     *         no HTTP token
     */
    public AssignmentPolicy {
        Objects.requireNonNull(missingKey, "missingKey");
        if (unit != AssignmentUnit.REQUEST && key.isEmpty()) {
            throw new IllegalArgumentException("the unit " + unit + " needs a key");
        }
        if (salt.isEmpty() || salt.length() > 253) {
            throw new IllegalArgumentException("the salt must have 1 to 253 characters");
        }
        overrideHeader.ifPresent(UnitKey::requireToken);
    }

    /** Every request is drawn on its own; no override header. */
    public static AssignmentPolicy perRequest(String salt) {
        return new AssignmentPolicy(AssignmentUnit.REQUEST, Optional.empty(), salt, MissingKeyPolicy.CHAMPION, Optional.empty());
    }
}
