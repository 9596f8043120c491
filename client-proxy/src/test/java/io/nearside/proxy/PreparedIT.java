package io.nearside.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.PacketDecoder;
import io.nearside.proxy.wire.ReplyKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Prepared statements that only read: remembered as text is, and run at the origin as if the node were not there. */
@OriginTest
@ExtendWith(NoLeaks.class)
final class PreparedIT {
    private static final String SCHEMA = "test_prepared";
    private static final String OTHER = "test_prepared_other";
    private static final String READ = "SELECT v FROM t WHERE id = ?";
    private static final int BIGINT = 8;
    private static final int INT = 3;

    private final OriginServer origin;
    private final TestingProxy proxy;

    PreparedIT(OriginServer origin) {
        this.origin = origin;
        this.proxy = new TestingProxy(origin);
    }

    @BeforeEach
    void makeTables() throws SQLException {
        proxy.schema(OTHER, "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(9))", "INSERT INTO t VALUES (1, 'other')");
        proxy.schema(
                SCHEMA,
                "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(9))",
                "INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')");
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private RawClient client() {
        RawClient client = RawClient.loggedIn(proxy.port(), SCHEMA, true);
        // Its settings are known from here on.
        client.run("SELECT v FROM t WHERE id = 3");
        return client;
    }

    private static byte[] prepare(RawClient client, String sql) {
        client.send(RawClient.command(Command.STMT_PREPARE, sql.getBytes(StandardCharsets.UTF_8)));
        byte[] reply = client.readReply(ReplyKind.PREPARED);
        client.lastStatement = (int) client.tracker().statementId();
        return reply;
    }

    private static ByteBuf head(RawClient client, boolean typed) {
        return Unpooled.buffer()
                .writeIntLE(client.lastStatement)
                .writeByte(0)
                .writeIntLE(1)
                .writeByte(0)
                .writeByte(typed ? 1 : 0);
    }

    private static String execute(RawClient client, ByteBuf argument) {
        client.send(RawClient.command(Command.STMT_EXECUTE, ByteBufUtil.getBytes(argument)));
        return RawClient.text(client.readReply(ReplyKind.RESULTS));
    }

    private static String execute(RawClient client, long id) {
        return execute(client, head(client, true).writeShortLE(BIGINT).writeLongLE(id));
    }

    /** With the types of the execution before. */
    private static String executeUntyped(RawClient client, long id) {
        return execute(client, head(client, false).writeLongLE(id));
    }

    private static String named(RawClient client, String sql) {
        return RawClient.text(client.run(sql));
    }

    private long atOrigin(String counter) throws SQLException {
        try (Connection connection = origin.connect("");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW GLOBAL STATUS LIKE '" + counter + "'")) {
            rows.next();
            return rows.getLong(2);
        }
    }

    @Test
    void anExecutionWithTheSameValuesIsAnsweredFromMemory() {
        try (RawClient client = client()) {
            prepare(client, READ);
            String first = execute(client, 1);
            int hits = proxy.cache.hits.get();

            assertThat(execute(client, 1)).isEqualTo(first).contains("one");
            assertThat(proxy.cache.hits.get()).isEqualTo(hits + 1);
            assertThat(execute(client, 2)).contains("two");
            assertThat(proxy.cache.hits.get()).isEqualTo(hits + 1);
        }
    }

    @Test
    void anExecutionIsNotAnsweredAsTextOrForAnotherType() {
        try (RawClient client = client()) {
            prepare(client, "SELECT ?, v FROM t WHERE id = 1");
            execute(client, 1);
            int hits = proxy.cache.hits.get();

            execute(client, head(client, true).writeShortLE(INT).writeIntLE(1));
            assertThat(proxy.cache.hits.get()).isEqualTo(hits);
            execute(client, head(client, true).writeShortLE(BIGINT | 0x8000).writeLongLE(1));
            assertThat(proxy.cache.hits.get()).isEqualTo(hits);
            prepare(client, "SELECT v FROM t WHERE id = 3");
            execute(
                    client,
                    Unpooled.buffer()
                            .writeIntLE(client.lastStatement)
                            .writeByte(0)
                            .writeIntLE(1));
            assertThat(proxy.cache.hits.get()).as("the same text is cached").isEqualTo(hits);
        }
    }

    @Test
    void aStatementThatIsKnownIsPreparedWithoutTheOrigin() throws SQLException {
        try (RawClient first = client();
                RawClient second = client()) {
            byte[] reply = prepare(first, READ);
            execute(first, 1);
            long prepared = atOrigin("Com_stmt_prepare");

            byte[] known = prepare(second, READ);
            Arrays.fill(reply, 5, 9, (byte) 0);
            Arrays.fill(known, 5, 9, (byte) 0);
            assertThat(known).isEqualTo(reply);
            assertThat(execute(second, 1)).contains("one");
            assertThat(atOrigin("Com_stmt_prepare")).isEqualTo(prepared);
            assertThat(execute(second, 2)).contains("two");
            assertThat(atOrigin("Com_stmt_prepare")).isEqualTo(prepared + 1);
        }
    }

    @Test
    void typesThatTheOriginHasNotSeenReachItWithTheFirstExecutionThatMustRunThere() {
        try (RawClient first = client();
                RawClient second = client()) {
            prepare(first, READ);
            execute(first, 1);
            prepare(second, READ);

            assertThat(execute(second, 1)).contains("one");
            assertThat(executeUntyped(second, 1)).contains("one");
            assertThat(executeUntyped(second, 2)).contains("two");
            assertThat(executeUntyped(second, 3)).contains("three");
        }
    }

    @Test
    void aStatementPreparedFromMemoryMeansWhatItMeantThen() {
        try (RawClient first = client();
                RawClient second = client()) {
            prepare(first, READ);
            prepare(second, READ);
            second.run("USE " + OTHER);

            assertThat(execute(second, 1)).contains("one").doesNotContain("other");
        }
    }

    @Test
    void anExecutionUnderOtherSettingsGoesToTheOrigin() {
        try (RawClient client = client()) {
            prepare(client, READ);
            execute(client, 1);
            client.run("SET sql_mode = 'ANSI_QUOTES'");
            client.run("SELECT v FROM t WHERE id = 2");
            int hits = proxy.cache.hits.get();

            assertThat(execute(client, 1)).contains("one");
            assertThat(proxy.cache.hits.get()).isEqualTo(hits);
        }
    }

    @Test
    void whatTheOriginWillNotPrepareAnyMoreFailsWhenItIsRun() throws SQLException {
        try (RawClient first = client();
                RawClient second = client()) {
            prepare(first, READ);
            prepare(second, READ);
            origin.execute("DROP TABLE " + SCHEMA + ".t");

            assertThat(execute(second, 2)).contains("42S02");
            assertThat(named(second, "SELECT 1 + 1")).contains("2");
        }
    }

    @Test
    void diagnosticsAfterAnExecutionFromMemoryAreThoseOfIt() {
        try (RawClient first = client();
                RawClient second = client()) {
            prepare(first, "SELECT v FROM t WHERE id < ?");
            execute(first, 3);
            prepare(second, "SELECT v FROM t WHERE id < ?");
            execute(second, 3);

            assertThat(named(second, "SELECT CONCAT('rows:', FOUND_ROWS())")).contains("rows:2");
        }
    }

    @Test
    void diagnosticsAreStillThereAfterTheStatementWasClosed() throws SQLException {
        try (RawClient first = client();
                RawClient second = client()) {
            prepare(first, "SELECT v FROM t WHERE id < ?");
            execute(first, 3);
            long before = atOrigin("Prepared_stmt_count");
            prepare(second, "SELECT v FROM t WHERE id < ?");
            execute(second, 3);
            second.send(RawClient.command(
                    Command.STMT_CLOSE, ByteBufUtil.getBytes(Unpooled.buffer().writeIntLE(second.lastStatement))));

            assertThat(named(second, "SELECT CONCAT('rows:', FOUND_ROWS())")).contains("rows:2");
            await().untilAsserted(
                            () -> assertThat(atOrigin("Prepared_stmt_count")).isEqualTo(before));
        }
    }

    @Test
    void warningsOfAnEarlierStatementEndWithAPrepare() {
        try (RawClient first = client();
                RawClient second = client()) {
            prepare(first, READ);
            second.run("DO 1 / 0");
            second.run("SELECT 'a' + 0");
            prepare(second, READ);

            String shown = named(second, "SHOW COUNT(*) WARNINGS");
            first.run("SELECT 'a' + 0");
            prepare(first, "SELECT v FROM t WHERE id = ? AND 'not' = 'known'");
            assertThat(shown).isEqualTo(named(first, "SHOW COUNT(*) WARNINGS"));
        }
    }

    @Test
    void statementsEndWithTheirClosing() throws SQLException {
        try (RawClient client = client()) {
            long before = atOrigin("Prepared_stmt_count");
            for (int i = 0; i < 20; i++) {
                prepare(client, READ);
                execute(client, i % 3);
                client.send(RawClient.command(
                        Command.STMT_CLOSE,
                        ByteBufUtil.getBytes(Unpooled.buffer().writeIntLE(client.lastStatement))));
            }
            client.run("SELECT 1");

            await().untilAsserted(
                            () -> assertThat(atOrigin("Prepared_stmt_count")).isEqualTo(before));
            assertThat(execute(client, 1)).contains("Unknown prepared statement handler");
        }
    }

    @Test
    void longDataMakesAnExecutionOneOfTheOrigins() {
        try (RawClient first = client();
                RawClient client = client()) {
            prepare(first, "SELECT CONCAT('got ', ?), v FROM t WHERE id = 1");
            prepare(client, "SELECT CONCAT('got ', ?), v FROM t WHERE id = 1");
            ByteBuf typed = head(client, true).writeShortLE(252);
            for (String data : new String[] {"this", "that"}) {
                client.send(RawClient.command(
                        Command.STMT_SEND_LONG_DATA,
                        ByteBufUtil.getBytes(Unpooled.buffer()
                                .writeIntLE(client.lastStatement)
                                .writeShortLE(0)
                                .writeBytes(data.getBytes(StandardCharsets.US_ASCII)))));
                assertThat(execute(client, typed.copy())).contains("got " + data);
            }
        }
    }

    @Test
    void aSessionThatWroteReadsWhatItWrote() {
        try (RawClient client = client()) {
            prepare(client, READ);
            execute(client, 1);
            proxy.cache.lagBehind();
            client.run("UPDATE t SET v = 'ONE' WHERE id = 1");

            assertThat(execute(client, 1)).contains("ONE");
            client.run("BEGIN");
            assertThat(execute(client, 1)).contains("ONE");
            client.run("ROLLBACK");
        }
    }

    @Test
    void aSessionThatWasResetHasNoStatements() {
        try (RawClient first = client();
                RawClient client = client()) {
            prepare(first, READ);
            prepare(client, READ);
            client.send(RawClient.command(Command.RESET_CONNECTION, new byte[0]));
            client.readReply(ReplyKind.OUTCOME);

            assertThat(execute(client, 1)).contains("Unknown prepared statement handler");
        }
    }

    @Test
    void theStatementPreparedLastHasAnIdOfItsOwnOnMariaDb() {
        if (origin.flavor() != OriginFlavor.MARIADB) {
            return;
        }
        try (RawClient client = client()) {
            prepare(client, READ);
            client.lastStatement = -1;

            assertThat(execute(client, 1)).contains("one");
            assertThat(execute(client, 1)).contains("one");
            assertThat(execute(client, 2)).contains("two");
        }
    }

    @Test
    void anExecutionThatIsCutOffIsTheOriginsToRefuse() {
        try (RawClient client = client()) {
            prepare(client, READ);
            String refused = execute(client, Unpooled.buffer().writeIntLE(client.lastStatement));

            assertThat(refused).matches(".*(HY000|42000|08S01).*");
            assertThat(execute(client, 1)).contains("one");
        }
    }

    /** There is no room for the types in its first packet, and what comes behind would have to move. */
    @Test
    void anExecutionOfTheGreatestLengthNeedsItsTypes() {
        String read = "SELECT LENGTH(?) AS n, v FROM t WHERE id = 1";
        int text = 253;
        try (RawClient first = client();
                RawClient client = client()) {
            for (RawClient each : List.of(first, client)) {
                prepare(each, read);
                execute(each, head(each, true).writeShortLE(text).writeByte(1).writeByte('x'));
            }
            ByteBuf longest = head(client, false).writeByte(0xFD).writeMediumLE(PacketDecoder.MAX_PAYLOAD);
            longest.writeBytes(new byte[PacketDecoder.MAX_PAYLOAD]);
            client.sendLong(Command.STMT_EXECUTE, ByteBufUtil.getBytes(longest));

            assertThat(RawClient.text(client.readReply(ReplyKind.RESULTS))).contains("types of its parameters");
            assertThat(execute(
                            client,
                            head(client, true).writeShortLE(text).writeByte(2).writeShortLE(0x7878)))
                    .contains("one");
        }
    }
}
