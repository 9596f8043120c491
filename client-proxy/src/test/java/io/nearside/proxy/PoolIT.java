package io.nearside.proxy;

import static io.nearside.proxy.Sql.one;
import static io.nearside.proxy.Sql.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mysql.cj.jdbc.JdbcConnection;
import io.nearside.config.PoolSettings;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import io.nearside.proxy.wire.ReplyKind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sessions that share connections to the origin are what they would be with one each. */
@OriginTest
@ExtendWith(NoLeaks.class)
final class PoolIT {
    private static final String SCHEMA = "test_pool";

    /** Nobody else's, as connections are counted. */
    private static final String USER = "pooled";

    private static final int MOST = 4;
    private static final int SESSIONS = 24;

    private final OriginServer origin;
    private final TestingProxy proxy;
    private final List<Connection> sessions = new ArrayList<>();

    PoolIT(OriginServer origin) {
        this.origin = origin;
        this.proxy = new TestingProxy(origin, new PoolSettings(MOST, MOST, Duration.ofSeconds(5)));
    }

    @BeforeEach
    void makeTables() throws SQLException {
        TestingAccounts.create(origin, USER, USER, SCHEMA);
        proxy.schema(
                SCHEMA,
                "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v INT)",
                "INSERT INTO t VALUES (1, 10)",
                "CREATE TABLE seen (id INT)",
                "CREATE TRIGGER remembers AFTER INSERT ON seen FOR EACH ROW SET @seen = NEW.id");
    }

    @AfterEach
    void close() throws SQLException {
        for (Connection session : sessions) {
            session.close();
        }
        proxy.close();
    }

    private Connection open() throws SQLException {
        Connection session = DriverManager.getConnection(proxy.mysqlUrl(SCHEMA), USER, USER);
        sessions.add(session);
        return session;
    }

