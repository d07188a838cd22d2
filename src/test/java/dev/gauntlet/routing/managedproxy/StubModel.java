package dev.gauntlet.routing.managedproxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A model server of raw sockets that answers with its name, or misbehaves in a chosen way. */
final class StubModel implements AutoCloseable {

    enum Mode { OK, ERROR_500, ERROR_503, SLOW, HANG, DROP }

    /** What arrived last. */
    record Received(String requestLine, Map<String, String> headers, int bodyLength, long bodySum) {
    }

    private final String name;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong requests = new AtomicLong();
    private volatile Mode mode = Mode.OK;
    private volatile Received last;
    private volatile Consumer<Received> listener = received -> { };

    StubModel(String name, String address) throws IOException {
        this.name = name;
        this.server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.getByName(address), 0), 1024);
        Thread acceptor = new Thread(this::accept, "stub-" + name);
        acceptor.setDaemon(true);
        acceptor.start();
    }

    Backend backend(long connectMillis, long readMillis) {
        return new Backend(server.getInetAddress().getHostAddress(), server.getLocalPort(), connectMillis, readMillis);
    }

    void mode(Mode wanted) {
        mode = wanted;
    }

    /** Has somebody told of every request, from the threads of the connections. */
    void onReceived(Consumer<Received> wanted) {
        listener = wanted;
    }

    long requests() {
        return requests.get();
    }

    Received last() {
        return last;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                Thread handler = new Thread(() -> serve(socket), "stub-" + name + "-connection");
                handler.setDaemon(true);
                handler.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            OutputStream out = socket.getOutputStream();
            while (true) {
                String requestLine = HttpText.line(in);
                if (requestLine == null) {
                    return;
                }
                Map<String, String> headers = HttpText.headers(in);
                byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
                requests.incrementAndGet();
                last = new Received(requestLine, headers, body.length, sum(body));
                listener.accept(last);
                if (mode == Mode.DROP) {
                    return;
                }
                if (mode == Mode.HANG) {
                    in.read();
                    return;
                }
                if (mode == Mode.SLOW) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
                }
                int status = mode == Mode.ERROR_500 ? 500 : mode == Mode.ERROR_503 ? 503 : 200;
                answer(out, status, name);
            }
        } catch (IOException e) {
            // The proxy closed the connection: that is how a connection ends here.
        } finally {
            sockets.remove(socket);
        }
    }

    private static void answer(OutputStream out, int status, String text) throws IOException {
        out.write(("HTTP/1.1 " + status + " X\r\nContent-Length: " + text.length() + "\r\n\r\n" + text)
                .getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Answers all requests of a connection by a text, until the other side closes it. */
    static void answerByName(Socket socket, String text) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (HttpText.line(in) != null) {
                in.skipNBytes(Integer.parseInt(HttpText.headers(in).getOrDefault("content-length", "0")));
                answer(socket.getOutputStream(), 200, text);
            }
        } catch (IOException e) {
            // The other side closed the connection: that is how a connection ends here.
        }
    }

    static long sum(byte[] body) {
        long sum = 0;
        for (byte b : body) {
            sum += b & 0xff;
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** Just enough of HTTP/1.1 to read a message. */
    static final class HttpText {

        private HttpText() {
        }

        /** One line without its end, or null at the end of the stream. */
        static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder(64);
            int c;
            while ((c = in.read()) != -1) {
                if (c == '\n') {
                    return line.toString();
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return null;
        }

        /** Header fields up to the empty line, names in lower case. */
        static Map<String, String> headers(InputStream in) throws IOException {
            Map<String, String> headers = new TreeMap<>();
            String line;
            while ((line = line(in)) != null && !line.isEmpty()) {
                int colon = line.indexOf(':');
                headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
            }
            return headers;
        }
    }
}
