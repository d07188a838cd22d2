package dev.gauntlet.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A share of 127.0.0.0/8 that one local cluster has to itself while several run on a machine: {@code 127.(64+n).0.0/16}
 * for pods and {@code 127.(96+n).0.0/16} for Services, n from 0 to 31. The claim is a bound socket, so it ends with the
 * process that made it.
 */
public final class LoopbackRange implements AutoCloseable {

  private static final int SHARES = 32;
  private static final int GUARD_PORT = 10250;

  private final int share;
  private final ServerSocket claim;
  private int pods;

  private LoopbackRange(int share, ServerSocket claim) {
    this.share = share;
    this.claim = claim;
  }

  /**
   * Claims a free share.
   *
   * @return the share, until closed
   * @throws IllegalStateException if all 32 are taken
   */
  public static LoopbackRange claim() {
    int first = ThreadLocalRandom.current().nextInt(SHARES);
    for (int i = 0; i < SHARES; i++) {
      int share = (first + i) % SHARES;
      try {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(InetAddress.getByName("127." + (64 + share) + ".255.254"), GUARD_PORT));
        return new LoopbackRange(share, socket);
      } catch (IOException taken) {
        // The next share may be free; if none is, the exception below says so.
        continue;
      }
    }
    throw new IllegalStateException("All " + SHARES + " loopback ranges of local clusters are in use on this machine.");
  }

  /**
   * The range of the Services' cluster IPs.
   *
   * @return a CIDR
   */
  public String serviceCidr() {
    return "127." + (96 + share) + ".0.0/16";
  }

  /**
   * An address no pod of this cluster has had, so that a late connection to a dead pod never reaches another.
   *
   * @return an IPv4 address
   */
  public synchronized String nextPodAddress() {
    pods++;
    if (pods >= 250 * 250) {
      throw new IllegalStateException("This local cluster has used up its pod addresses.");
    }
    return "127." + (64 + share) + "." + pods / 250 + "." + (1 + pods % 250);
  }

  @Override
  public void close() {
    try {
      claim.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
