package dev.gauntlet.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * A server to run in pods of tests: answers {@code GET /} by the text it was started with, {@code GET /ready} by 200, and
 * {@code GET /metrics} by the number of answers. Listens at {@code $POD_IP:8080}.
 */
final class EchoServer {

  private static int answers;

  private EchoServer() {}

  /**
   * Starts the server.
   *
   * @param arguments the text to answer by
   */
  public static void main(String[] arguments) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(System.getenv("POD_IP"), 8080), 0);
    server.createContext("/", exchange -> {
      answers++;
      answer(exchange, arguments[0]);
    });
    server.createContext("/ready", exchange -> answer(exchange, "ready"));
    server.createContext("/metrics", exchange -> answer(exchange, "# TYPE answers_total counter\nanswers_total " + answers + "\n"));
    server.start();
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
