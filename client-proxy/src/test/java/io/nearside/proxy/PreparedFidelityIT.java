package io.nearside.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.PacketDecoder;
import io.nearside.proxy.wire.ReplyKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same dialogue with prepared statements, at the origin and through a node that has the answers in memory. */
@OriginTest
@ExtendWith(NoLeaks.class)
final class PreparedFidelityIT {
    private static final String SCHEMA = "test_prepared_same";
    private static final String OTHER = "test_prepared_same_other";
    private static final String READ = "SELECT v FROM t WHERE id = ?";
    private static final String TWO = "SELECT ?, v FROM t WHERE id = ?";
    private static final int LONG = 1 << 24;
    private static final Map<String, Consumer<Dialogue>> DIALOGUES = new LinkedHashMap<>();

    private final OriginServer origin;
    private final TestingProxy proxy;

    PreparedFidelityIT(OriginServer origin) {
        this.origin = origin;
        this.proxy = new TestingProxy(origin);
    }

    /** One session, and what was answered in it. */
    private static final class Dialogue {
        final RawClient client;
        final Runnable forget;
        final List<String> answers = new ArrayList<>();
        int id;

        Dialogue(RawClient client, Runnable forget) {
            this.client = client;
            this.forget = forget;
        }

        /** An error may name the statement, which has another id, and as many digits more, at a node. */
        void answer(byte[] reply) {
            String text = RawClient.text(reply);
            String unnamed = text.replaceAll("(handler|statement) \\(\\d+\\)", "$1 (#)");
            answers.add(unnamed.equals(text) ? text : unnamed.substring(PacketDecoder.HEADER));
        }

        Dialogue sql(String sql) {
            answer(client.run(sql));
            return this;
        }

        Dialogue prepare(String sql) {
            client.send(RawClient.command(Command.STMT_PREPARE, sql.getBytes(StandardCharsets.UTF_8)));
            byte[] reply = client.readReply(ReplyKind.PREPARED);
            if (!client.tracker().failed()) {
                id = (int) client.tracker().statementId();
                Arrays.fill(reply, 5, 9, (byte) 0);
            }
            answer(reply);
            return this;
        }

        ByteBuf head() {
            return Unpooled.buffer().writeIntLE(id).writeByte(0).writeIntLE(1);
        }

        Dialogue execute(ByteBuf argument) {
            client.send(RawClient.command(Command.STMT_EXECUTE, ByteBufUtil.getBytes(argument)));
            answer(client.readReply(ReplyKind.RESULTS));
            return this;
        }

        /** {@link #READ} with a BIGINT. */
        Dialogue read(long value) {
            return execute(head().writeByte(0).writeByte(1).writeShortLE(8).writeLongLE(value));
        }

        Dialogue readUntyped(long value) {
            return execute(head().writeByte(0).writeByte(0).writeLongLE(value));
        }

        Dialogue longExecute(ByteBuf argument) {
            client.sendLong(Command.STMT_EXECUTE, ByteBufUtil.getBytes(argument));
            answer(client.readReply(ReplyKind.RESULTS));
            return this;
        }

        Dialogue longData(byte[] data) {
            client.sendLong(
                    Command.STMT_SEND_LONG_DATA,
                    ByteBufUtil.getBytes(
                            Unpooled.buffer().writeIntLE(id).writeShortLE(0).writeBytes(data)));
            return this;
        }

        Dialogue about(int command, ReplyKind kind) {
            client.send(RawClient.command(
                    command, ByteBufUtil.getBytes(Unpooled.buffer().writeIntLE(id))));
            answer(client.readReply(kind));
            return this;
        }

        Dialogue close() {
            client.send(RawClient.command(
                    Command.STMT_CLOSE, ByteBufUtil.getBytes(Unpooled.buffer().writeIntLE(id))));
            return this;
        }

        Dialogue plain(int command, byte[] argument, ReplyKind kind) {
            client.send(RawClient.command(command, argument));
            answer(client.readReply(kind));
            return this;
        }

