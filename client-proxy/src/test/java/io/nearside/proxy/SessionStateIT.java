package io.nearside.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session has set, begun or made decides what its reads mean, and so what it may be served. */
@OriginTest
@ExtendWith(NoLeaks.class)
final class SessionStateIT {
    private static final String SCHEMA = "test_state";
    private static final String OTHER = "test_state_other";
    private static final String READ = "SELECT v FROM t WHERE id = 1";

    private final OriginServer origin;
    private final TestingProxy proxy;

    SessionStateIT(OriginServer origin) {
        this.origin = origin;
        this.proxy = new TestingProxy(origin);
    }

    @BeforeEach
    void makeTables() throws SQLException {
        proxy.schema(OTHER, "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(30))", "INSERT INTO t VALUES (1, 'other')");
        proxy.schema(
                SCHEMA,
                "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(30), at TIMESTAMP NULL, e VARCHAR(10))",
                "INSERT INTO t VALUES (1, 'ten', '2024-06-01 12:00:00', '\u00e9'), (2, 'two', NULL, NULL)",
                "CREATE PROCEDURE shadow() BEGIN CREATE TEMPORARY TABLE t (id INT PRIMARY KEY, v VARCHAR(30)); END",
                "CREATE PROCEDURE begin_and_fail() BEGIN START TRANSACTION; SIGNAL SQLSTATE '45000'; END",
                "CREATE PROCEDURE count_rows() SELECT FOUND_ROWS()",
                "CREATE PROCEDURE use_zone() SET SESSION time_zone = '+03:00'");
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(proxy.mysqlUrl(SCHEMA) + "&allowMultiQueries=true", "app", "app");
    }

    private Connection direct() throws SQLException {
        return DriverManager.getConnection(origin.jdbcUrl(SCHEMA) + "&allowMultiQueries=true", "app", "app");
    }

