package dev.gauntlet.operator.notification;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * A receiver that the operator's configuration names.
 *
 * @param name the name that experiments use
 * @param kind what it understands
 * @param url where it is
 * @param timeout the longest time one attempt may take
 * @param headers further headers of each request
 * @param bearerTokenFile file with a bearer token, if it wants one
 * @param tls trust and client certificate, or empty for the platform's defaults
 * @param template of the text
 */
record Channel(String name, ChannelKind kind, URI url, Duration timeout, Map<String, String> headers, Optional<Path> bearerTokenFile,
        Optional<SSLContext> tls, MessageTemplate template) {

    /** Copies the map and refuses a URL that is not HTTP; the message shows no URL, because those of chat services are secret. */
    Channel {
        if (!Set.of("http", "https").contains(String.valueOf(url.getScheme())) || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "gauntlet.notifications." + name + ".url must start with http:// or https:// and name a host");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("gauntlet.notifications." + name + ".timeout is " + timeout + ": it must be positive");
        }
        headers = Map.copyOf(headers);
    }

    Payload payload(Message message, Instant ends) {
        return kind.format().payload(url, message, template.render(message), ends);
    }

    /** Leaves out URL and headers, which may be secret. */
    @Override
    public String toString() {
        return "Channel[" + name + " " + kind + "]";
    }
}
