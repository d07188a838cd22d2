package dev.gauntlet.local;

import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes the files that tell kubectl and every other client where the local API server is and who they are. */
final class Kubeconfig {

  private Kubeconfig() {}

  /**
   * Writes a kubeconfig with one cluster, one user and one context, readable by its owner only.
   *
   * @param file where to
   * @param server the API server
   * @param caCertificate the certificate that signs the API server's
   * @param namespace the default namespace
   * @param token the user's bearer token
   * @return the file
   */
  static Path write(Path file, URI server, Path caCertificate, String namespace, String token) {
    var config =
        new ConfigBuilder()
            .withApiVersion("v1")
            .withKind("Config")
            .addNewCluster()
            .withName("local")
            .withNewCluster()
            .withServer(server.toString())
            .withCertificateAuthority(caCertificate.toString())
            .endCluster()
            .endCluster()
            .addNewUser()
            .withName("user")
            .withNewUser()
            .withToken(token)
            .endUser()
            .endUser()
            .addNewContext()
            .withName("local")
            .withNewContext()
            .withCluster("local")
            .withUser("user")
            .withNamespace(namespace)
            .endContext()
            .endContext()
            .withCurrentContext("local")
            .build();
    return writePrivate(file, Serialization.asYaml(config));
  }

  static Path writePrivate(Path file, String content) {
    try {
      Files.deleteIfExists(file);
      Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
