package dev.gauntlet.local;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Forwards TCP connections from addresses it listens on to backends chosen anew for each connection. One thread serves all
 * connections.
 */
final class TcpForwarder implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(TcpForwarder.class.getName());

  private final Selector selector;
  private final Map<InetSocketAddress, ServerSocketChannel> listeners = new HashMap<>();
  private final Queue<Runnable> registrations = new ConcurrentLinkedQueue<>();
  private final Thread thread;

  TcpForwarder() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = new Thread(this::run, "tcp-forwarder");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Listens on an address, unless it does already.
   *
   * @param address where clients connect
   * @param backend asked at each connection for where to forward it; an empty answer resets the connection
   * @throws IOException if the address cannot be bound
   */
  synchronized void listen(InetSocketAddress address, Supplier<Optional<InetSocketAddress>> backend) throws IOException {
    if (listeners.containsKey(address)) {
      return;
    }
    ServerSocketChannel listener = ServerSocketChannel.open();
    try {
      listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      listener.configureBlocking(false);
      listener.bind(address, 1024);
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    listeners.put(address, listener);
    inSelectorThread(() -> register(listener, () -> accept(listener, backend)));
  }

  /**
   * Stops listening on an address: clients are refused from now on, connections that exist live on.
   *
   * @param address an address; nothing happens if it is not listened on
   */
  synchronized void unlisten(InetSocketAddress address) {
    ServerSocketChannel listener = listeners.remove(address);
    if (listener != null) {
      closeQuietly(listener);
      // A closed channel lets go of its port only when the selector next runs.
      selector.wakeup();
    }
  }

  /** Stops listening and breaks all connections. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        selector.select();
        for (Runnable registration = registrations.poll(); registration != null; registration = registrations.poll()) {
          registration.run();
        }
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.isValid()) {
            ((Runnable) key.attachment()).run();
          }
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "Forwarding of connections to Services has ended", e);
    } finally {
      selector.keys().forEach(key -> closeQuietly(key.channel()));
      closeQuietly(selector);
    }
  }

  private void inSelectorThread(Runnable work) {
    registrations.add(work);
    selector.wakeup();
  }

  private void register(ServerSocketChannel listener, Runnable onAccept) {
    try {
      listener.register(selector, SelectionKey.OP_ACCEPT, onAccept);
    } catch (IOException closedMeanwhile) {
      closeQuietly(listener);
    }
  }

  private void accept(ServerSocketChannel listener, Supplier<Optional<InetSocketAddress>> backend) {
    try {
      for (SocketChannel client = listener.accept(); client != null; client = listener.accept()) {
        client.configureBlocking(false);
        Optional<InetSocketAddress> target = backend.get();
        if (target.isEmpty()) {
          TcpRelay.reset(client);
        } else {
          TcpRelay.open(selector, client, target.get());
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "A connection to a Service was lost", e);
    }
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "Closing failed", e);
    }
  }
}
