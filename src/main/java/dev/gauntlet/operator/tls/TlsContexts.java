package dev.gauntlet.operator.tls;

import io.quarkus.tls.TlsConfigurationRegistry;
import javax.net.ssl.SSLContext;

/** Makes TLS contexts of the configurations {@code quarkus.tls.<name>}. */
public final class TlsContexts {

    private TlsContexts() {
    }

    /**
     * The context of a configuration.
     *
     * @param configuration its name
     * @param registry holds all configurations
     * @throws IllegalArgumentException when there is none of that name, or it cannot be used; the message says which
     */
    public static SSLContext named(String configuration, TlsConfigurationRegistry registry) {
        try {
            return registry.get(configuration).orElseThrow(
                    () -> new IllegalArgumentException("there is no TLS configuration quarkus.tls." + configuration)).createSSLContext();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalArgumentException("TLS configuration " + configuration + " cannot be used: " + e.getMessage(), e);
        }
    }
}
