package io.nearside.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import io.nearside.proxy.cache.Shadow.Finding;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.ReplyKind;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hits that the origin is asked again: what is found, and that the session notices nothing. */
@OriginTest
@ExtendWith(NoLeaks.class)
final class ShadowIT {
    private static final String SCHEMA = "test_shadow";
    private static final String READ = "SELECT id, v FROM t";

    private final OriginServer origin;
    private final TestingProxy proxy;

    ShadowIT(OriginServer origin) {
        this.origin = origin;
        this.proxy = new TestingProxy(origin);
        proxy.cache.shadow(true);
    }

    @BeforeEach
    void makeTable() throws SQLException {
        proxy.schema(
                SCHEMA, "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(9))", "INSERT INTO t VALUES (1, 'a'), (2, 'b')");
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private RawClient client(boolean deprecateEof) {
        return RawClient.loggedIn(proxy.port(), SCHEMA, deprecateEof);
    }

    /** The cache holds the answer, and nothing has been found yet. */
    private RawClient filled(boolean deprecateEof) {
        RawClient client = client(deprecateEof);
        client.run(READ);
        assertThat(proxy.cache.findings).isEmpty();
        return client;
    }

    private void awaitFindings(Finding... findings) {
        await().untilAsserted(() -> assertThat(proxy.cache.findings).containsExactly(findings));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsTheSame(boolean deprecateEof) {
        try (RawClient client = filled(deprecateEof)) {
            client.run(READ);
            awaitFindings(Finding.SAME);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsADifferenceAndNamesTheShapeOnly(boolean deprecateEof) throws SQLException {
        String query = "SELECT v FROM t WHERE v = 'a' OR id = 77 /* mine */";
        try (RawClient client = client(deprecateEof)) {
            client.run(query);
            origin.execute("UPDATE test_shadow.t SET v = 'A' WHERE id = 1");
            client.run(query);
            awaitFindings(Finding.DIFFERENT);
            assertThat(proxy.cache.shapes).containsExactly("SELECT v FROM t WHERE v = '0' OR id = 1");
        }
    }

    @Test
    void findsMoreRowsThanWereServed() throws SQLException {
        try (RawClient client = filled(true)) {
            origin.execute(IntStream.range(100, 2_000)
                    .mapToObj(id -> "(" + id + ", 'x')")
                    .collect(Collectors.joining(",", "INSERT INTO test_shadow.t VALUES ", "")));
            client.run(READ);
            awaitFindings(Finding.DIFFERENT);
        }
    }

    @Test
    void findsNothingWhereTheOriginFails() throws SQLException {
        try (RawClient client = filled(true)) {
            origin.execute("DROP TABLE test_shadow.t");
            client.run(READ);
            awaitFindings(Finding.FAILED);
        }
    }

    /** Replies come in the order of the commands, each to its own, though the origin is asked in between. */
    @Test
    void commandsSentAtOnceGetTheirOwnReplies() {
        try (RawClient client = filled(true);
                RawClient direct = RawClient.loggedIn(origin.port(), SCHEMA, true)) {
            byte[] read = direct.run(READ);
            byte[] other = direct.run("SELECT 'other'");
            for (int round = 0; round < 20; round++) {
                client.send(
                        RawClient.query(READ),
                        RawClient.query("SELECT 'other'"),
                        RawClient.query(READ),
                        RawClient.query(READ),
                        RawClient.command(Command.PING, new byte[0]),
                        RawClient.query("BEGIN"),
                        RawClient.query(READ),
                        RawClient.query("ROLLBACK"));
                assertThat(client.readReply(ReplyKind.RESULTS)).isEqualTo(read);
                assertThat(client.readReply(ReplyKind.RESULTS)).isEqualTo(other);
                assertThat(client.readReply(ReplyKind.RESULTS)).isEqualTo(read);
                assertThat(client.readReply(ReplyKind.RESULTS)).isEqualTo(read);
                assertThat(RawClient.isOk(client.readReply(ReplyKind.OUTCOME))).isTrue();
                assertThat(RawClient.isOk(client.readReply(ReplyKind.RESULTS))).isTrue();
                client.readReply(ReplyKind.RESULTS);
                assertThat(client.tracker().serverStatus() & 1).as("inside").isEqualTo(1);
                assertThat(RawClient.isOk(client.readReply(ReplyKind.RESULTS))).isTrue();
            }
            assertThat(proxy.cache.findings).isNotEmpty().containsOnly(Finding.SAME);
        }
    }

    @Test
    void diagnosticsAreOfTheStatementThatWasServed() {
        try (RawClient client = filled(true)) {
            client.run("SELECT 1 UNION SELECT 2 UNION SELECT 3");
            client.run(READ);
            assertThat(RawClient.text(client.run("SELECT CONCAT('<', FOUND_ROWS(), '>')")))
                    .contains("<2>");
        }
    }

    @Test
    void diagnosticsAreNotOfAFailureThatNobodySaw() throws SQLException {
        try (RawClient client = filled(true)) {
            proxy.cache.shadow(false);
            client.run(READ);
            proxy.cache.shadow(true);
            origin.execute("RENAME TABLE test_shadow.t TO test_shadow.away");
            client.run(READ);
            awaitFindings(Finding.FAILED);
            origin.execute("RENAME TABLE test_shadow.away TO test_shadow.t");
            byte[] warnings = client.run("SHOW COUNT(*) ERRORS");
            assertThat(RawClient.text(warnings)).contains("\u00010".replace('\u0001', '.'));
        }
    }

    @Test
    void isNotRunInATransactionOrAfterIt() {
        try (RawClient client = filled(true)) {
            client.run("BEGIN");
            client.run(READ);
            client.run("COMMIT");
            assertThat(proxy.cache.findings).isEmpty();
        }
    }

    @Test
    void aSessionEndsWhileTheOriginIsAsked() {
        for (int round = 0; round < 10; round++) {
            try (RawClient client = client(true)) {
                client.run(READ);
                client.send(RawClient.query(READ), RawClient.command(Command.QUIT, new byte[0]));
                client.readToEnd();
            }
        }
        await().untilAsserted(() -> assertThat(
                        proxy.metrics.get("nearside.sessions").gauge().value())
                .isZero());
    }

    @Test
    void aSessionIsKilledWhileTheOriginIsAsked() {
        try (RawClient client = filled(true);
                RawClient killer = client(true)) {
            String id = RawClient.text(client.run("SELECT CONCAT('<', CONNECTION_ID(), '>')"))
                    .replaceAll(".*<(\\d+)>.*", "$1");
            client.send(RawClient.query(READ));
            killer.run("KILL " + id);
            client.readReply(ReplyKind.RESULTS);
            client.send(RawClient.query("SELECT 'gone'"));
            assertThat(RawClient.errorCode(client.readPacket())).isIn(1927, 2013, 1317, 1053);
        }
    }
}
