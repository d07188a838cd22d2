package dev.gauntlet.local;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Runs images of nginx by this machine's nginx. Configuration files are adapted: addresses to listen on and loopback
 * upstreams become the pod's address, names of Services become cluster IPs, and the line that includes the image's modules
 * ({@code include .../modules-enabled/*.conf;}) names the modules of this machine. Other paths must be relative to the
 * prefix given by {@code -p}.
 */
public final class NginxRecipe implements ContainerRecipe {

  private static final Pattern MODULES = Pattern.compile("(?m)^(\\s*include\\s+)\\S*modules-enabled/\\*\\.conf;");
  private static final Pattern LISTEN_IPV6 = Pattern.compile("(?m)^\\s*listen\\s+\\[::\\]:\\d+[^;]*;");
  private static final Pattern LISTEN_ANY = Pattern.compile("(?m)^(\\s*listen\\s+)(?:\\*:|0\\.0\\.0\\.0:)?(\\d+\\b)(?!\\.)");
  private static final Pattern LOOPBACK = Pattern.compile("\\b(?:127\\.0\\.0\\.1|localhost):(?=\\d)");

  private final LocalBinaries binaries;

  /**
   * Creates the recipe.
   *
   * @param binaries names nginx and its modules
   */
  public NginxRecipe(LocalBinaries binaries) {
    this.binaries = binaries;
  }

  @Override
  public ProcessBuilder process(ContainerLaunch launch) {
    List<String> line = new ArrayList<>(launch.commandLine());
    if (line.isEmpty()) {
      throw new IllegalArgumentException("An nginx container needs a command: the image's default paths do not exist here.");
    }
    if (line.get(0).equals("nginx") || line.get(0).endsWith("/nginx")) {
      line.set(0, binaries.nginx().toString());
      // Started by root, nginx would give up its rights to a user who cannot read the pod's directory; in a cluster its
      // container is not root's.
      if (System.getProperty("user.name").equals("root")) {
        addDirective(line, "user root;");
      }
    }
    return launch.process(line);
  }

  /** nginx heeds only one option -g. */
  private static void addDirective(List<String> line, String directive) {
    int option = line.indexOf("-g");
    if (option < 0) {
      line.addAll(List.of("-g", directive));
    } else {
      line.set(option + 1, line.get(option + 1) + " " + directive);
    }
  }

  @Override
  public String adaptFile(String content, String podIp, UnaryOperator<String> resolver) {
    String adapted = MODULES.matcher(content).replaceAll("$1" + binaries.nginxModules() + "/*.conf;");
    adapted = LISTEN_IPV6.matcher(adapted).replaceAll("");
    adapted = LISTEN_ANY.matcher(adapted).replaceAll("$1" + podIp + ":$2");
    adapted = LOOPBACK.matcher(adapted).replaceAll(podIp + ":");
    return resolver.apply(adapted);
  }

  @Override
  public String stopSignal() {
    return "QUIT";
  }
}
