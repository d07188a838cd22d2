package dev.gauntlet.local;

import java.util.function.UnaryOperator;

/** How an image runs as a plain process of this machine, which has no images. */
public interface ContainerRecipe {

  /**
   * Makes the process that stands for the container; also for a hook's or probe's command inside it.
   *
   * @param launch the container and what its manifest asks for
   * @return a builder, usually from {@link ContainerLaunch#process}; the node starts it
   */
  ProcessBuilder process(ContainerLaunch launch);

  /**
   * Adapts a text file of a mounted ConfigMap or Secret to a place where all pods share one network.
   *
   * @param content the file as the object holds it
   * @param podIp the pod's own address
   * @param resolver replaces, in a text, names such as {@code web.shop.svc} by the Service's cluster IP, since there is no
   *     cluster DNS; names of unknown Services stay
   * @return what the process gets to read
   */
  default String adaptFile(String content, String podIp, UnaryOperator<String> resolver) {
    return content;
  }

  /**
   * The signal that asks the process to end, which an image states by STOPSIGNAL.
   *
   * @return its name without "SIG"
   */
  default String stopSignal() {
    return "TERM";
  }
}