        Dialogue forget() {
            forget.run();
            return this;
        }

        Dialogue with(int otherId) {
            id = otherId;
            return this;
        }
    }

    private static ByteBuf lenenc(ByteBuf buffer, int length) {
        return buffer.writeByte(0xFE).writeLongLE(length).writeZero(length);
    }

    static {
        Map<String, Consumer<Dialogue>> d = DIALOGUES;
        d.put("SET reads warnings", x -> x.prepare(READ)
                .sql("SELECT 'a' + 0")
                .sql("SET @w = @@warning_count")
                .sql("SELECT @w"));
        d.put("GET DIAGNOSTICS after a failure", x -> x.prepare(READ)
                .sql("SELECT * FROM nix")
                .sql("GET DIAGNOSTICS @n = NUMBER")
                .sql("SELECT @n"));
        d.put("SET reads rows changed", x -> x.prepare(READ)
                .sql("UPDATE t SET v = 'x' WHERE id < 3")
                .sql("SET @r = ROW_COUNT()")
                .sql("SELECT @r"));
        d.put("SET reads rows found", x -> x.prepare(READ)
                .sql("SELECT SQL_CALC_FOUND_ROWS v FROM t LIMIT 1")
                .sql("SET @f = FOUND_ROWS()")
                .sql("SELECT @f"));
        d.put(
                "a prepare fails after a hit",
                x -> x.prepare(READ).read(1).prepare("SELECT * FROM nix").sql("SHOW WARNINGS"));
        d.put(
                "a prepare fails after a hit: errors",
                x -> x.prepare(READ).read(1).prepare("SELECT * FROM nix").sql("SELECT @@error_count"));
        d.put(
                "a text prepare after a hit",
                x -> x.prepare(READ).read(1).prepare("SELECT 77").sql("SELECT FOUND_ROWS(), ROW_COUNT()"));
        d.put(
                "rows changed, prepared",
                x -> x.sql("UPDATE t SET v = 'y' WHERE id < 3").prepare(READ).sql("SELECT ROW_COUNT()"));
        d.put(
                "rows found, prepared",
                x -> x.sql("SELECT v FROM t").prepare(READ).sql("SELECT FOUND_ROWS()"));
        d.put("hit, prepared", x -> x.prepare(READ).read(1).prepare(READ).sql("SELECT FOUND_ROWS(), ROW_COUNT()"));
        d.put("hit, rows changed", x -> x.prepare(READ).read(1).sql("SELECT ROW_COUNT()"));
        d.put(
                "hit, warnings",
                x -> x.sql("SELECT 'a' + 0").prepare(READ).read(1).sql("SHOW WARNINGS"));
        d.put("warnings, prepared", x -> x.sql("SELECT 'a' + 0").prepare(READ).sql("SHOW WARNINGS"));
        d.put("failure, prepared", x -> x.sql("SELECT nix").prepare(READ).sql("SHOW WARNINGS"));
        d.put("unknown statement", x -> x.with(4711).read(1));
        d.put("unknown statement, reset", x -> x.with(4711).about(Command.STMT_RESET, ReplyKind.OUTCOME));
        d.put("unknown statement, fetch", x -> x.with(4711)
                .plain(Command.STMT_FETCH, new byte[] {99, 0, 0, 0, 1, 0, 0, 0}, ReplyKind.ROWS));
        for (int bytes : new int[] {4, 8, 9, 10, 11, 12, 13, 17}) {
            d.put("cut to " + bytes, x -> x.prepare(READ)
                    .read(1)
                    .execute(x.head()
                            .writeByte(0)
                            .writeByte(1)
                            .writeShortLE(8)
                            .writeLongLE(1)
                            .slice(0, bytes))
                    .readUntyped(2));
            d.put("untyped cut to " + bytes, x -> x.prepare(READ)
                    .read(1)
                    .execute(x.head().writeByte(0).writeByte(0).writeLongLE(1).slice(0, bytes))
                    .readUntyped(2));
        }
        d.put(
                "long data of nobody's",
                x -> x.with(4711).longData(new byte[LONG]).sql("SELECT 1"));
        d.put("a long execution of nobody's", x -> x.with(4711)
                .longExecute(lenenc(x.head().writeByte(0).writeByte(1).writeShortLE(253), LONG))
                .sql("SELECT 1"));
        d.put("long data while held", x -> x.prepare(READ)
                .longData(new byte[LONG])
                .execute(x.head().writeByte(0).writeByte(1).writeShortLE(252))
                .read(2));
        d.put("a long execution while held", x -> x.prepare(READ)
                .longExecute(lenenc(x.head().writeByte(0).writeByte(1).writeShortLE(253), LONG))
                .read(2));
        d.put("a long execution of what is gone", x -> x.prepare(READ)
                .sql("DROP TABLE t")
                .forget()
                .longExecute(lenenc(x.head().writeByte(0).writeByte(1).writeShortLE(253), LONG))
                .sql("SELECT 1"));
        d.put("cursor", x -> x.prepare(READ)
                .execute(Unpooled.buffer()
                        .writeIntLE(x.id)
                        .writeByte(1)
                        .writeIntLE(1)
                        .writeByte(0)
                        .writeByte(1)
                        .writeShortLE(8)
                        .writeLongLE(1))
                .read(1)
                .plain(
                        Command.STMT_FETCH,
                        ByteBufUtil.getBytes(Unpooled.buffer().writeIntLE(x.id).writeIntLE(1)),
                        ReplyKind.ROWS));
        for (int type : new int[] {6, 9, 13, 14, 16, 17, 244, 245, 0, 246, 247, 255}) {
            d.put("type " + type, x -> x.prepare(TWO)
                    .execute(x.head()
                            .writeByte(0)
                            .writeByte(1)
                            .writeShortLE(type)
                            .writeShortLE(8)
                            .writeByte(3)
                            .writeBytes(new byte[] {'1', '2', '3'})
                            .writeLongLE(1)
                            .writeLongLE(2)));
        }
        d.put("last statement", x -> x.prepare(READ).with(-1).read(1).read(2));
        d.put(
                "last statement failed",
                x -> x.prepare(READ).prepare("SELECT nix").with(-1).read(1));
        d.put("last statement closed", x -> x.prepare(READ).close().with(-1).read(1));
        d.put(
                "last statement closed before",
                x -> x.prepare(READ).prepare(READ).close().with(-1).read(1));
        d.put("bulk of a read", x -> x.prepare(READ)
                .read(1)
                .plain(
                        Command.MARIADB_STMT_BULK_EXECUTE,
                        ByteBufUtil.getBytes(Unpooled.buffer()
                                .writeIntLE(x.id)
                                .writeShortLE(128)
                                .writeShortLE(253)
                                .writeByte(0)
                                .writeByte(1)
                                .writeByte('2')),
                        ReplyKind.RESULTS)
                .readUntyped(1)
                .readUntyped(2));
        for (int bytes : new int[] {4, 9}) {
            d.put("long data, then cut to " + bytes, x -> x.prepare(READ)
                    .longData(new byte[] {'2'})
                    .execute(x.head().slice(0, bytes))
                    .execute(x.head()
                            .writeByte(0)
                            .writeByte(1)
                            .writeShortLE(253)
                            .writeByte(1)
                            .writeByte('1')));
        }
        d.put("reset after a hit", x -> x.prepare(READ)
                .read(1)
                .close()
                .plain(Command.RESET_CONNECTION, new byte[0], ReplyKind.OUTCOME)
                .sql("SHOW WARNINGS")
                .read(1));
        d.put(
                "several statements",
                x -> x.prepare("SELECT 1; SELECT 2").prepare(READ + ";").read(1));
        d.put("an empty text", x -> x.prepare("").prepare("  ").prepare(";"));
        d.put("most parameters", x -> x.prepare("SELECT v FROM t WHERE id IN (?" + ",?".repeat(65534) + ")"));
        d.put("too many parameters", x -> x.prepare("SELECT v FROM t WHERE id IN (?" + ",?".repeat(65535) + ")"));
        d.put("a temporary table", x -> x.prepare(READ)
                .sql("CREATE TEMPORARY TABLE t AS SELECT 1 AS id, 'tmp' AS v")
                .read(1));
        d.put("a transaction", x -> x.prepare(READ)
                .sql("BEGIN")
                .read(1)
                .sql("UPDATE t SET v = 'z' WHERE id = 1")
                .read(1)
                .prepare(READ)
                .read(1)
                .sql("ROLLBACK")
                .read(1));
        d.put("no autocommit", x -> x.prepare(READ)
                .sql("SET autocommit = 0")
                .read(1)
                .prepare(READ)
                .read(1)
                .sql("COMMIT")
                .read(1));
        d.put("another schema", x -> x.prepare(READ)
                .plain(Command.INIT_DB, OTHER.getBytes(StandardCharsets.US_ASCII), ReplyKind.OUTCOME)
                .read(1)
                .prepare(READ)
                .read(1));
        d.put(
                "dropped",
                x -> x.prepare(READ).sql("DROP TABLE t").forget().read(1).sql("SHOW WARNINGS"));
        d.put("altered", x -> x.prepare(READ)
                .sql("ALTER TABLE t MODIFY v INT DEFAULT 3, ADD w INT")
                .forget()
                .read(1));
        d.put("null", x -> x.prepare(READ)
                .execute(x.head().writeByte(1).writeByte(1).writeShortLE(8))
                .execute(x.head().writeByte(1).writeByte(0)));
        d.put("reset while held", x -> x.prepare(READ)
                .about(Command.STMT_RESET, ReplyKind.OUTCOME)
                .read(1));
        d.put("fetch while held", x -> x.prepare(READ)
                .plain(
                        Command.STMT_FETCH,
                        ByteBufUtil.getBytes(Unpooled.buffer().writeIntLE(x.id).writeIntLE(1)),
                        ReplyKind.ROWS)
                .read(1));
        d.put("values too short", x -> x.prepare(TWO)
                .execute(x.head()
                        .writeByte(0)
                        .writeByte(1)
                        .writeShortLE(253)
                        .writeShortLE(8)
                        .writeByte(200)
                        .writeByte(1))
                .sql("SELECT 1"));
    }

