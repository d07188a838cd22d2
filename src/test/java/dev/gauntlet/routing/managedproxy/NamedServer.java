package dev.gauntlet.routing.managedproxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A model server to run in pods: answers every request by the name it was started with, at port 9000 of {@code $POD_IP}. */
final class NamedServer {

    private NamedServer() {
    }

    /**
     * Serves until it is killed.
     *
     * @param arguments the name
     */
    public static void main(String[] arguments) throws IOException {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(new InetSocketAddress(InetAddress.getByName(System.getenv("POD_IP")), 9000), 1024);
            while (true) {
                Socket socket = server.accept();
                Thread thread = new Thread(() -> StubModel.answerByName(socket, arguments[0]));
                thread.setDaemon(true);
                thread.start();
            }
        }
    }
}
