package dev.gauntlet.operator.notification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Where notifications go, prefix {@code gauntlet.notifications}. */
@ConfigMapping(prefix = "gauntlet.notifications")
public interface NotificationConfig {

    /** Channels by name; experiments choose one by name and never carry a URL. */
    @WithParentName
    Map<String, ChannelConfig> channels();

    /** One channel. */
    interface ChannelConfig {

        /** What is understood at the other end: Slack, Webhook, CloudEvents or Alertmanager. */
        ChannelKind type();

        /** Where messages are posted to; for Alertmanager its base URL. */
        URI url();

        /** Time limit of one attempt. */
        @WithDefault("PT10S")
        Duration timeout();

        /** Further request headers. */
        Map<String, String> headers();

        /** File with a bearer token, read anew for every attempt. */
        Optional<String> bearerTokenFile();

        /** Name of a Quarkus TLS configuration ({@code quarkus.tls.<name>...}) with trust and client certificate. */
        @WithName("tls")
        Optional<String> tlsConfiguration();

        /** Qute template of the text; a plain one when absent. */
        Optional<String> template();

        /** File with the Qute template of the text, instead of {@code template}. */
        Optional<String> templateFile();
    }
}