    private static List<String> query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(String.valueOf(rows.getString(i)));
                }
            }
            return values;
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            while (statement.getMoreResults() || statement.getUpdateCount() >= 0) {
                // The next.
            }
        }
    }

    /** Fills the cache and sees it hit. */
    private void warm(Connection connection, String sql) throws SQLException {
        query(connection, sql);
        assertHits(1, connection, sql);
    }

    private List<String> assertHits(int expected, Connection connection, String sql) throws SQLException {
        int hits = proxy.cache.hits.get();
        List<String> rows = query(connection, sql);
        assertThat(proxy.cache.hits.get() - hits).as("hits of " + sql).isEqualTo(expected);
        return rows;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN",
                "START TRANSACTION READ ONLY",
                "SET autocommit = 0",
                "SET @@session.autocommit = OFF",
                "XA START 'state'",
                "SELECT 1; BEGIN; SELECT 2",
                "LOCK TABLES t READ",
                "SET SESSION TRANSACTION ISOLATION LEVEL READ UNCOMMITTED",
                "CREATE TEMPORARY TABLE something (id INT)",
                "/*!40000 CREATE TEMPORARY TABLE something (id INT) */",
                "CALL shadow()",
                "SELECT 1; CALL shadow()",
                "PREPARE p FROM 'CREATE TEMPORARY TABLE t (id INT PRIMARY KEY, v INT)'; EXECUTE p",
                "SET character_set_results = utf16",
                "SET NAMES gbk",
                "SET NAMES binary",
            })
    void nothingIsServedAfter(String statement) throws SQLException {
        try (Connection connection = connect()) {
            warm(connection, READ);

            run(connection, statement);

            assertHits(0, connection, READ);
            assertHits(0, connection, READ);
        }
    }

    @Test
    void nothingIsServedInATransactionThatAFailedCallBegan() throws SQLException {
        try (Connection connection = connect()) {
            warm(connection, READ);

            assertThatThrownBy(() -> run(connection, "CALL begin_and_fail()")).isInstanceOf(SQLException.class);

            assertHits(0, connection, READ);
        }
    }

    @Test
    void aTransactionSeesItsOwnMomentAndEndsWithIt() throws SQLException {
        try (Connection connection = connect()) {
            warm(connection, READ);
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            assertHits(0, connection, READ);
            origin.execute("UPDATE " + SCHEMA + ".t SET v = 'new' WHERE id = 1");
            assertThat(assertHits(0, connection, READ)).containsExactly("ten");
            connection.rollback();
            proxy.cache.clear();
            connection.setAutoCommit(true);

            assertThat(query(connection, READ)).containsExactly("new");
            assertHits(1, connection, READ);
        }
    }

    @Test
    void aTemporaryTableShadowsWhatIsCached() throws SQLException {
        try (Connection connection = connect();
                Connection another = connect()) {
            warm(connection, READ);

            run(connection, "CREATE TEMPORARY TABLE t (id INT PRIMARY KEY, v VARCHAR(30))");
            run(connection, "INSERT INTO t VALUES (1, 'mine')");

            assertThat(query(connection, READ)).containsExactly("mine");
            assertThat(assertHits(1, another, READ)).containsExactly("ten");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET time_zone = '+05:00'",
                "SET SESSION time_zone = '+05:00'",
                "SET @@session.time_zone := '+05:00'",
                "SET @zone = '+05:00', time_zone = '+05:00'",
                "SET @zone = '+05:00'; SET time_zone = @zone",
                "SET time_zone = CONCAT('+05', ':00')",
                "SELECT 1; SET time_zone = '+05:00'",
                "/*!40000 SET time_zone = '+05:00' */",
                "CALL use_zone()",
            })
    void anotherTimeZoneIsAnotherAnswer(String set) throws SQLException {
        String sql = "SELECT at FROM t WHERE id = 1";
        try (Connection connection = connect();
                Connection second = connect();
                Connection direct = direct()) {
            run(connection, "SET time_zone = '+00:00'");
            run(second, "SET time_zone = '+00:00'");
            run(direct, set);
            warm(connection, sql);
            assertHits(1, second, sql);

            run(connection, set);
            assertThat(query(connection, sql)).isEqualTo(query(direct, sql));
            run(second, set);
            assertThat(query(second, sql)).isEqualTo(query(direct, sql));
            run(connection, "SET time_zone = '+00:00'");

            assertThat(query(connection, sql)).containsExactly("2024-06-01 12:00:00");
        }
    }

    @Test
    void everySettingThatChangesAnswersKeepsThemApart() throws SQLException {
        String sql = "SELECT CONCAT(id, 'x' || v), e FROM t ORDER BY id";
        List<String> settings = List.of(
                "SET sql_mode = ''",
                "SET sql_mode = 'PIPES_AS_CONCAT'",
                "SET NAMES utf8mb4",
                "SET NAMES latin1",
                "SET sql_select_limit = 1",
                "SET sql_select_limit = DEFAULT",
                "SET sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES'",
                "SET character_set_results = latin1",
                "SET character_set_results = NULL",
                "SET div_precision_increment = 7");
        for (int round = 0; round < 2; round++) {
            try (RawClient direct = RawClient.loggedIn(origin.port(), SCHEMA, true);
                    RawClient through = RawClient.loggedIn(proxy.port(), SCHEMA, true)) {
                for (String setting : settings) {
                    direct.run(setting);
                    through.run(setting);
                    byte[] expected = direct.run(sql);

                    assertThat(through.run(sql)).as("first after " + setting).isEqualTo(expected);
                    assertThat(through.run(sql)).as("second after " + setting).isEqualTo(expected);
                }
            }
        }
        assertThat(proxy.cache.hits).hasValueGreaterThan(0);
    }

    @Test
    void theDefaultSchemaDecidesWhichTableIsMeant() throws SQLException {
        try (Connection connection = connect()) {
            warm(connection, READ);

            run(connection, "USE " + OTHER);
            assertThat(query(connection, READ)).containsExactly("other");
            assertThat(assertHits(1, connection, READ)).containsExactly("other");
            connection.setCatalog(SCHEMA);
            assertThat(assertHits(1, connection, READ)).containsExactly("ten");
            assertThatThrownBy(() -> run(connection, "USE test_nowhere")).isInstanceOf(SQLException.class);
            assertThat(assertHits(1, connection, READ)).containsExactly("ten");
            run(connection, "SELECT 1; USE " + OTHER);

            assertThat(query(connection, READ)).containsExactly("other");
        }
    }

    @Test
    void anotherAccountIsNotServedWhatItMayNotSee() throws SQLException {
        origin.execute(
                "DROP USER IF EXISTS curious@'%'",
                "CREATE USER curious@'%' IDENTIFIED BY 'curious'",
                "GRANT SELECT (id) ON " + SCHEMA + ".t TO curious@'%'");
        try (Connection connection = connect();
                Connection curious = DriverManager.getConnection(proxy.mysqlUrl(SCHEMA), "curious", "curious")) {
            warm(connection, READ);

            assertThatThrownBy(() -> query(curious, READ))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getErrorCode())
                            .isEqualTo(1143));
        }
        origin.execute("DROP USER curious@'%'");
    }

    @Test
    void anAnswerWithWarningsIsNotKept() throws SQLException {
        try (Connection connection = connect()) {
            String sql = "SELECT v + 1 FROM t";
            query(connection, sql);

            assertHits(0, connection, sql);
            assertThat(proxy.cache.fills).hasValue(0);
            assertThat(query(connection, "SHOW WARNINGS")).contains("1292");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT FOUND_ROWS()",
                "SHOW WARNINGS",
                "SELECT ROW_COUNT()",
                "SHOW COUNT(*) WARNINGS",
                "SELECT @@warning_count",
                "CALL count_rows()",
                "SELECT FOUND_ROWS() AS \"n\""
            })
    void theOutcomeOfAHitIsAsIfTheOriginHadRunIt(String question) throws SQLException {
        String sql = "SELECT id FROM t";
        try (Connection connection = connect();
                Connection direct = direct()) {
            warm(connection, sql);
            // Something else before, whose outcome would be told otherwise.
            for (Connection each : List.of(connection, direct)) {
                query(each, "SELECT 'x' + 1 UNION ALL SELECT 2 UNION ALL SELECT 3");
            }
            assertHits(1, connection, sql);
            query(direct, sql);

            assertThat(query(connection, question)).isEqualTo(query(direct, question));
        }
    }

    @Test
    void theSettingsAreNotAskedForBetweenAStatementAndItsOutcome() throws SQLException {
        try (Connection connection = connect();
                Connection direct = direct()) {
            for (Connection each : List.of(connection, direct)) {
                // After the kill of nobody, nothing is known of the session; the quotes may mean two things.
                assertThatThrownBy(() -> run(each, "KILL QUERY 99999999")).isInstanceOf(SQLException.class);
            }
            String question = "SELECT FOUND_ROWS() AS \"n\", ROW_COUNT() AS \"m\", @@error_count AS \"e\"";

            assertThat(query(connection, question)).isEqualTo(query(direct, question));
        }
    }

    @Test
    void userVariablesAndLocksAreTheSessionsOwn() throws SQLException {
        try (Connection connection = connect();
                Connection another = connect()) {
            run(connection, "SET @a = 5");
            assertThat(query(connection, "SELECT @a, v FROM t WHERE id = 1")).containsExactly("5", "ten");
            assertThat(query(another, "SELECT @a, v FROM t WHERE id = 1")).containsExactly("null", "ten");
            assertThat(query(connection, "SELECT GET_LOCK('mine', 1)")).containsExactly("1");
            assertThat(query(another, "SELECT GET_LOCK('mine', 0)")).containsExactly("0");
            assertThat(proxy.cache.fills).hasValue(0);
        }
    }

    @Test
    void theSameSettingsAreAskedForOnce() throws SQLException {
        try (Connection first = connect();
                Connection second = connect()) {
            run(first, "SET time_zone = '+01:00'");
            warm(first, READ);

            run(second, "SET time_zone = '+01:00'");

            assertHits(1, second, READ);
        }
    }

    @Test
    void aClientThatIsServedIsNotIdle() throws SQLException {
        try (Connection connection = connect()) {
            run(connection, "SET wait_timeout = 2");
            warm(connection, READ);
            Instant end = Instant.now().plusSeconds(6);

            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
                assertHits(1, connection, READ);
                return Instant.now().isAfter(end);
            });

            assertThat(query(connection, "SELECT 5")).containsExactly("5");
        }
    }
}
