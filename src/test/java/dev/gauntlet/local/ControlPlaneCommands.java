package dev.gauntlet.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command lines of a control plane's parts, valid for Kubernetes 1.20 and later. Everything binds to 127.0.0.1. */
final class ControlPlaneCommands {

  private static final Pattern RELEASE = Pattern.compile("v1\\.(\\d+)");
  private static final String CONTROLLERS =
      "garbagecollector,deployment,replicaset,namespace,serviceaccount,disruption";
  private static final int FIRST_RELEASE_WITHOUT_PLAIN_TEXT_PORT = 24;

  private final LocalBinaries binaries;
  private final Path directory;

  ControlPlaneCommands(LocalBinaries binaries, Path directory) {
    this.binaries = binaries;
    this.directory = directory;
  }

  /** The API server writes its self-signed certificate here at its first start. */
  Path caCertificate() {
    return directory.resolve("certs/apiserver.crt");
  }

  /** Bearer tokens of users, to be written before the API server starts. */
  Path tokens() {
    return directory.resolve("tokens.csv");
  }

  /** The key that signs service accounts' tokens, to be written before the API server starts. */
  Path serviceAccountKey() {
    return directory.resolve("service-accounts.key");
  }

  List<String> etcd(int clientPort, int peerPort) {
    String client = "http://127.0.0.1:" + clientPort;
    String peer = "http://127.0.0.1:" + peerPort;
    return List.of(
        binaries.etcd().toString(),
        "--name=local",
        "--data-dir=" + directory.resolve("etcd"),
        "--listen-client-urls=" + client,
        "--advertise-client-urls=" + client,
        "--listen-peer-urls=" + peer,
        "--initial-advertise-peer-urls=" + peer,
        "--initial-cluster=local=" + peer,
        "--unsafe-no-fsync");
  }

  List<String> apiServer(int port, int etcdPort, String serviceCidr) {
    return List.of(
        binaries.kubeApiserver().toString(),
        "--etcd-servers=http://127.0.0.1:" + etcdPort,
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        "--secure-port=" + port,
        "--cert-dir=" + caCertificate().getParent(),
        "--token-auth-file=" + tokens(),
        "--authorization-mode=RBAC",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-signing-key-file=" + serviceAccountKey(),
        "--service-account-key-file=" + serviceAccountKey(),
        "--service-cluster-ip-range=" + serviceCidr,
        // It would add volumes with tokens to every pod, which no process here reads.
        "--disable-admission-plugins=ServiceAccount",
        "--endpoint-reconciler-type=none");
  }

  List<String> controllerManager(Path kubeconfig) {
    List<String> command =
        new ArrayList<>(
            List.of(
                binaries.kubeControllerManager().toString(),
                "--kubeconfig=" + kubeconfig,
                "--controllers=" + CONTROLLERS,
                "--leader-elect=false",
                "--kube-api-qps=200",
                "--kube-api-burst=400",
                "--secure-port=0"));
    if (minorRelease(binaries.kubeControllerManager()) < FIRST_RELEASE_WITHOUT_PLAIN_TEXT_PORT) {
      // Open by default in these releases, an unknown flag to later ones.
      command.add("--port=0");
    }
    return command;
  }

  private static int minorRelease(Path program) {
    try {
      Process process = new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
      Matcher release = RELEASE.matcher(new String(process.getInputStream().readAllBytes()));
      if (!release.find()) {
        throw new IllegalStateException(program + " --version names no release.");
      }
      return Integer.parseInt(release.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run " + program, e);
    }
  }
}
