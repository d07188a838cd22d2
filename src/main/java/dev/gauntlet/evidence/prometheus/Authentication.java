package dev.gauntlet.evidence.prometheus;

import java.nio.file.Path;
import java.util.Objects;

/** How Gauntlet proves itself to a metrics store; client certificates are part of the connection's TLS context instead. */
public sealed interface Authentication {

    /** No credentials. */
    record None() implements Authentication {
    }

    /**
     * A bearer token, read anew for each request because projected tokens rotate.
     *
     * @param tokenFile the file that holds the token
     */
    record Bearer(Path tokenFile) implements Authentication {
        /** Refuses a missing file name. */
        public Bearer {
            Objects.requireNonNull(tokenFile);
        }
    }

    /**
     * Basic authentication; the password is read anew for each request.
     *
     * @param user the user's name
     * @param passwordFile the file that holds the password
     */
    record Basic(String user, Path passwordFile) implements Authentication {
        /** Refuses missing parts. */
        public Basic {
            Objects.requireNonNull(user);
            Objects.requireNonNull(passwordFile);
        }
    }

    /**
     * A secret in a header of the store's own choosing; read anew for each request.
     *
     * @param name the header's name
     * @param valueFile the file that holds the header's value
     */
    record Header(String name, Path valueFile) implements Authentication {
        /** Refuses missing parts. */
        public Header {
            Objects.requireNonNull(name);
            Objects.requireNonNull(valueFile);
        }
    }
}
