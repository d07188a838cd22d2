package dev.gauntlet.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * One forwarded connection: copies bytes both ways, passes the end of a direction on, and answers any failure by resetting
 * both sides. Used by the forwarder's thread only.
 */
final class TcpRelay implements Runnable {

  private static final int BUFFER = 16 * 1024;

  private final SocketChannel client;
  private final SocketChannel backend;
  private final Direction up;
  private final Direction down;
  private SelectionKey clientKey;
  private SelectionKey backendKey;

  private TcpRelay(SocketChannel client, SocketChannel backend) {
    this.client = client;
    this.backend = backend;
    this.up = new Direction(client, backend);
    this.down = new Direction(backend, client);
  }

  /**
   * Connects to the backend and relays from then on.
   *
   * @param selector the forwarder's
   * @param client a non-blocking connection
   * @param target the backend
   */
  static void open(Selector selector, SocketChannel client, InetSocketAddress target) throws IOException {
    SocketChannel backend = SocketChannel.open();
    TcpRelay relay = new TcpRelay(client, backend);
    try {
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      backend.configureBlocking(false);
      backend.setOption(StandardSocketOptions.TCP_NODELAY, true);
      boolean connected = backend.connect(target);
      relay.clientKey = client.register(selector, 0, relay);
      relay.backendKey = backend.register(selector, connected ? 0 : SelectionKey.OP_CONNECT, relay);
      if (connected) {
        relay.updateInterest();
      }
    } catch (IOException refused) {
      relay.abort();
    }
  }

  /**
   * Breaks a connection so that the other side sees an error, not an orderly end.
   *
   * @param channel the connection
   */
  static void reset(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  /** Does whatever the channels are ready for. */
  @Override
  public void run() {
    try {
      if (!backend.isConnected()) {
        if (!backend.finishConnect()) {
          return;
        }
      } else {
        up.copy();
        down.copy();
      }
      if (up.finished && down.finished) {
        client.close();
        backend.close();
      } else {
        updateInterest();
      }
    } catch (IOException e) {
      abort();
    }
  }

  private void updateInterest() {
    clientKey.interestOps(up.readInterest() | down.writeInterest());
    backendKey.interestOps(down.readInterest() | up.writeInterest());
  }

  private void abort() {
    for (SocketChannel channel : new SocketChannel[] {client, backend}) {
      try {
        reset(channel);
      } catch (IOException alreadyClosed) {
        continue;
      }
    }
  }

  /** The bytes on their way from one channel to the other. */
  private static final class Direction {
    private final SocketChannel from;
    private final SocketChannel to;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private boolean ended;
    private boolean finished;

    Direction(SocketChannel from, SocketChannel to) {
      this.from = from;
      this.to = to;
    }

    void copy() throws IOException {
      if (finished) {
        return;
      }
      if (!ended && buffer.hasRemaining()) {
        ended = from.read(buffer) < 0;
      }
      buffer.flip();
      if (buffer.hasRemaining()) {
        to.write(buffer);
      }
      buffer.compact();
      if (ended && buffer.position() == 0) {
        to.shutdownOutput();
        finished = true;
      }
    }

    int readInterest() {
      return !ended && buffer.hasRemaining() ? SelectionKey.OP_READ : 0;
    }

    int writeInterest() {
      return buffer.position() > 0 ? SelectionKey.OP_WRITE : 0;
    }
  }
}
