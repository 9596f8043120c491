package io.nearside.node.whole;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A relay of TCP connections on loopback that holds back what the server answers to one statement until it is told to let
 * it pass. Everything else passes at once. Safe for use by many threads.
 */
final class HoldingRelay implements AutoCloseable {
    private final ServerSocket listening;
    private final int serverPort;
    private final byte[] mark;
    private final CountDownLatch answered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /**
     * Starts it.
     *
     * @param mark what the statement has in it and no other
     */
    HoldingRelay(int serverPort, String mark) throws IOException {
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.serverPort = serverPort;
        this.mark = mark.getBytes(StandardCharsets.UTF_8);
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Waits until the server has answered the statement; the answer is held here. */
    void awaitAnswer() throws InterruptedException {
        answered.await();
    }

    void release() {
        released.countDown();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "holding-relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                sockets.add(client);
                sockets.add(server);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                Connection connection = new Connection(client, server);
                start(connection::requests);
                start(connection::answers);
            }
        } catch (IOException e) {
            release();
        }
    }

    private final class Connection {
        private final Socket client;
        private final Socket server;
        private volatile boolean marked;

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void requests() {
            copy(client, server, (bytes, length) -> marked |= contains(bytes, length));
        }

        void answers() {
            copy(server, client, (bytes, length) -> {
                if (marked) {
                    answered.countDown();
                    released.await();
                }
            });
        }
    }

    /** Told of bytes before they pass on. */
    private interface Gate {
        void pass(byte[] bytes, int length) throws InterruptedException;
    }

    private static void copy(Socket from, Socket to, Gate gate) {
        byte[] bytes = new byte[16 << 10];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                gate.pass(bytes, length);
                out.write(bytes, 0, length);
            }
        } catch (IOException e) {
            // One of the two has ended the connection: so has the relay.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Statements of this size come in one piece. */
    private boolean contains(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1)
                .contains(new String(mark, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        release();
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
