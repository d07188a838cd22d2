package dev.gauntlet.routing.managedproxy;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A client with one persistent connection that never tries anything again: a connection that breaks is a failed request. It opens a new
 * connection only after an answer that announced the end of the old one.
 */
final class KeepAliveClient implements AutoCloseable {

    record Response(int status, Map<String, String> headers, String body) {
    }

    private final InetSocketAddress target;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private int connections;

    KeepAliveClient(String address, int port) {
        this.target = new InetSocketAddress(address, port);
    }

    int connections() {
        return connections;
    }

    Response get(String path, Map<String, String> headers) throws IOException {
        send("GET", path, headers, new byte[0]);
        return receive();
    }

    Response request(String method, String path, Map<String, String> headers) throws IOException {
        send(method, path, headers, new byte[0]);
        return receive();
    }

    Response post(String path, Map<String, String> headers, byte[] body) throws IOException {
        send("POST", path, headers, body);
        return receive();
    }

    /** Bodies of the answers to one GET per unit, sent in batches without waiting for each answer. */
    List<String> pipelined(String header, List<String> units) throws IOException {
        int batch = 50;
        List<String> bodies = new ArrayList<>(units.size());
        for (int start = 0; start < units.size(); start += batch) {
            List<String> part = units.subList(start, Math.min(start + batch, units.size()));
            // The proxy ends a connection after 1000 requests; a batch must not straddle that end.
            if (start % 1000 == 0) {
                close();
            }
            connect();
            StringBuilder text = new StringBuilder();
            for (String unit : part) {
                text.append("GET / HTTP/1.1\r\nHost: model\r\n").append(header).append(": ").append(unit).append("\r\n\r\n");
            }
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
            for (int i = 0; i < part.size(); i++) {
                bodies.add(receive().body());
            }
        }
        return bodies;
    }

    private void connect() throws IOException {
        if (socket == null) {
            socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(20_000);
            socket.connect(target, 5_000);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            out = socket.getOutputStream();
            connections++;
        }
    }

    private void send(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
        connect();
        StringBuilder text = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: model\r\nContent-Length: ")
                .append(body.length).append("\r\n");
        headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        byte[] head = text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        byte[] message = new byte[head.length + body.length];
        System.arraycopy(head, 0, message, 0, head.length);
        System.arraycopy(body, 0, message, head.length, body.length);
        out.write(message);
        out.flush();
    }

    private Response receive() throws IOException {
        String statusLine = StubModel.HttpText.line(in);
        if (statusLine == null) {
            throw new EOFException("the connection ended before an answer");
        }
        Map<String, String> headers = StubModel.HttpText.headers(in);
        String body = "chunked".equals(headers.get("transfer-encoding")) ? chunked()
                : new String(exactly(Integer.parseInt(headers.get("content-length"))), StandardCharsets.UTF_8);
        if ("close".equals(headers.get("connection"))) {
            close();
        }
        return new Response(Integer.parseInt(statusLine.split(" ")[1]), headers, body);
    }

    private String chunked() throws IOException {
        StringBuilder body = new StringBuilder();
        int size;
        while ((size = Integer.parseInt(StubModel.HttpText.line(in).strip(), 16)) > 0) {
            body.append(new String(exactly(size), StandardCharsets.UTF_8));
            StubModel.HttpText.line(in);
        }
        StubModel.HttpText.line(in);
        return body.toString();
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended within an answer");
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
