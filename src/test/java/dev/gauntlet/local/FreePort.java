package dev.gauntlet.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds TCP ports nothing listens on. */
final class FreePort {

  private FreePort() {}

  /**
   * A port of 127.0.0.1 that was free a moment ago.
   *
   * @return its number
   */
  static int next() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
