package io.nearside.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import io.nearside.proxy.wire.Capability;
import io.nearside.proxy.wire.Command;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever does not speak the protocol gets an error and a closed connection, and costs nothing after that. */
@OriginTest(OriginFlavor.MARIADB)
@ExtendWith(NoLeaks.class)
final class BadInputIT {
    private static final int ROUNDS = 200;

    private final TestingProxy proxy;

    BadInputIT(OriginServer origin) {
        this.proxy = new TestingProxy(origin);
    }

    @BeforeEach
    void makeTables() throws SQLException {
        proxy.schema("test_bad", "CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
    }

    @AfterEach
    void nobodyIsLeft() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> proxy.metrics.get("nearside.sessions").gauge().value() == 0);
        proxy.close();
    }

    private RawClient greeted() {
        RawClient client = new RawClient(proxy.port());
        client.readPacket();
        return client;
    }

    private RawClient loggedIn() {
        return RawClient.loggedIn(proxy.port(), "test_bad", true);
    }

    /** An ERR packet, and then the end. */
    private static void expectRefusal(RawClient client, int code) {
        assertThat(RawClient.errorCode(client.readPacket())).isEqualTo(code);
        assertThat(client.readToEnd()).isEmpty();
    }

    @Test
    void randomBytesInsteadOfALogin() {
        Random random = new Random(1);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[1 + random.nextInt(300)];
            random.nextBytes(bytes);
            try (RawClient client = greeted()) {
                client.send(bytes);
                client.halfClose();

                client.readToEnd();
            }
        }
        assertThat(proxy.count("nearside.packets.malformed")).isPositive();
    }

    @Test
    void randomPacketsAfterALogin() {
        Random random = new Random(2);
        for (int i = 0; i < ROUNDS; i++) {
            try (RawClient client = loggedIn()) {
                for (int j = 0; j < 20; j++) {
                    byte[] payload = new byte[random.nextInt(40)];
                    random.nextBytes(payload);
                    if (payload.length > 0 && random.nextBoolean()) {
                        payload[0] = (byte) random.nextInt(0x20);
                    }
                    client.send(RawClient.packet(random.nextInt(10) == 0 ? 1 : 0, payload));
                }
                client.halfClose();

                client.readToEnd();
            } catch (UncheckedIOException e) {
                // The origin, or the proxy, hung up before everything was sent.
            }
        }
        try (RawClient client = loggedIn()) {
            assertThat(client.run("SELECT id FROM t")).isNotEmpty();
        }
    }

    @Test
    void aCommandOutOfOrder() {
        try (RawClient client = loggedIn()) {
            client.send(RawClient.packet(1, new byte[] {Command.PING}));

            expectRefusal(client, 1156);
        }
    }

    @Test
    void anEmptyCommand() {
        try (RawClient client = loggedIn()) {
            client.send(RawClient.packet(0, new byte[0]));

            expectRefusal(client, 1835);
        }
    }

    @Test
    void aLoginOutOfOrder() {
        try (RawClient client = greeted()) {
            client.send(RawClient.packet(7, new byte[40]));

            expectRefusal(client, 1043);
        }
    }

    @Test
    void aLoginThatIsTooLong() {
        try (RawClient client = greeted()) {
            client.send(ByteBufUtil.getBytes(
                    Unpooled.buffer().writeMediumLE(0xFFFFFF).writeByte(1).writeZero(1_000)));

            expectRefusal(client, 1835);
        }
    }

    @Test
    void aLoginThatEndsTooEarly() {
        try (RawClient client = greeted()) {
            client.send(RawClient.packet(1, new byte[] {0, 2, 0, 0, 1}));

            expectRefusal(client, 1043);
        }
    }

    @Test
    void aLoginThatNeverEnds() {
        try (RawClient client = greeted()) {
            client.send(new byte[] {100, 0, 0, 1, 1, 2, 3});

            expectRefusal(client, 1043);
        }
    }

    @Test
    void aClientThatSaysNothing() {
        try (RawClient client = new RawClient(proxy.port())) {
            client.halfClose();

            client.readToEnd();
        }
    }

    @Test
    void anAnswerInALoginOutOfTurn() {
        try (RawClient client = new RawClient(proxy.port())) {
            byte[] login =
                    client.loginPacket(client.readPacket(), RawClient.CAPABILITIES & ~Capability.PLUGIN_AUTH, "");
            // Another plugin than the account's: the origin asks again.
            String asText = new String(login, StandardCharsets.ISO_8859_1).replace("app_native", "app\0xxxxxx");
            client.send(asText.getBytes(StandardCharsets.ISO_8859_1));
            byte[] answer = client.readPacket();
            if (answer[4] == (byte) 0xFE) {
                client.send(RawClient.packet(9, new byte[20]));
                answer = client.readPacket();
            }

            assertThat(RawClient.errorCode(answer)).isIn(1156, 1045, 1043);
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void clientsThatVanishInTheMiddleOfAnything() {
        Random random = new Random(3);
        byte[][] commands = {
            RawClient.query("SELECT id FROM t"),
            RawClient.query("SELECT SLEEP(0.01)"),
            RawClient.query("SELECT * FROM t a, t b"),
            RawClient.query("LOAD DATA LOCAL INFILE 'x' INTO TABLE t"),
            RawClient.command(Command.STMT_PREPARE, "SELECT ?".getBytes(StandardCharsets.US_ASCII)),
            RawClient.command(Command.RESET_CONNECTION, new byte[0]),
            {50, 0, 0, 0, Command.QUERY, 'S'},
        };
        for (int i = 0; i < ROUNDS; i++) {
            try (RawClient client = random.nextInt(5) == 0 ? new RawClient(proxy.port()) : loggedIn()) {
                for (int j = random.nextInt(6); j > 0; j--) {
                    client.send(commands[random.nextInt(commands.length)]);
                }
            } catch (UncheckedIOException e) {
                // A command before a login: the proxy hung up first.
            }
        }
    }
}
