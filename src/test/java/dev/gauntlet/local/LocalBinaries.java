package dev.gauntlet.local;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The programs the local cluster runs, as found or fetched by {@code examples/quickstart/setup}.
 *
 * @param etcd the etcd server
 * @param kubeApiserver the Kubernetes API server, 1.20 or newer
 * @param kubeControllerManager the controller manager of the same release
 * @param kubectl any kubectl
 * @param prometheus the Prometheus server
 * @param alertmanager the Alertmanager server
 * @param nginx an nginx that can load its Lua module
 * @param nginxModules the folder whose {@code *.conf} files, included at the top of a configuration, load nginx's modules
 */
public record LocalBinaries(
    Path etcd,
    Path kubeApiserver,
    Path kubeControllerManager,
    Path kubectl,
    Path prometheus,
    Path alertmanager,
    Path nginx,
    Path nginxModules) {

  private static final String REMEDY =
      "Run examples/quickstart/setup once; it finds, fetches or builds what is missing.";

  /**
   * Reads the paths that the set-up wrote to {@code binaries.env} in the cache directory, which is
   * {@code $GAUNTLET_CACHE}, else {@code $XDG_CACHE_HOME/gauntlet}, else {@code ~/.cache/gauntlet}.
   *
   * @return the programs, each of which exists
   * @throws IllegalStateException if the set-up has not run here or what it found has gone; the message names the remedy
   */
  public static LocalBinaries resolve() {
    return read(cacheDirectory().resolve("binaries.env"));
  }

  static LocalBinaries read(Path file) {
    if (!Files.isReadable(file)) {
      throw new IllegalStateException("The local cluster's programs are not set up: no " + file + ". " + REMEDY);
    }
    Properties paths = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      paths.load(reader);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read " + file + ". " + REMEDY, e);
    }
    return new LocalBinaries(
        existing(paths, "etcd", file),
        existing(paths, "kube-apiserver", file),
        existing(paths, "kube-controller-manager", file),
        existing(paths, "kubectl", file),
        existing(paths, "prometheus", file),
        existing(paths, "alertmanager", file),
        existing(paths, "nginx", file),
        existing(paths, "nginx-modules", file));
  }

  private static Path cacheDirectory() {
    String own = System.getenv("GAUNTLET_CACHE");
    if (own != null && !own.isEmpty()) {
      return Path.of(own);
    }
    String user = System.getenv("XDG_CACHE_HOME");
    return user != null && !user.isEmpty()
        ? Path.of(user, "gauntlet")
        : Path.of(System.getenv().getOrDefault("HOME", System.getProperty("user.home")), ".cache", "gauntlet");
  }

  private static Path existing(Properties paths, String name, Path file) {
    String path = paths.getProperty(name);
    if (path == null || !Files.isExecutable(Path.of(path))) {
      throw new IllegalStateException(
          "The local cluster needs " + name + ", but " + file + " says " + path + ". " + REMEDY);
    }
    return Path.of(path);
  }
}
