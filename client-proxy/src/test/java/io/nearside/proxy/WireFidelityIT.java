package io.nearside.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.ReplyKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Direct, missed and hit, an answer is the same, byte for byte. */
@OriginTest
@ExtendWith(NoLeaks.class)
final class WireFidelityIT {
    private static final String SCHEMA = "test_wire";

    private static final String[] CACHEABLE = {
        "SELECT * FROM types",
        "SELECT * FROM types ORDER BY id DESC",
        "SELECT * FROM types WHERE id = -1",
        "SELECT * FROM types WHERE c_varchar IS NULL",
        "SELECT id, c_varchar AS `a \u00e9` FROM types WHERE c_varchar = '\u00e9\u20ac\ud83d\ude00'",
        "SELECT COUNT(*), MAX(c_decimal), MIN(c_datetime), SUM(c_double) FROM types",
        "SELECT t.id, u.id FROM types t LEFT JOIN types u ON t.id = u.id + 1 WHERE t.id < 100",
        "SELECT c_enum, COUNT(*) FROM types GROUP BY c_enum HAVING COUNT(*) > 0",
        "SELECT w.* FROM wide w",
        "  select   id from types\n where id in (1,2,3)  ",
        "SELECT b FROM big WHERE id = 1",
    };

    private static final String[] OTHERS = {
        "SELECT nothing FROM types",
        "SELECT * FROM no_such_table",
        "SELEC 1",
        "SELECT 1",
        "SELECT 1; SELECT id FROM types; SELECT nothing; SELECT 2",
        "UPDATE types SET c_int = c_int WHERE id = -1",
        "SHOW COLUMNS FROM types",
        "CALL two_results()",
        "SELECT CAST('12x' AS UNSIGNED) FROM types",
        "DO 1",
    };

    private final OriginServer origin;
    private final TestingProxy proxy;

    WireFidelityIT(OriginServer origin) {
        this.origin = origin;
        this.proxy = new TestingProxy(origin);
    }

