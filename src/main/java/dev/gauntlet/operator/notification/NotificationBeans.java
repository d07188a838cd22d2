package dev.gauntlet.operator.notification;

import dev.failsafe.spi.Scheduler;
import dev.gauntlet.operator.notification.NotificationConfig.ChannelConfig;
import dev.gauntlet.operator.tls.TlsContexts;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Makes the sender of the operator's configuration. */
public class NotificationBeans {

    @Produces
    @Singleton
    NotificationSender sender(NotificationConfig config, TlsConfigurationRegistry tls, MeterRegistry metrics, Clock clock) {
        List<ChannelSender> senders = new TreeMap<>(config.channels()).entrySet().stream()
                .map(e -> channel(e.getKey(), e.getValue(), tls))
                .map(channel -> new ChannelSender(channel, RetryPauses.STANDARD, metrics, clock,
                        UnaryOperator.<Scheduler>identity())).toList();
        return new NotificationSender(senders, new Alerts(clock));
    }

    void close(@Disposes NotificationSender sender) {
        sender.close();
    }

    /**
     * A channel as configured.
     *
     * @throws IllegalArgumentException when it cannot be used; the message names the configuration key
     */
    static Channel channel(String name, ChannelConfig config, TlsConfigurationRegistry tls) {
        return new Channel(name, config.type(), config.url(), config.timeout(), config.headers(), config.bearerTokenFile().map(Path::of),
                config.tlsConfiguration().map(configuration -> TlsContexts.named(configuration, tls)), template(name, config));
    }

    private static MessageTemplate template(String name, ChannelConfig config) {
        String key = "gauntlet.notifications." + name + ".template";
        UnaryOperator<String> escaping = config.type().format()::escaped;
        if (config.templateFile().isEmpty()) {
            return MessageTemplate.parse(key, config.template().orElse(MessageTemplate.STANDARD), escaping);
        }
        if (config.template().isPresent()) {
            throw new IllegalArgumentException(key + " and " + key + "-file are both set; remove one");
        }
        String file = config.templateFile().get();
        try {
            return MessageTemplate.parse(key + "-file " + file, Files.readString(Path.of(file)).stripTrailing(), escaping);
        } catch (IOException e) {
            throw new IllegalArgumentException(key + "-file " + file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }
}