    static Stream<String> dialogues() {
        return DIALOGUES.keySet().stream();
    }

    private void makeTables() throws SQLException {
        // More than MariaDB takes by default.
        origin.execute("SET GLOBAL max_allowed_packet = 67108864");
        proxy.schema(OTHER, "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(9))", "INSERT INTO t VALUES (1, 'other')");
        proxy.schema(
                SCHEMA,
                "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(9))",
                "INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')");
        proxy.cache.clear();
    }

    private List<String> run(int port, Consumer<Dialogue> dialogue) {
        try (RawClient client = RawClient.loggedIn(port, SCHEMA, true)) {
            client.run("SELECT v FROM t WHERE id = 3");
            Dialogue made = new Dialogue(client, proxy.cache::clear);
            try {
                dialogue.accept(made);
            } catch (UncheckedIOException e) {
                made.answers.add("lost");
            }
            return made.answers;
        }
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @ParameterizedTest
    @MethodSource("dialogues")
    void isTheSameDialogueThroughTheNode(String name) throws SQLException {
        Consumer<Dialogue> dialogue = Objects.requireNonNull(DIALOGUES.get(name));
        makeTables();
        List<String> expected = run(origin.port(), dialogue);
        makeTables();
        run(proxy.port(), x -> x.prepare(READ)
                .read(1)
                .read(2)
                .execute(x.head()
                        .writeByte(0)
                        .writeByte(1)
                        .writeShortLE(253)
                        .writeByte(1)
                        .writeByte('1'))
                .prepare(TWO));
        assertThat(run(proxy.port(), dialogue)).isEqualTo(expected);
    }
}
