package dev.gauntlet.evidence.prometheus;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Puts an {@link Authentication} into a request. */
final class Credentials {

    private Credentials() {
    }

    /** The file with the secret cannot be read. */
    static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnreadableException(Path file, IOException cause) {
            super("cannot read the credentials in " + file + " (" + cause.getClass().getSimpleName() + ")", cause);
        }
    }

    static void add(Authentication authentication, HttpRequest.Builder request) throws UnreadableException {
        if (authentication instanceof Authentication.Bearer bearer) {
            request.setHeader("Authorization", "Bearer " + secret(bearer.tokenFile()));
        } else if (authentication instanceof Authentication.Basic basic) {
            byte[] pair = (basic.user() + ":" + secret(basic.passwordFile())).getBytes(StandardCharsets.UTF_8);
            request.setHeader("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        } else if (authentication instanceof Authentication.Header header) {
            request.setHeader(header.name(), secret(header.valueFile()));
        }
    }

    private static String secret(Path file) throws UnreadableException {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UnreadableException(file, e);
        }
    }
}
