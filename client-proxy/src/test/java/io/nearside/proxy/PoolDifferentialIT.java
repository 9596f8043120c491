package io.nearside.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.mysql.cj.jdbc.JdbcConnection;
import io.nearside.config.PoolSettings;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Sessions that share fewer connections than they are do at random what sessions do, each beside a session of its own at the
 * origin that does the same: both must be told the same.
 */
@OriginTest
@ExtendWith(NoLeaks.class)
final class PoolDifferentialIT {
    /** The same in every build; change it to look further. */
    private static final long SEED = 20_251_124L;

    private static final String USER = "differential";
    private static final String THROUGH = "test_pool_through";
    private static final String DIRECT = "test_pool_direct_";
    private static final int MOST = 4;
    private static final int SESSIONS = 6;
    private static final int PREPARING = 2;
    private static final int STEPS = 700;
    private static final Set<String> MESSAGES = Set.of("SHOW WARNINGS", "SELECT @@warning_count");
    private static final int SHOWN = 25;

    /** What the node says where it cannot know any more what was asked for, rather than something wrong. */
    private static final String GONE = "error 1105";

    private final OriginServer origin;
    private final TestingProxy proxy;
    private final Random random = new Random(SEED);
    private final List<Twin> twins = new ArrayList<>();
    private final Deque<String> story = new ArrayDeque<>();
    private @Nullable Twin inTransaction;
    private int gone;
    private String pinned = "";

    PoolDifferentialIT(OriginServer origin) {
        this.origin = origin;
        this.proxy = new TestingProxy(origin, new PoolSettings(MOST, MOST, Duration.ofSeconds(10)));
    }

    /** One session at the origin and one through the proxy, that are told to do the same. */
    private static final class Twin {
        private final int number;
        private boolean usedTable;
        private final Connection direct;
        private final Connection through;
        /** Null for most: once settings are others than when it was prepared, it keeps its session's connection. */
        private final @Nullable PreparedStatement directPrepared;

        private final @Nullable PreparedStatement throughPrepared;

        Twin(int number, Connection direct, Connection through) throws SQLException {
            this.number = number;
            this.direct = direct;
            this.through = through;
            String sql = "SELECT COUNT(*), 1 / ?, RAND() < 2 FROM t" + number + " WHERE id > ?";
            this.directPrepared = number < PREPARING ? direct.prepareStatement(sql) : null;
            this.throughPrepared = number < PREPARING ? through.prepareStatement(sql) : null;
        }

        void close() throws SQLException {
            through.close();
            direct.close();
        }
    }

    private interface Action {
        String on(Connection session, @Nullable PreparedStatement prepared) throws SQLException;
    }

    @BeforeEach
    void open() throws SQLException {
        for (String schema : List.of(THROUGH, DIRECT)) {
            List<String> tables = new ArrayList<>(List.of(
                    "CREATE TABLE seen (id INT)",
                    "CREATE TRIGGER remembers AFTER INSERT ON seen FOR EACH ROW SET @seen = NEW.id"));
            // Of its own each: they are not to wait for one another's locks.
            for (int i = 0; i < SESSIONS; i++) {
                tables.add("CREATE TABLE t" + i + " (id INT PRIMARY KEY AUTO_INCREMENT, v INT)");
                tables.add("INSERT INTO t" + i + " (v) VALUES (1), (2), (3)");
            }
            proxy.schema(schema, tables.toArray(String[]::new));
        }
        TestingAccounts.create(origin, USER, USER, THROUGH);
        origin.execute("GRANT ALL ON " + DIRECT + ".* TO " + USER + "@'%'");
        String more = "&useServerPrepStmts=true&socketTimeout=20000";
        for (int i = 0; i < SESSIONS; i++) {
            twins.add(new Twin(
                    i,
                    DriverManager.getConnection(origin.jdbcUrl(DIRECT) + more, USER, USER),
                    DriverManager.getConnection(proxy.mysqlUrl(THROUGH) + more, USER, USER)));
        }
    }

    @AfterEach
    void close() throws SQLException {
        for (Twin twin : twins) {
            twin.close();
        }
        proxy.close();
    }

    @Test
    void sessionsThatShareConnectionsAreToldWhatSessionsWithTheirOwnAreTold() throws SQLException {
        int compared = 0;
        for (int step = 0; step < STEPS; step++) {
            Twin twin = twins.get(random.nextInt(SESSIONS));
            String sql = statement(twin).replace("$t", "t" + twin.number);
            if (!twin.usedTable && MESSAGES.contains(sql)) {
                // Without a table, a statement leaves MariaDB's messages as they were, whoever's they are.
                sql = "SELECT id FROM t" + twin.number + " ORDER BY id LIMIT 1";
            }
            twin.usedTable = sql.contains(" t" + twin.number + " ") || MESSAGES.contains(sql);
            if (sql.equals("reset")) {
                both(twin, "COM_RESET_CONNECTION", (session, prepared) -> reset(session));
            } else if (sql.equals("prepared")) {
                int divisor = random.nextInt(4);
                int from = random.nextInt(5);
                both(twin, "execute " + divisor + ", " + from, (session, prepared) -> execute(prepared, divisor, from));
            } else {
                String told = sql;
                both(twin, told, (session, prepared) -> run(session, told));
            }
            compared++;
        }
        assertThat(compared - gone).isGreaterThan(STEPS * 9 / 10);
        assertThat(proxy.count("nearside.pool.given", "way", "set")).isPositive();
    }

