package io.nearside.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nearside.config.PoolSettings;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import io.nearside.proxy.auth.OriginAccounts;
import io.nearside.proxy.cache.TestingResultCache;
import io.nearside.proxy.sql.StatementAnalyzer;
import io.nearside.proxy.wire.Capability;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.PacketDecoder;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An origin that asks for a file where it may not: a client that offers none never hears of it, and nothing hangs. */
@OriginTest
@ExtendWith(NoLeaks.class)
final class FileRequestIT {
    /** The request as it arrives at a client, as reply to its statement. */
    private static final byte[] REQUEST =
            RawClient.packet(1, "\u00FB/etc/passwd".getBytes(StandardCharsets.ISO_8859_1));

    private final OriginServer origin;

    private Meddler meddler;
    private ProxyServer proxy;

    @SuppressWarnings("NullAway.Init")
    FileRequestIT(OriginServer origin) {
        this.origin = origin;
    }

    private void startWithRequestFor(String text) throws IOException {
        meddler = new Meddler(origin, text);
        JdbcCatalog catalog = new JdbcCatalog(origin);
        proxy = TestingProxy.before(
                "127.0.0.1",
                meddler.port(),
                PoolSettings.defaults(),
                OriginAccounts.UNKNOWN,
                new TestingResultCache(),
                new StatementAnalyzer(catalog),
                new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        meddler.close();
    }

    @Test
    void aClientThatOffersFilesIsAsked() throws IOException {
        startWithRequestFor("'wanted'");
        try (RawClient client = RawClient.loggedIn(proxy.port(), "", true)) {
            // What the node asks first on its own is answered then.
            client.run("SELECT 1");
            client.send(RawClient.query("SELECT 'wanted'"));

            assertThat(client.readPacket()).isEqualTo(REQUEST);
        }
    }

    @Test
    void aClientThatOffersNoFilesIsNotAsked() throws IOException {
        startWithRequestFor("'wanted'");
        try (RawClient client = RawClient.loggedInWithout(Capability.LOCAL_FILES, proxy.port())) {
            // What the node asks first on its own is answered then.
            client.run("SELECT 1");
            client.send(RawClient.query("SELECT 'wanted'"));

            assertThat(RawClient.errorCode(client.readPacket())).isEqualTo(2013);
        }
    }

    @Test
    void noClientIsAskedForTheSakeOfTheNodesOwnStatements() throws IOException {
        startWithRequestFor("CURRENT_USER");
        try (RawClient client = RawClient.loggedIn(proxy.port(), "", true)) {
            client.send(RawClient.command(Command.PING, new byte[0]));

            assertThat(RawClient.errorCode(client.readPacket())).isEqualTo(2013);
        }
    }

    /** Stands between proxy and origin, and answers statements that contain a text with a request for a file. */
    private static final class Meddler implements AutoCloseable {
        private final OriginServer origin;
        private final String text;
        private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

        Meddler(OriginServer origin, String text) throws IOException {
            this.origin = origin;
            this.text = text;
            inBackground(this::accept);
        }

        int port() {
            return listening.getLocalPort();
        }

        private interface Work {
            void run() throws IOException;
        }

        private static void inBackground(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (IOException e) {
                    // One of the two is gone, or the test is over.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() throws IOException {
            while (true) {
                Socket near = listening.accept();
                Socket far = new Socket(origin.host(), origin.port());
                inBackground(() -> {
                    try (near;
                            far) {
                        far.getInputStream().transferTo(near.getOutputStream());
                    }
                });
                inBackground(() -> {
                    try (near;
                            far) {
                        passOrAsk(near.getInputStream(), far.getOutputStream(), near.getOutputStream());
                    }
                });
            }
        }

        private void passOrAsk(InputStream in, OutputStream out, OutputStream back) throws IOException {
            while (true) {
                byte[] header = in.readNBytes(PacketDecoder.HEADER);
                byte[] payload = in.readNBytes(
                        header.length < PacketDecoder.HEADER
                                ? 0
                                : Unpooled.wrappedBuffer(header).getUnsignedMediumLE(0));
                if (payload.length == 0) {
                    return;
                }
                if (new String(payload, StandardCharsets.ISO_8859_1).contains(text)) {
                    back.write(REQUEST);
                } else {
                    out.write(header);
                    out.write(payload);
                }
            }
        }

        @Override
        public void close() {
            try {
                listening.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
