package io.nearside.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.ReplyKind;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The session's own bound on staleness: set without the origin, whatever the session is doing. */
@OriginTest
@ExtendWith(NoLeaks.class)
final class NodeSettingIT {
    private static final String SCHEMA = "test_node_setting";
    private static final String READ = "SELECT v FROM t WHERE id = 1";
    private static final String ALWAYS_ASK = "SET @nearside_max_staleness_ms = 0";

    private final TestingProxy proxy;

    NodeSettingIT(OriginServer origin) {
        this.proxy = new TestingProxy(origin);
    }

    @BeforeEach
    void makeTable() throws SQLException {
        proxy.schema(SCHEMA, "CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1)");
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private RawClient client(boolean deprecateEof) {
        return RawClient.loggedIn(proxy.port(), SCHEMA, deprecateEof);
    }

    private boolean hits(RawClient client) {
        int before = proxy.cache.hits.get();
        client.run(READ);
        return proxy.cache.hits.get() > before;
    }

    /** The same bytes as the origin's own answer to such a SET, its message aside. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isAnsweredAsTheOriginWould(boolean deprecateEof) {
        try (RawClient client = client(deprecateEof)) {
            assertThat(client.run(ALWAYS_ASK)).isEqualTo(client.run("SET @other = 0"));
        }
    }

    @Test
    void neverReachesTheOrigin() {
        try (RawClient client = client(true)) {
            client.run("SET @nearside_max_staleness_ms = 77");
            assertThat(RawClient.text(
                            client.run("SELECT CONCAT('<', IFNULL(@nearside_max_staleness_ms, 'none'), '>')")))
                    .contains("<none>");
        }
    }

    @Test
    void holdsUntilItIsGivenBack() {
        try (RawClient client = client(true)) {
            hits(client);
            assertThat(hits(client)).isTrue();
            client.run(ALWAYS_ASK);
            assertThat(hits(client)).isFalse();
            client.run("SET NAMES utf8mb4");
            assertThat(hits(client)).isFalse();
            client.run("SET @nearside_max_staleness_ms = DEFAULT");
            hits(client);
            assertThat(hits(client)).isTrue();
        }
    }

    @Test
    void endsWithTheSession() {
        try (RawClient client = client(true)) {
            hits(client);
            client.run(ALWAYS_ASK);
            client.send(RawClient.command(Command.RESET_CONNECTION, new byte[0]));
            assertThat(RawClient.isOk(client.readReply(ReplyKind.OUTCOME))).isTrue();
            hits(client);
            assertThat(hits(client)).isTrue();
        }
    }

    @Test
    void leavesATransactionAsItIs() {
        try (RawClient client = client(true)) {
            client.run("BEGIN");
            client.run("UPDATE t SET v = 2 WHERE id = 1");
            byte[] inside = client.run(ALWAYS_ASK);
            assertThat(inside).isEqualTo(client.run("SET @other = 0"));
            assertThat(client.tracker().serverStatus() & 1)
                    .as("in a transaction")
                    .isEqualTo(1);
            client.run("ROLLBACK");
            assertThat(RawClient.text(client.run("SELECT CONCAT('<', v, '>') FROM t")))
                    .contains("<1>");
        }
    }

    @Test
    void isTakenByASessionThatMayNotUseTheCache() {
        try (RawClient client = client(true)) {
            client.run("CREATE TEMPORARY TABLE shadow (id INT)");
            assertThat(RawClient.isOk(client.run(ALWAYS_ASK))).isTrue();
            assertThat(RawClient.text(
                            client.run("SELECT CONCAT('<', IFNULL(@nearside_max_staleness_ms, 'none'), '>')")))
                    .contains("<none>");
        }
    }

    @Test
    void leavesTheDiagnosticsOfTheStatementBefore() {
        try (RawClient client = client(true)) {
            client.run("SELECT 1 UNION SELECT 2 UNION SELECT 3");
            client.run(ALWAYS_ASK);
            assertThat(RawClient.text(client.run("SELECT CONCAT('<', FOUND_ROWS(), '>')")))
                    .contains("<3>");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET @nearside_max_staleness_ms = -1",
                "SET @nearside_max_staleness_ms = 'soon'",
                "SET @nearside_max_staleness_ms = 0, @x = 2",
                "SET @x = 2, @nearside_max_staleness_ms = 0"
            })
    void isRefusedWithReasonAndChangesNothing(String statement) {
        try (RawClient client = client(true)) {
            hits(client);
            byte[] error = client.run(statement);
            assertThat(RawClient.errorCode(error)).isEqualTo(1231);
            assertThat(RawClient.text(error)).contains("#42000").contains("send");
            assertThat(hits(client)).as("still the node's bound").isTrue();
            assertThat(RawClient.text(client.run("SELECT CONCAT('<', IFNULL(@x, 'none'), '>')")))
                    .contains("<none>");
        }
    }

    @Test
    void isNotPrepared() {
        try (RawClient client = client(true)) {
            client.send(RawClient.command(Command.STMT_PREPARE, ALWAYS_ASK.getBytes(StandardCharsets.UTF_8)));
            byte[] error = client.readReply(ReplyKind.PREPARED);
            assertThat(RawClient.errorCode(error)).isEqualTo(1295);
            assertThat(RawClient.text(error)).contains("as text");
            hits(client);
            assertThat(hits(client)).isTrue();
        }
    }
}