    /** Whatever was asked for last, both must answer alike. */
    private void both(Twin twin, String what, Action action) {
        String direct = outcome(() -> action.on(twin.direct, twin.directPrepared));
        String through = outcome(() -> action.on(twin.through, twin.throughPrepared));
        String pins = proxy.counts("nearside.sessions.pinned");
        story.add(twin.number + ": " + what + " -> " + direct + (pins.equals(pinned) ? "" : " now pinned " + pins));
        pinned = pins;
        if (story.size() > SHOWN) {
            story.remove();
        }
        if (through.startsWith(GONE)) {
            gone++;
        } else {
            assertThat(through)
                    .as("session %s, seed %s, after%n%s", twin.number, SEED, String.join("\n", story))
                    .isEqualTo(direct);
        }
    }

    private interface Doing {
        String run() throws SQLException;
    }

    private static String outcome(Doing doing) {
        try {
            return doing.run().replace(THROUGH, "schema").replace(DIRECT, "schema");
        } catch (SQLException e) {
            return "error " + e.getErrorCode() + (e.getErrorCode() == 0 ? " " + e : "");
        }
    }

    private String statement(Twin twin) {
        if (twin == inTransaction && random.nextInt(3) == 0) {
            inTransaction = null;
            return random.nextBoolean() ? "COMMIT" : "ROLLBACK";
        }
        boolean first = twin.number == 0;
        int n = random.nextInt(6);
        return switch (random.nextInt(34)) {
            case 0 -> "SET time_zone = '+0" + n + ":00'";
            case 1 ->
                "SET sql_mode = '"
                        + List.of("", "STRICT_TRANS_TABLES", "ANSI_QUOTES").get(n % 3) + "'";
            case 2 -> "SET NAMES utf8mb4 COLLATE " + (n % 2 == 0 ? "utf8mb4_bin" : "utf8mb4_unicode_ci");
            case 3 -> "SET div_precision_increment = " + n;
            case 4 -> "SET group_concat_max_len = " + (1_000 + n);
            case 5 -> "SET SESSION TRANSACTION ISOLATION LEVEL " + (n % 2 == 0 ? "READ COMMITTED" : "REPEATABLE READ");
            case 6 -> "SET foreign_key_checks = " + n % 2;
            case 7 -> "SET sql_select_limit = " + (first && n < 3 ? 1 + n : 1_000_000);
            case 8 -> first ? "SET insert_id = " + (1_000 + random.nextInt(100_000)) : "SELECT 4";
            case 9, 10 -> "INSERT INTO $t (v) VALUES (" + n + ")";
            case 11 -> "INSERT INTO $t (v) VALUES ('x')";
            case 12 -> "INSERT INTO $t (v) VALUES (1), (2)";
            case 13 -> "UPDATE $t SET v = v + 1 WHERE v < " + n;
            case 14 -> "DELETE FROM $t WHERE v > 3 LIMIT 2";
            case 15, 16 -> "SELECT LAST_INSERT_ID()";
            case 17 -> "SELECT ROW_COUNT()";
            case 18 -> "SELECT FOUND_ROWS()";
            case 19 -> "SHOW WARNINGS";
            case 20 -> "SELECT @@warning_count";
            case 21 -> "SELECT CAST('abc' AS SIGNED), RAND() < 2";
            case 22 -> "SELECT SQL_CALC_FOUND_ROWS id, RAND() < 2 FROM $t ORDER BY id LIMIT 1";
            case 23, 24 ->
                "SELECT @@time_zone, @@sql_mode, @@collation_connection, @@div_precision_increment, "
                        + "@@group_concat_max_len, @@foreign_key_checks, @@sql_select_limit, @@autocommit, DATABASE()";
            case 25 -> "SELECT 1 / 3, @@insert_id, RAND() < 2";
            case 26 -> "SELECT COUNT(*), SUM(v), MAX(id), RAND() < 2 FROM $t ";
            case 27 -> twin == inTransaction ? "SELECT 7" : "reset";
            case 28, 29 -> twin.throughPrepared == null ? "SELECT 6" : "prepared";
            case 30 -> begin(twin);
            case 31 -> first ? "SELECT @mine" : "SELECT 3";
            // What pins a session is the first's alone: all connections could be pinned.
            case 32 -> first ? "SET @mine = " + n : "SELECT 9";
            default ->
                first ? "CREATE TEMPORARY TABLE IF NOT EXISTS own (n INT)" : "INSERT INTO seen VALUES (" + n + ")";
        };
    }

    private String begin(Twin twin) {
        if (inTransaction != null) {
            return "SELECT 8";
        }
        inTransaction = twin;
        return "BEGIN";
    }

    private static String run(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            if (!statement.execute(sql)) {
                return statement.getUpdateCount() + " rows changed";
            }
            return rows(statement.getResultSet());
        }
    }

    private static String execute(@Nullable PreparedStatement prepared, int divisor, int from) throws SQLException {
        Objects.requireNonNull(prepared);
        prepared.setInt(1, divisor);
        prepared.setInt(2, from);
        try (ResultSet rows = prepared.executeQuery()) {
            return rows(rows);
        }
    }

    private static String reset(Connection session) throws SQLException {
        session.unwrap(JdbcConnection.class).resetServerState();
        return "reset";
    }

    private static String rows(ResultSet rows) throws SQLException {
        StringBuilder text = new StringBuilder();
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            for (int column = 1; column <= columns; column++) {
                text.append(rows.getString(column)).append('|');
            }
            text.append('\n');
        }
        return text.toString();
    }
}
