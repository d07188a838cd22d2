package dev.gauntlet.operator;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The key from which the tokens of all proxies' admin interfaces are derived. It is made once and kept in the Secret
 * {@code gauntlet-proxy-admin} in the operator's own namespace, so that every replica and every restart has the same.
 */
@Singleton
public class ProxyAdminKey {

    private static final String SECRET = "gauntlet-proxy-admin";
    private static final String ENTRY = "key";
    private static final int BYTES = 32;

    private final KubernetesClient client;
    private final String namespace;

    ProxyAdminKey(KubernetesClient client, GauntletConfig config) {
        this.client = client;
        this.namespace = config.namespace();
    }

    /**
     * Reads the key, and makes it if there is none.
     *
     * @throws KubernetesClientException when the API server does not allow it
     */
    public byte[] read() {
        Secret secret = client.secrets().inNamespace(namespace).withName(SECRET).get();
        return Base64.getDecoder().decode((secret == null ? create() : secret).getData().get(ENTRY));
    }

    private Secret create() {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        Secret secret = new SecretBuilder().withNewMetadata().withName(SECRET).withNamespace(namespace).endMetadata()
                .addToData(ENTRY, Base64.getEncoder().encodeToString(key)).build();
        try {
            return client.secrets().inNamespace(namespace).resource(secret).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return client.secrets().inNamespace(namespace).withName(SECRET).get();
            }
            throw e;
        }
    }
}
