package io.nearside.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The less usual ways of the protocol: long packets, commands sent ahead, local files, statements ended by others. */
@OriginTest
@ExtendWith(NoLeaks.class)
final class CommandsIT {
    private static final String SCHEMA = "test_commands";
    private static final int FULL = PacketDecoder.MAX_PAYLOAD;
    private static final int MIB = 1024 * 1024;

    private final OriginServer origin;
    private final TestingProxy proxy;

    CommandsIT(OriginServer origin) {
        this.origin = origin;
        this.proxy = new TestingProxy(origin);
    }

    @BeforeEach
    void makeTables() throws SQLException {
        origin.execute("SET GLOBAL max_allowed_packet = 134217728", "SET GLOBAL local_infile = ON");
        proxy.schema(
                SCHEMA,
                "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(100))",
                "INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')",
                "CREATE TABLE big (id INT PRIMARY KEY, b LONGBLOB)");
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {FULL - 1, FULL, FULL + 1, 20 * MIB, 2 * FULL})
    void longStatementsAndLongRowsPass(int payload) {
        String head = "INSERT INTO big VALUES (1, '";
        String tail = "')";
        int content = payload - 1 - head.length() - tail.length();
        try (RawClient client = RawClient.loggedIn(proxy.port(), SCHEMA, true)) {
            client.sendLong(Command.QUERY, (head + "x".repeat(content) + tail).getBytes(StandardCharsets.US_ASCII));
            assertThat(RawClient.isOk(client.readReply(ReplyKind.RESULTS))).isTrue();

            byte[] answer = client.run("SELECT b FROM big WHERE id = 1");

            assertThat(client.tracker().failed()).isFalse();
            assertThat(answer.length).isGreaterThan(content);
            assertThat(RawClient.text(client.run("SELECT LENGTH(b), b = REPEAT('x', " + content + ") FROM big")))
                    .contains(content + ".1");
        }
        assertThat(proxy.cache.fills).as("too long to be kept").hasValue(0);
    }

    @Test
    void longDataOfAPreparedStatementPasses() {
        byte[] data = new byte[FULL + 10];
        Arrays.fill(data, (byte) 'y');
        try (RawClient client = RawClient.loggedIn(proxy.port(), SCHEMA, true)) {
            client.send(RawClient.command(
                    Command.STMT_PREPARE,
                    "INSERT INTO big VALUES (1, CONCAT(?, ''))".getBytes(StandardCharsets.US_ASCII)));
            client.readReply(ReplyKind.PREPARED);
            int id = (int) client.tracker().statementId();
            ByteBuf long1 = Unpooled.buffer().writeIntLE(id).writeShortLE(0).writeBytes(data);
            client.sendLong(Command.STMT_SEND_LONG_DATA, ByteBufUtil.getBytes(long1));
            client.sendLong(Command.STMT_SEND_LONG_DATA, ByteBufUtil.getBytes(long1));
            ByteBuf execute =
                    Unpooled.buffer().writeIntLE(id).writeByte(0).writeIntLE(1).writeByte(0);
            execute.writeByte(1).writeShortLE(252);
            client.send(RawClient.command(Command.STMT_EXECUTE, ByteBufUtil.getBytes(execute)));

            assertThat(RawClient.isOk(client.readReply(ReplyKind.RESULTS))).isTrue();
            assertThat(RawClient.text(client.run("SELECT LENGTH(b) FROM big"))).contains("" + 2 * data.length);
        }
    }