    /** Takes every connection from whoever can do without. */
    private void takeAll() throws SQLException {
        List<Connection> takers = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            Connection taker = DriverManager.getConnection(proxy.mysqlUrl(SCHEMA), USER, USER);
            takers.add(taker);
            run(taker, "BEGIN", "SELECT RAND()");
        }
        for (Connection taker : takers) {
            run(taker, "ROLLBACK");
            taker.close();
        }
    }

    private int originConnections() throws SQLException {
        try (Connection admin = origin.connect("")) {
            String count =
                    one(admin, "SELECT COUNT(*) FROM information_schema.processlist WHERE user = '" + USER + "'");
            return Integer.parseInt(String.valueOf(count));
        }
    }

    @Test
    void eachSessionKeepsItsStateOverFewConnections() throws SQLException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            Connection session = open();
            run(session, "SET time_zone = '+0" + i % 3 + ":00'", "INSERT INTO t (v) VALUES (" + i + ")");
            ids.add(one(session, "SELECT id FROM t WHERE v = " + i + " AND id > 1"));
        }
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < SESSIONS; i++) {
                Connection session = sessions.get(i);
                assertThat(one(session, "SELECT @@session.time_zone")).isEqualTo("+0" + i % 3 + ":00");
                assertThat(one(session, "SELECT LAST_INSERT_ID()")).isEqualTo(ids.get(i));
                assertThat(one(session, "SELECT DATABASE()")).isEqualTo(SCHEMA);
            }
        }
        assertThat(originConnections()).isLessThanOrEqualTo(MOST);
        assertThat(proxy.count("nearside.pool.given", "way", "set")).isPositive();
    }

    @Test
    void answersArriveThoughOthersTakeTheConnectionAtOnce() throws Exception {
        List<Callable<Void>> clients = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            Connection session = open();
            session.setNetworkTimeout(Runnable::run, 10_000);
            clients.add(() -> {
                for (int n = 0; n < 30; n++) {
                    assertThat(one(session, "SELECT SLEEP(0.005) + " + n)).isEqualTo(Integer.toString(n));
                }
                return null;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(SESSIONS);
        try {
            for (Future<Void> client : threads.invokeAll(clients)) {
                client.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(originConnections()).isLessThanOrEqualTo(MOST);
    }

    @Test
    void aClientThatDoesNotReadKeepsNoConnectionFromOthers() throws Exception {
        int queries = 300;
        byte[] query = RawClient.query("SELECT REPEAT('x', 49152), RAND()");
        List<RawClient> slow = new ArrayList<>();
        List<RawClient> others = new ArrayList<>();
        try {
            for (int i = 0; i < MOST; i++) {
                RawClient client = RawClient.loggedIn(proxy.port(), "", true);
                slow.add(client);
                for (int n = 0; n < queries; n++) {
                    client.send(query);
                }
            }
            // They have been sent what they and the network hold.
            Thread.sleep(1_000);
            for (int i = 0; i < SESSIONS; i++) {
                RawClient client = RawClient.loggedIn(proxy.port(), "", true);
                others.add(client);
                assertThat(client.run("SELECT 1, RAND()")[4]).isEqualTo((byte) 2);
            }
            for (RawClient client : slow) {
                for (int n = 0; n < queries; n++) {
                    assertThat(client.readReply(ReplyKind.RESULTS)).hasSizeGreaterThan(49_152);
                }
            }
        } finally {
            slow.forEach(RawClient::close);
            others.forEach(RawClient::close);
        }
    }

    @Test
    void aStatementPreparedRightAfterASettingKeepsNoConnection() throws SQLException {
        List<PreparedStatement> statements = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            Connection session =
                    DriverManager.getConnection(proxy.mysqlUrl(SCHEMA) + "&useServerPrepStmts=true", USER, USER);
            sessions.add(session);
            run(session, "SET div_precision_increment = " + i);
            statements.add(session.prepareStatement("INSERT INTO t (v) VALUES (?)"));
        }
        for (int i = 0; i < SESSIONS; i++) {
            statements.get(i).setInt(1, 100 + i);
            assertThat(statements.get(i).executeUpdate()).isEqualTo(1);
        }
        assertThat(originConnections()).isLessThanOrEqualTo(MOST);
    }

    @Test
    void whatASessionHasProfiledIsItsOwn() throws SQLException {
        try (TestingProxy narrow = new TestingProxy(origin, new PoolSettings(2, 2, Duration.ofSeconds(5)))) {
            for (int i = 0; i < 2; i++) {
                try (Connection session = DriverManager.getConnection(narrow.mysqlUrl(SCHEMA), USER, USER)) {
                    run(session, "SET profiling = 1", "SELECT " + i + ", RAND()");
                    try (Statement statement = session.createStatement();
                            ResultSet profiles = statement.executeQuery("SHOW PROFILES")) {
                        while (profiles.next()) {
                            assertThat(profiles.getString(3)).doesNotContain("SELECT " + (1 - i) + ", RAND()");
                        }
                    }
                }
            }
        }
    }

    @Test
    void aSessionWithVariablesOfItsOwnKeepsItsConnection() throws SQLException {
        Connection own = open();
        run(own, "SET @mine = 7");
        takeAllBut(own, 1);
        assertThat(one(own, "SELECT @mine")).isEqualTo("7");
        assertThat(proxy.count("nearside.sessions.pinned", "reason", "statement"))
                .isEqualTo(1);
    }

    private void takeAllBut(Connection pinned, int keeps) throws SQLException {
        List<Connection> takers = new ArrayList<>();
        for (int i = 0; i < MOST - keeps; i++) {
            Connection taker = open();
            takers.add(taker);
            run(taker, "BEGIN", "SELECT RAND()");
        }
        assertThat(pinned.isClosed()).isFalse();
        for (Connection taker : takers) {
            run(taker, "ROLLBACK");
        }
    }

    @Test
    void whoWaitsTooLongIsTold() throws SQLException {
        Connection late = open();
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            Connection session = open();
            run(session, "BEGIN", "SELECT RAND()");
            all.add(session);
        }
        assertThatThrownBy(() -> one(late, "SELECT RAND()"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1040))
                .hasMessageContaining("pool.maxConnections " + MOST);
        run(all.get(0), "COMMIT");
        assertThat(one(late, "SELECT 5 FROM t WHERE RAND() < 2")).isEqualTo("5");
    }

    @Test
    void whatTriggersLeaveBehindIsNobodyElses() throws SQLException {
        Connection writer = open();
        run(writer, "INSERT INTO seen VALUES (42)");
        assertThat(one(writer, "SELECT @seen")).isEqualTo("42");
        for (int i = 0; i < 2 * MOST; i++) {
            assertThat(one(open(), "SELECT @seen")).isNull();
        }
        takeAll();
        assertThatThrownBy(() -> one(writer, "SELECT @seen")).hasMessageContaining("variables");
        assertThat(one(writer, "SELECT RAND() < 2")).isEqualTo("1");
    }

    @Test
    void whatThereIsToAskAfterAStatementIsRightOrRefused() throws SQLException {
        Connection session = open();
        run(session, "INSERT INTO t (v) VALUES (1), (2), (3)");
        assertThat(one(session, "SELECT ROW_COUNT()")).isEqualTo("3");

        run(session, "INSERT INTO t (v) VALUES (4), (5)");
        await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        takeAll();
        assertThatThrownBy(() -> one(session, "SELECT ROW_COUNT()")).hasMessageContaining("no longer known");

        assertThat(one(session, "SELECT SQL_CALC_FOUND_ROWS v FROM t WHERE v < 6 AND RAND() < 2 LIMIT 1"))
                .isNotNull();
        takeAll();
        assertThat(one(session, "SELECT FOUND_ROWS()")).isEqualTo("5");
        assertThat(one(session, "SELECT RAND() < 2")).isEqualTo("1");
    }

    @Test
    void aPreparedStatementMeansWhatItMeantWhereverItRuns() throws SQLException {
        Connection session =
                DriverManager.getConnection(proxy.mysqlUrl(SCHEMA) + "&useServerPrepStmts=true", USER, USER);
        sessions.add(session);
        run(session, "SET sql_mode = 'ANSI_QUOTES'");
        try (PreparedStatement statement =
                session.prepareStatement("SELECT \"v\" FROM t WHERE RAND() < ? AND \"v\" = 10")) {
            statement.setInt(1, 2);
            assertThat(value(statement)).isEqualTo("10");
            takeAll();
            assertThat(value(statement)).isEqualTo("10");
            takeAll();
            // Prepared before, it means a column still; prepared now, it would mean a text.
            run(session, "SET sql_mode = ''");
            assertThat(value(statement)).isEqualTo("10");
        }
        takeAll();
        assertThat(one(session, "SELECT \"a\"")).isEqualTo("a");
    }

    private static String value(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    @Test
    void aResetSessionIsAsAfterItsReset() throws SQLException {
        Connection session = open();
        run(session, "SET time_zone = '+05:00'", "SET @mine = 1", "INSERT INTO t (v) VALUES (9)");
        ((JdbcConnection) session).resetServerState();
        run(session, "SET group_concat_max_len = 77");
        String zone = one(session, "SELECT @@session.time_zone");
        takeAll();
        assertThat(one(session, "SELECT @@session.time_zone")).isEqualTo(zone).isNotEqualTo("+05:00");
        assertThat(one(session, "SELECT @@session.group_concat_max_len")).isEqualTo("77");
        assertThat(one(session, "SELECT @mine")).isNull();
        assertThat(one(session, "SELECT LAST_INSERT_ID()")).isEqualTo("0");
    }

    @Test
    void aSessionThatRestsDoesNotMindThatItsConnectionIsLost() throws SQLException {
        Connection session = open();
        run(session, "SET time_zone = '+02:00'");
        assertThat(one(session, "SELECT v FROM t WHERE id = 1")).isEqualTo("10");
        try (Connection admin = origin.connect("")) {
            String id = one(admin, "SELECT MAX(id) FROM information_schema.processlist WHERE user = '" + USER + "'");
            run(admin, "KILL " + id);
        }
        await().until(() -> originConnections() == 0);
        assertThat(one(session, "SELECT @@session.time_zone")).isEqualTo("+02:00");
    }

    @Test
    void aKilledStatementIsTheOneThatWasNamed() throws Exception {
        Connection victim = open();
        Connection killer = open();
        run(killer, "SELECT RAND()");
        String id =
                String.valueOf(victim.unwrap(JdbcConnection.class).getSession().getThreadId());
        Thread killing = new Thread(() -> {
            await().until(() -> runs("SELECT SLEEP(30)"));
            try {
                run(killer, "KILL QUERY " + id);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        killing.start();
        // A killed SLEEP says so by its value; MariaDB fails.
        String slept;
        try {
            slept = one(victim, "SELECT SLEEP(30)");
        } catch (SQLException e) {
            slept = String.valueOf(e.getErrorCode());
        }
        killing.join();
        assertThat(slept).isIn("1", "1317");
        assertThat(one(victim, "SELECT RAND() < 2")).isEqualTo("1");

        run(killer, "KILL " + id);
        assertThatThrownBy(() -> one(victim, "SELECT RAND() < 2")).isInstanceOf(SQLException.class);
        assertThat(one(killer, "SELECT RAND() < 2")).isEqualTo("1");
    }

    private boolean runs(String sql) throws SQLException {
        try (Connection admin = origin.connect("")) {
            return one(admin, "SELECT 1 FROM information_schema.processlist WHERE info = '" + sql + "'") != null;
        }
    }

    @Test
    void nobodyKillsWhomTheOriginWouldNotLetThem() throws SQLException {
        Connection victim = open();
        run(victim, "BEGIN", "SELECT RAND()");
        String id =
                String.valueOf(victim.unwrap(JdbcConnection.class).getSession().getThreadId());
        origin.execute("FLUSH PRIVILEGES");
        try (Connection other = proxy.connect(SCHEMA)) {
            assertThatThrownBy(() -> run(other, "KILL " + id))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getErrorCode())
                            .isEqualTo(1095));
        }
        assertThat(one(victim, "SELECT RAND() < 2")).isEqualTo("1");
    }

    @Test
    void whatResultsSayOfCharacterSetsIsThatOfTheLogin() throws SQLException {
        try (RawClient direct = RawClient.loggedIn(origin.port(), SCHEMA, true);
                TestingProxy one = new TestingProxy(origin, new PoolSettings(1, 1, Duration.ofSeconds(5)));
                RawClient writer = RawClient.loggedIn(one.port(), SCHEMA, true);
                RawClient reader = RawClient.loggedIn(one.port(), SCHEMA, true)) {
            one.readCatalog();
            String read = "SELECT HEX(v), CONCAT(v, RAND() < 2) FROM t WHERE id = 1";
            byte[] expected = direct.run(read);
            for (int i = 0; i < 3; i++) {
                writer.run("INSERT INTO t (v) VALUES (1)");
                assertThat(reader.run(read)).isEqualTo(expected);
                assertThat(writer.run(read)).isEqualTo(expected);
            }
        }
    }
}