    @BeforeEach
    void makeTables() throws SQLException {
        StringBuilder wide = new StringBuilder("CREATE TABLE wide (id INT PRIMARY KEY");
        for (int i = 0; i < 300; i++) {
            wide.append(", c").append(i).append(" TINYINT DEFAULT ").append(i % 100);
        }
        proxy.schema(
                SCHEMA,
                "CREATE TABLE types (id INT PRIMARY KEY, c_tiny TINYINT, c_small SMALLINT UNSIGNED, c_medium MEDIUMINT,"
                        + " c_int INT UNSIGNED, c_big BIGINT, c_ubig BIGINT UNSIGNED, c_decimal DECIMAL(30, 10), c_float FLOAT,"
                        + " c_double DOUBLE, c_bit BIT(33), c_date DATE, c_time TIME(6), c_datetime DATETIME(3),"
                        + " c_timestamp TIMESTAMP(6) NULL, c_year YEAR, c_char CHAR(10), c_varchar VARCHAR(200),"
                        + " c_binary BINARY(4), c_varbinary VARBINARY(300), c_text TEXT, c_blob BLOB,"
                        + " c_enum ENUM('a', 'b'), c_set SET('x', 'y', 'z'), c_json JSON, c_point POINT)",
                "INSERT INTO types (id) VALUES (1)",
                "INSERT INTO types VALUES (2, -128, 65535, -8388608, 4294967295, -9223372036854775808,"
                        + " 18446744073709551615, 12345678901234567890.0123456789, 1.5e10, -2.25e-300, b'101', '2024-02-29',"
                        + " '-838:59:59', '1000-01-01 00:00:00.123', '2001-01-01 00:00:00.000001', 2155, 'x', '\u00e9\u20ac\ud83d\ude00',"
                        + " 0x00ff, REPEAT(0xfe, 300), REPEAT('t', 30000), REPEAT(0xff, 300), 'a', 'x,z',"
                        + " '{\"a\": [1, null, \"\u00e9\"]}', POINT(1, -2))",
                "INSERT INTO types (id, c_varchar, c_text, c_blob, c_date) VALUES (3, '', '', '', '1000-01-01')",
                wide.append(")").toString(),
                "INSERT INTO wide (id) VALUES (1), (2)",
                "CREATE TABLE big (id INT PRIMARY KEY, b LONGBLOB)",
                "INSERT INTO big VALUES (1, REPEAT(0xfe, 200000))",
                "CREATE PROCEDURE two_results() BEGIN SELECT 1, NULL; SELECT id FROM types; END");
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHitIsWhatTheOriginAnswered(boolean deprecateEof) {
        try (RawClient direct = RawClient.loggedIn(origin.port(), SCHEMA, deprecateEof);
                RawClient first = RawClient.loggedIn(proxy.port(), SCHEMA, deprecateEof);
                RawClient second = RawClient.loggedIn(proxy.port(), SCHEMA, deprecateEof)) {
            for (String sql : CACHEABLE) {
                int fills = proxy.cache.fills.get();
                int hits = proxy.cache.hits.get();

                String expected = hex(direct.run(sql));

                assertThat(hex(first.run(sql))).as("missed: " + sql).isEqualTo(expected);
                assertThat(hex(first.run(sql))).as("hit: " + sql).isEqualTo(expected);
                assertThat(hex(second.run(sql))).as("hit by another: " + sql).isEqualTo(expected);
                assertThat(proxy.cache.fills.get() - fills)
                        .as("fills of " + sql)
                        .isEqualTo(1);
                assertThat(proxy.cache.hits.get() - hits)
                        .as("hits of " + sql + ", of " + proxy.statements())
                        .isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsNotCachedPassesAsItIs(boolean deprecateEof) {
        try (RawClient direct = RawClient.loggedIn(origin.port(), SCHEMA, deprecateEof);
                RawClient through = RawClient.loggedIn(proxy.port(), SCHEMA, deprecateEof)) {
            for (String sql : OTHERS) {
                String expected = hex(direct.run(sql));

                assertThat(hex(through.run(sql))).as(sql).isEqualTo(expected);
                assertThat(hex(through.run(sql))).as("again: " + sql).isEqualTo(expected);
            }
            assertThat(proxy.cache.fills).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyKindOfReplyPassesAsItIs(boolean deprecateEof) {
        try (RawClient direct = RawClient.loggedIn(origin.port(), SCHEMA, deprecateEof);
                RawClient through = RawClient.loggedIn(proxy.port(), SCHEMA, deprecateEof)) {
            same(direct, through, ReplyKind.OUTCOME, Command.PING, new byte[0]);
            same(direct, through, ReplyKind.OUTCOME, Command.INIT_DB, ascii("mysql_is_not_for_us"));
            same(direct, through, ReplyKind.OUTCOME, Command.INIT_DB, ascii(SCHEMA));
            same(direct, through, ReplyKind.COLUMNS, Command.FIELD_LIST, ascii("types\0%"));
            same(direct, through, ReplyKind.COLUMNS, Command.FIELD_LIST, ascii("no_such_table\0%"));
            same(direct, through, ReplyKind.OUTCOME, Command.SET_OPTION, new byte[] {1, 0});
            same(direct, through, ReplyKind.OUTCOME, Command.SET_OPTION, new byte[] {0, 0});
            same(direct, through, ReplyKind.OUTCOME, 0x1D /* daemon: for no client */, new byte[0]);
            same(direct, through, ReplyKind.PREPARED, Command.STMT_PREPARE, ascii("SELECT nothing FROM types"));
            same(direct, through, ReplyKind.PREPARED, Command.STMT_PREPARE, ascii("SELECT * FROM types WHERE id < ?"));
            for (int cursor = 0; cursor < 2; cursor++) {
                same(direct, through, ReplyKind.RESULTS, Command.STMT_EXECUTE, execute(cursor, 100));
                if (cursor == 1) {
                    same(direct, through, ReplyKind.ROWS, Command.STMT_FETCH, WireFidelityIT::fetch);
                    same(direct, through, ReplyKind.ROWS, Command.STMT_FETCH, WireFidelityIT::fetch);
                }
                same(direct, through, ReplyKind.OUTCOME, Command.STMT_RESET, WireFidelityIT::statementId);
            }
            same(direct, through, ReplyKind.RESULTS, Command.STMT_EXECUTE, execute(0, -5));
            same(direct, through, ReplyKind.PREPARED, Command.STMT_PREPARE, ascii("DO ?"));
            same(direct, through, ReplyKind.RESULTS, Command.STMT_EXECUTE, execute(0, 1));
            direct.send(RawClient.command(Command.STMT_CLOSE, statementId(direct)));
            through.send(RawClient.command(Command.STMT_CLOSE, statementId(through)));
            same(direct, through, ReplyKind.RESULTS, Command.STMT_EXECUTE, new byte[] {77, 0, 0, 0, 0, 1, 0, 0, 0});
            same(direct, through, ReplyKind.OUTCOME, Command.RESET_CONNECTION, new byte[0]);
            same(direct, through, ReplyKind.RESULTS, Command.QUERY, ascii("SELECT DATABASE()"));
        }
    }

    private static void same(RawClient direct, RawClient through, ReplyKind kind, int command, byte... argument) {
        same(direct, through, kind, command, client -> argument);
    }

    private static void same(
            RawClient direct, RawClient through, ReplyKind kind, int command, Function<RawClient, byte[]> argument) {
        assertThat(hex(reply(through, kind, command, argument)))
                .as("reply to command %02x", command)
                .isEqualTo(hex(reply(direct, kind, command, argument)));
    }

    private static byte[] reply(RawClient client, ReplyKind kind, int command, Function<RawClient, byte[]> argument) {
        client.send(RawClient.command(command, argument.apply(client)));
        byte[] reply = client.readReply(kind);
        if (kind == ReplyKind.PREPARED && !client.tracker().failed()) {
            client.lastStatement = (int) client.tracker().statementId();
            // The id is the connection's own.
            Arrays.fill(reply, 5, 9, (byte) 0);
        }
        return reply;
    }

    private static byte[] statementId(RawClient client) {
        return bytes(Unpooled.buffer().writeIntLE(client.lastStatement));
    }

    /** Runs the statement prepared last with one number. */
    private static Function<RawClient, byte[]> execute(int cursor, long value) {
        return client -> bytes(Unpooled.buffer()
                .writeIntLE(client.lastStatement)
                .writeByte(cursor)
                .writeIntLE(1)
                .writeByte(0)
                .writeByte(1)
                .writeShortLE(8)
                .writeLongLE(value));
    }

    private static byte[] fetch(RawClient client) {
        return bytes(Unpooled.buffer().writeIntLE(client.lastStatement).writeIntLE(2));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(ByteBuf buffer) {
        return ByteBufUtil.getBytes(buffer);
    }

    private static String hex(byte[] bytes) {
        return ByteBufUtil.hexDump(bytes);
    }
}
