package dev.gauntlet.local;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lays out a pod's volumes below directories that stand for its containers' roots. ConfigMaps and Secrets become files, each
 * container having its own copy; an emptyDir is one directory all containers of the pod see.
 */
final class PodVolumes {

  private static final Pattern ABSOLUTE_PATH = Pattern.compile("(?<![\\w./-])/[\\w./-]+");

  private final KubernetesClient client;
  private final Pod pod;
  private final Path directory;

  PodVolumes(KubernetesClient client, Pod pod, Path directory) {
    this.client = client;
    this.pod = pod;
    this.directory = directory;
  }

  /**
   * The directory that stands for a container's root.
   *
   * @param container a container of the pod
   * @return a path, which may not exist yet
   */
  Path root(Container container) {
    return directory.resolve("root").resolve(container.getName());
  }

  /**
   * Leads the paths of mounted volumes, and of directories above them, into the container's root. Other paths stay: they are
   * the machine's.
   *
   * @param container a container of the pod
   * @param text a command, an argument or a variable
   * @return the text with such paths replaced
   */
  String mapPaths(Container container, String text) {
    return ABSOLUTE_PATH
        .matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement(leadsToVolume(container, found.group()) ? root(container) + found.group() : found.group()));
  }

  /**
   * Brings the files of a container's volumes to what the API server holds now; unchanged files are left alone, changed ones
   * replaced atomically.
   *
   * @param container a container of the pod
   * @param adapt applied to each text file of a ConfigMap or Secret
   * @throws MissingObjectException if a ConfigMap or Secret does not exist (yet)
   * @throws UnsupportedOperationException for kinds of volumes this node does not know
   */
  void materialise(Container container, UnaryOperator<String> adapt) {
    try {
      Files.createDirectories(root(container));
      for (VolumeMount mount : container.getVolumeMounts()) {
        materialise(container, mount, adapt);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void materialise(Container container, VolumeMount mount, UnaryOperator<String> adapt) throws IOException {
    Volume volume =
        pod.getSpec().getVolumes().stream().filter(v -> v.getName().equals(mount.getName())).findFirst().orElseThrow();
    Path target = Path.of(root(container) + mount.getMountPath());
    if (volume.getEmptyDir() != null) {
      Path shared = directory.resolve("volumes").resolve(volume.getName());
      if (mount.getSubPath() != null) {
        shared = shared.resolve(mount.getSubPath());
      }
      Files.createDirectories(shared);
      Files.createDirectories(target.getParent());
      if (!Files.exists(target)) {
        Files.createSymbolicLink(target, shared);
      }
      return;
    }
    Map<String, byte[]> files = files(volume);
    if (mount.getSubPath() != null) {
      write(target, MissingObjectException.require(files.get(mount.getSubPath()), "key", mount.getSubPath()), adapt);
      return;
    }
    Files.createDirectories(target);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      write(target.resolve(file.getKey()), file.getValue(), adapt);
    }
  }

  private Map<String, byte[]> files(Volume volume) {
    String namespace = pod.getMetadata().getNamespace();
    if (volume.getConfigMap() != null) {
      String name = volume.getConfigMap().getName();
      ConfigMap map = client.configMaps().inNamespace(namespace).withName(name).get();
      if (map == null && Boolean.TRUE.equals(volume.getConfigMap().getOptional())) {
        return Map.of();
      }
      return selected(content(MissingObjectException.require(map, "ConfigMap", name)), volume.getConfigMap().getItems());
    }
    if (volume.getSecret() != null) {
      String name = volume.getSecret().getSecretName();
      Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
      if (secret == null && Boolean.TRUE.equals(volume.getSecret().getOptional())) {
        return Map.of();
      }
      return selected(decoded(MissingObjectException.require(secret, "Secret", name).getData()), volume.getSecret().getItems());
    }
    throw new UnsupportedOperationException("The local node cannot mount the volume " + volume.getName() + ": its kind is unknown here.");
  }

  private static Map<String, byte[]> content(ConfigMap map) {
    Map<String, byte[]> content = decoded(map.getBinaryData());
    if (map.getData() != null) {
      map.getData().forEach((key, value) -> content.put(key, value.getBytes(StandardCharsets.UTF_8)));
    }
    return content;
  }

  private static Map<String, byte[]> decoded(Map<String, String> base64) {
    Map<String, byte[]> decoded = new HashMap<>();
    if (base64 != null) {
      base64.forEach((key, value) -> decoded.put(key, Base64.getDecoder().decode(value)));
    }
    return decoded;
  }

  private static Map<String, byte[]> selected(Map<String, byte[]> all, List<KeyToPath> items) {
    if (items == null || items.isEmpty()) {
      return all;
    }
    Map<String, byte[]> selected = new HashMap<>();
    for (KeyToPath item : items) {
      selected.put(item.getPath(), MissingObjectException.require(all.get(item.getKey()), "key", item.getKey()));
    }
    return selected;
  }

  private static void write(Path file, byte[] content, UnaryOperator<String> adapt) throws IOException {
    byte[] wanted = adapted(content, adapt);
    if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), wanted)) {
      return;
    }
    Files.createDirectories(file.getParent());
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    Files.write(part, wanted);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] adapted(byte[] content, UnaryOperator<String> adapt) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return adapt.apply(text).getBytes(StandardCharsets.UTF_8);
    } catch (CharacterCodingException binary) {
      return content;
    }
  }

  private static boolean leadsToVolume(Container container, String path) {
    String wanted = path.endsWith("/") ? path : path + "/";
    return container.getVolumeMounts().stream()
        .map(mount -> mount.getMountPath().endsWith("/") ? mount.getMountPath() : mount.getMountPath() + "/")
        .anyMatch(mount -> mount.startsWith(wanted) || wanted.startsWith(mount));
  }
}
