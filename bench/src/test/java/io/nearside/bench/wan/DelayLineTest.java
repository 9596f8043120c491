package io.nearside.bench.wan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class DelayLineTest {
    private static final Duration SHORT = Duration.ofMillis(2);
    private static final int PATIENCE_MILLIS = 30_000;

    private Wan wan;
    private ServerSocket server;

    @BeforeEach
    void open() throws IOException {
        wan = Wan.open();
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setSoTimeout(PATIENCE_MILLIS);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        wan.close();
    }

    @Test
    void carriesBytesIntactAndInOrderBothWaysAtOnce() throws Exception {
        byte[] there = random(1, 5_000_000);
        byte[] back = random(2, 7_000_000);
        try (Socket client = connect(wan.line(server.getLocalPort(), SHORT));
                Socket accepted = server.accept()) {
            var sentThere = send(client, there);
            var sentBack = send(accepted, back);
            var receivedThere = receive(accepted, there.length);

            assertThat(receive(client, back.length).join()).isEqualTo(back);
            assertThat(receivedThere.join()).isEqualTo(there);
            sentThere.join();
            sentBack.join();
        }
    }

    @Test
    void holdsBackASenderWhoseReceiverDoesNotReadAndLosesNothing() throws Exception {
        byte[] much = random(3, 100_000_000);
        try (Socket client = connect(wan.line(server.getLocalPort(), SHORT));
                Socket accepted = server.accept()) {
            var sent = send(client, much);
            assertThatThrownBy(() -> sent.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

            assertThat(receive(accepted, much.length).join()).isEqualTo(much);
            sent.join();
        }
    }

    @Test
    void handsOnTheEndOfOneDirectionAndKeepsTheOther() throws Exception {
        try (Socket client = connect(wan.line(server.getLocalPort(), SHORT));
                Socket accepted = server.accept()) {
            client.getOutputStream().write(1);
            client.shutdownOutput();

            assertThat(accepted.getInputStream().readAllBytes()).containsExactly(1);
            accepted.getOutputStream().write(2);
            accepted.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).containsExactly(2);
        }
    }

    @Test
    void neverHandsOnEarly() throws Exception {
        Duration roundTrip = Duration.ofMillis(60);
        // What the line takes off for the time in which its own threads wake up.
        long taken = Duration.ofMillis(1).toNanos();
        long begun = System.nanoTime();
        try (Socket client = connect(wan.line(server.getLocalPort(), roundTrip));
                Socket accepted = server.accept()) {
            accepted.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(1);
            assertThat(System.nanoTime() - begun).isGreaterThan(2 * roundTrip.toNanos() - taken);

            long asked = System.nanoTime();
            client.getOutputStream().write(2);
            assertThat(accepted.getInputStream().read()).isEqualTo(2);
            assertThat(System.nanoTime() - asked).isGreaterThan(roundTrip.toNanos() / 2 - taken);
            accepted.getOutputStream().write(3);
            assertThat(client.getInputStream().read()).isEqualTo(3);
            assertThat(System.nanoTime() - asked).isGreaterThan(roundTrip.toNanos() - taken);
        }
    }

    @Test
    void shortLineDoesNotWaitForALongOne() throws Exception {
        DelayLine longLine = wan.line(server.getLocalPort(), Duration.ofHours(1));
        DelayLine shortLine = wan.line(server.getLocalPort(), SHORT);
        try (Socket waiting = connect(longLine);
                Socket client = connect(shortLine);
                Socket accepted = server.accept()) {
            accepted.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(1);
            waiting.setSoTimeout(1);
            assertThatThrownBy(() -> waiting.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void closesAConnectionWhoseFarEndIsNotThere() throws Exception {
        int port = server.getLocalPort();
        server.close();
        try (Socket client = connect(wan.line(port, SHORT))) {
            assertThat(isEnded(client)).isTrue();
        }
    }

    @Test
    void handsOnAReset() throws Exception {
        try (Socket client = connect(wan.line(server.getLocalPort(), SHORT))) {
            Socket accepted = server.accept();
            accepted.setSoLinger(true, 0);
            accepted.close();
            assertThat(isEnded(client)).isTrue();
        }
    }

    @Test
    void closingCutsAllConnectionsAndFreesThePort() throws Exception {
        DelayLine line = wan.line(server.getLocalPort(), SHORT);
        try (Socket client = connect(line);
                Socket accepted = server.accept()) {
            wan.close();
            assertThat(isEnded(client)).isTrue();
            assertThat(isEnded(accepted)).isTrue();
            assertThatThrownBy(() -> connect(line)).isInstanceOf(IOException.class);
        }
    }

    private static Socket connect(DelayLine line) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), line.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static boolean isEnded(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static byte[] random(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private interface Transfer<T> {
        T run() throws IOException;
    }

    private static <T> CompletableFuture<T> aside(Transfer<T> transfer) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(transfer.run());
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static CompletableFuture<Integer> send(Socket socket, byte[] bytes) {
        return aside(() -> {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            return bytes.length;
        });
    }

    private static CompletableFuture<byte[]> receive(Socket socket, int size) {
        return aside(() -> {
            InputStream in = socket.getInputStream();
            return in.readNBytes(size);
        });
    }
}
