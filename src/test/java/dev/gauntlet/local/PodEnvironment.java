package dev.gauntlet.local;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.ObjectFieldSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Works out the environment variables of a container, as a kubelet does. */
final class PodEnvironment {

  private static final Pattern KEYED = Pattern.compile("metadata\\.(labels|annotations)\\['(.+)']");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Za-z_][A-Za-z0-9_.-]*)\\)");

  private final KubernetesClient client;
  private final Pod pod;
  private final String podIp;

  PodEnvironment(KubernetesClient client, Pod pod, String podIp) {
    this.client = client;
    this.pod = pod;
    this.podIp = podIp;
  }

  /**
   * The variables a container declares, in order, with references to earlier ones expanded.
   *
   * @param container a container of the pod
   * @return name to value
   * @throws MissingObjectException if a ConfigMap or Secret it needs does not exist (yet)
   * @throws UnsupportedOperationException if it uses a source this node does not know
   */
  Map<String, String> of(Container container) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (EnvFromSource source : container.getEnvFrom()) {
      String prefix = source.getPrefix() == null ? "" : source.getPrefix();
      if (source.getConfigMapRef() != null) {
        configMap(source.getConfigMapRef().getName()).getData().forEach((key, value) -> variables.put(prefix + key, value));
      } else {
        secret(source.getSecretRef().getName()).getData().forEach((key, value) -> variables.put(prefix + key, decoded(value)));
      }
    }
    for (EnvVar variable : container.getEnv()) {
      String value =
          variable.getValueFrom() != null
              ? valueFrom(variable.getName(), variable.getValueFrom())
              : expand(variable.getValue() == null ? "" : variable.getValue(), variables);
      variables.put(variable.getName(), value);
    }
    return variables;
  }

  /**
   * Replaces {@code $(NAME)} by the variable's value.
   *
   * @param text any text
   * @param variables the known variables
   * @return the text; references to unknown variables stay
   */
  static String expand(String text, Map<String, String> variables) {
    return REFERENCE
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(variables.getOrDefault(found.group(1), found.group())));
  }

  private String valueFrom(String name, EnvVarSource source) {
    if (source.getFieldRef() != null) {
      return field(source.getFieldRef());
    }
    if (source.getConfigMapKeyRef() != null) {
      return configMap(source.getConfigMapKeyRef().getName()).getData().get(source.getConfigMapKeyRef().getKey());
    }
    if (source.getSecretKeyRef() != null) {
      return decoded(secret(source.getSecretKeyRef().getName()).getData().get(source.getSecretKeyRef().getKey()));
    }
    throw new UnsupportedOperationException("The local node cannot fill the variable " + name + " from a resource field.");
  }

  private String field(ObjectFieldSelector selector) {
    Matcher keyed = KEYED.matcher(selector.getFieldPath());
    if (keyed.matches()) {
      Map<String, String> values =
          keyed.group(1).equals("labels") ? pod.getMetadata().getLabels() : pod.getMetadata().getAnnotations();
      return values == null ? "" : values.getOrDefault(keyed.group(2), "");
    }
    return switch (selector.getFieldPath()) {
      case "metadata.name" -> pod.getMetadata().getName();
      case "metadata.namespace" -> pod.getMetadata().getNamespace();
      case "metadata.uid" -> pod.getMetadata().getUid();
      case "spec.nodeName" -> LocalNode.NAME;
      case "spec.serviceAccountName" -> pod.getSpec().getServiceAccountName();
      case "status.hostIP" -> LocalNode.HOST_IP;
      case "status.podIP" -> podIp;
      default -> throw new UnsupportedOperationException("The local node does not know the field " + selector.getFieldPath());
    };
  }

  private ConfigMap configMap(String name) {
    return MissingObjectException.require(
        client.configMaps().inNamespace(pod.getMetadata().getNamespace()).withName(name).get(), "ConfigMap", name);
  }

  private Secret secret(String name) {
    return MissingObjectException.require(
        client.secrets().inNamespace(pod.getMetadata().getNamespace()).withName(name).get(), "Secret", name);
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
