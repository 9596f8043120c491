package io.nearside.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.ReplyKind;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An origin that is not there costs an error at once, never a wait. */
@ExtendWith(NoLeaks.class)
final class OriginDownIT {
    private static final String SCHEMA = "test_down";
    private static final String READ = "SELECT v FROM t WHERE id = 1";

    @ParameterizedTest
    @EnumSource(OriginFlavor.class)
    void sessionsOutliveTheirOrigin(OriginFlavor flavor) throws SQLException {
        try (OriginServer origin = flavor.builder().start();
                TestingProxy proxy = new TestingProxy(origin)) {
            proxy.schema(SCHEMA, "CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 10)");
            try (RawClient idle = RawClient.loggedIn(proxy.port(), SCHEMA, true);
                    RawClient busy = RawClient.loggedIn(proxy.port(), SCHEMA, false)) {
                byte[] answer = idle.run(READ);
                CompletableFuture<byte[]> sleeping =
                        CompletableFuture.supplyAsync(() -> busy.run("SELECT v, SLEEP(60) FROM t"));
                Awaitility.await()
                        .until(() ->
                                proxy.metrics.get("nearside.statements").tag("decision", "forward").counters().stream()
                                                .mapToDouble(c -> c.count())
                                                .sum()
                                        >= 1);

                origin.kill();

                assertThat(RawClient.errorCode(sleeping.join()))
                        .as("in the middle")
                        .isEqualTo(2013);
                // A write that is sent before the loss shows is in doubt, and nothing hits after one.
                Awaitility.await().until(() -> proxy.count("nearside.origin.connections.lost") >= 2);
                // A session that rests needs no connection but when it runs something.
                assertThat(RawClient.errorCode(idle.run("UPDATE t SET v = 11")))
                        .as("idle")
                        .isEqualTo(2003);
                assertThat(RawClient.errorCode(idle.run("SELECT v FROM t")))
                        .as("a miss")
                        .isEqualTo(2003);
                idle.send(RawClient.command(Command.PING, new byte[0]));
                assertThat(idle.readReply(ReplyKind.OUTCOME)[4]).as("OK").isZero();
                assertThat(idle.run(READ)).as("what is in memory").isEqualTo(answer);
            }
            assertThatThrownBy(() -> proxy.connect(SCHEMA))
                    .isInstanceOf(SQLException.class)
                    .hasStackTraceContaining("cannot reach its origin");

            origin.start();

            try (Connection connection = proxy.connect(SCHEMA)) {
                assertThat(connection.isValid(5)).isTrue();
            }
        }
    }

    @Test
    void anOriginThatDiesInTheMiddleOfRowsEndsThem() throws SQLException {
        try (OriginServer origin = OriginFlavor.MARIADB.builder().start();
                TestingProxy proxy = new TestingProxy(origin)) {
            proxy.schema(SCHEMA, "CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 10)");
            try (RawClient client = RawClient.loggedIn(proxy.port(), SCHEMA, true)) {
                client.send(RawClient.query("SELECT seq, REPEAT('x', 1000) FROM seq_1_to_100000000"));
                for (int i = 0; i < 100; i++) {
                    client.readPacket();
                }

                origin.kill();

                long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
                try {
                    byte[] packet = client.readPacket();
                    while (packet[4] != (byte) 0xFF && System.nanoTime() < end) {
                        packet = client.readPacket();
                    }
                    assertThat(RawClient.errorCode(packet)).isEqualTo(2013);
                } catch (UncheckedIOException e) {
                    assertThat(e).hasMessageContaining("closed");
                }
            }
            Awaitility.await()
                    .until(() -> proxy.metrics.get("nearside.sessions").gauge().value() == 0);
        }
    }

    @Test
    void aNodeThatStopsLetsStatementsAndTransactionsEnd() throws SQLException {
        try (OriginServer origin = OriginFlavor.MARIADB.builder().start();
                TestingProxy proxy = new TestingProxy(origin)) {
            proxy.schema(SCHEMA, "CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 10)");
            try (RawClient idle = RawClient.loggedIn(proxy.port(), SCHEMA, true);
                    RawClient writing = RawClient.loggedIn(proxy.port(), SCHEMA, true)) {
                writing.run("BEGIN");

                CompletableFuture<Void> drained = CompletableFuture.runAsync(proxy.server::drain);

                assertThat(idle.readToEnd()).isEmpty();
                assertThat(writing.run("UPDATE t SET v = 12")).isNotEmpty();
                assertThat(drained).isNotDone();
                assertThat(RawClient.isOk(writing.run("COMMIT"))).isTrue();
                assertThat(writing.readToEnd()).isEmpty();
                drained.join();
            }
        }
    }
}