    @Test
    void aPacketLongerThanTheOriginTakesIsRefusedByTheOrigin() {
        try (RawClient client = RawClient.loggedIn(proxy.port(), SCHEMA, true)) {
            client.run("SET @a = 1");
            byte[] statement = ("SELECT '" + "x".repeat(140 * MIB) + "'").getBytes(StandardCharsets.US_ASCII);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    client.sendLong(Command.QUERY, statement);
                } catch (RuntimeException e) {
                    // The other end may hang up before it has all.
                }
            });

            assertThat(RawClient.errorCode(client.readPacket())).isIn(1153, 2013);
            sending.join();
        }
    }

    @Test
    void commandsSentAheadAreAnsweredInOrder() {
        int commands = 3_000;
        try (RawClient client = RawClient.loggedIn(proxy.port(), SCHEMA, true)) {
            client.run("SELECT v FROM t WHERE id = 1");
            byte[][] packets = IntStream.range(0, commands)
                    .mapToObj(i -> switch (i % 5) {
                        case 0, 1 -> RawClient.query("SELECT v FROM t WHERE id = 1");
                        case 2 -> RawClient.query("SELECT " + i);
                        case 3 -> RawClient.command(Command.PING, new byte[0]);
                        default -> RawClient.query("SELECT nothing FROM t");
                    })
                    .toArray(byte[][]::new);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> client.send(packets));

            for (int i = 0; i < commands; i++) {
                String answer = RawClient.text(client.readReply(i % 5 == 3 ? ReplyKind.OUTCOME : ReplyKind.RESULTS));
                switch (i % 5) {
                    case 0, 1 -> assertThat(answer).contains("one");
                    case 2 -> assertThat(answer).contains("" + i);
                    case 3 -> assertThat(client.tracker().failed()).isFalse();
                    default -> assertThat(answer).contains("nothing");
                }
            }
            sending.join();
        }
    }

    @Test
    void whoDoesNotReadItsAnswersIsNotReadOn() {
        String sql = "SELECT b FROM big WHERE id = 1";
        int commands = 200_000;
        try (RawClient client = RawClient.loggedIn(proxy.port(), SCHEMA, true)) {
            client.run("INSERT INTO big VALUES (1, REPEAT('z', 1000))");
            byte[] answer = client.run(sql);
            byte[] query = RawClient.query(sql);
            byte[][] thousand = new byte[1_000][];
            Arrays.fill(thousand, query);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < commands / 1_000; i++) {
                    client.send(thousand);
                }
            });
            Awaitility.await().during(Duration.ofSeconds(1)).until(() -> true);

            assertThat(proxy.cache.hits).as("answers that nobody took").hasValueLessThan(commands / 2);
            for (int i = 0; i < commands; i++) {
                assertThat(client.readReply(ReplyKind.RESULTS)).isEqualTo(answer);
            }
            sending.join();
        }
    }

    @Test
    void aLocalFileAndWhatIsSentRightBehindIt() {
        try (RawClient client = RawClient.loggedIn(proxy.port(), SCHEMA, true)) {
            client.send(RawClient.query("LOAD DATA LOCAL INFILE 'f' INTO TABLE t"));
            byte[] request = client.readPacket();
            assertThat(request[4]).isEqualTo((byte) 0xFB);
            client.send(
                    RawClient.packet(2, "10\tten\n11\televen\n".getBytes(StandardCharsets.US_ASCII)),
                    RawClient.packet(3, new byte[0]),
                    RawClient.query("SELECT v FROM t WHERE id = 11"),
                    RawClient.query("SELECT COUNT(*) + 100 FROM t"));

            assertThat(RawClient.isOk(client.readPacket())).isTrue();
            assertThat(RawClient.text(client.readReply(ReplyKind.RESULTS))).contains("eleven");
            assertThat(RawClient.text(client.readReply(ReplyKind.RESULTS))).contains("105");
        }
    }

    @Test
    void aLocalFileOfManyPacketsAndAnEmptyOne() {
        try (RawClient client = RawClient.loggedIn(proxy.port(), SCHEMA, false)) {
            for (int round = 0; round < 2; round++) {
                client.send(RawClient.query("LOAD DATA LOCAL INFILE 'f' IGNORE INTO TABLE t"));
                client.readPacket();
                int number = 2;
                for (int i = 0; round == 1 && i < 1_000; i++) {
                    client.send(
                            RawClient.packet(number++ & 0xFF, (i + 100 + "\tx\n").getBytes(StandardCharsets.US_ASCII)));
                }
                client.send(RawClient.packet(number & 0xFF, new byte[0]));
                assertThat(RawClient.isOk(client.readPacket())).isTrue();
            }
            assertThat(RawClient.text(client.run("SELECT COUNT(*) FROM t"))).contains("1003");
        }
    }

    @Test
    void anotherSessionMayEndAStatement() throws SQLException {
        try (Connection sleeping = proxy.connect(SCHEMA);
                Connection killing = proxy.connect(SCHEMA)) {
            long id = number(sleeping, "SELECT CONNECTION_ID()");
            CompletableFuture<Void> sleep = CompletableFuture.runAsync(() -> {
                try (Statement statement = sleeping.createStatement()) {
                    statement.executeQuery("SELECT v, SLEEP(30) FROM t").close();
                } catch (SQLException e) {
                    throw new IllegalStateException("error " + e.getErrorCode(), e);
                }
            });
            Awaitility.await()
                    .until(() -> number(
                                    killing,
                                    "SELECT COUNT(*) FROM information_schema.processlist WHERE id = " + id
                                            + " AND info LIKE '%SLEEP%'")
                            == 1);

            try (Statement kill = killing.createStatement()) {
                kill.execute("KILL QUERY " + id);
            }

            assertThatThrownBy(sleep::join).hasMessageContaining("1317");
            assertThat(number(sleeping, "SELECT 7")).isEqualTo(7);
        }
    }

    @Test
    void aSessionEndedAtTheOriginGetsAnErrorAtOnce() throws SQLException {
        try (RawClient client = RawClient.loggedIn(proxy.port(), SCHEMA, true)) {
            String id = RawClient.text(client.run("SELECT CONNECTION_ID() + 0"));
            String number = List.of(id.split("\\.+")).stream()
                    .filter(part -> part.matches("\\d+"))
                    .reduce("", (first, last) -> last);
            origin.execute("KILL " + number);

            byte[] answer = client.run("SELECT 1");

            assertThat(RawClient.errorCode(answer)).isIn(2013, 1927);
            assertThat(RawClient.errorCode(client.run("SELECT 1"))).isEqualTo(2013);
        }
    }

    @Test
    void severalResultsOfAProcedure() throws SQLException {
        origin.execute("CREATE PROCEDURE " + SCHEMA + ".p(IN a INT, OUT b INT, INOUT c VARCHAR(10)) BEGIN"
                + " SELECT id FROM t; SELECT a; SET b = a * 2; SET c = CONCAT(c, '!'); END");
        for (String more : List.of("", "&useServerPrepStmts=true")) {
            try (Connection connection = DriverManager.getConnection(proxy.mysqlUrl(SCHEMA) + more, "app", "app");
                    var call = connection.prepareCall("{CALL p(?, ?, ?)}")) {
                call.setInt(1, 21);
                call.registerOutParameter(2, Types.INTEGER);
                call.setString(3, "hi");
                call.registerOutParameter(3, Types.VARCHAR);

                assertThat(call.execute()).isTrue();
                assertThat(call.getMoreResults()).isTrue();
                try (ResultSet rows = call.getResultSet()) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getInt(1)).isEqualTo(21);
                }
                assertThat(call.getInt(2)).isEqualTo(42);
                assertThat(call.getString(3)).isEqualTo("hi!");
            }
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
