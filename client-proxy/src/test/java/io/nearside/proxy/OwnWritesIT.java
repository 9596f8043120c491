package io.nearside.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A session sees what it wrote, at once, however it wrote it and however far the cache lags behind. */
@OriginTest
@ExtendWith(NoLeaks.class)
final class OwnWritesIT {
    private static final String SCHEMA = "test_own";
    private static final String READ = "SELECT v FROM t WHERE id = 1";

    private final OriginServer origin;
    private final TestingProxy proxy;

    OwnWritesIT(OriginServer origin) {
        this.origin = origin;
        this.proxy = new TestingProxy(origin);
    }

    /** Ways to change the row from 10 to 20, or (where said) away. */
    enum Writing {
        TEXT("UPDATE t SET v = 20"),
        COMMENTED("/* app */ update t set v = 20 -- so be it"),
        EXECUTABLE_COMMENT("/*!40000 UPDATE t SET v = 20 */"),
        UNREADABLE("UPDATE t SET v = 20 WHERE 'x' <> '\u00e9' AND \"a\\\"\" <> 'b'"),
        LONG("UPDATE t SET v = 20 WHERE 'y' <> '" + "x".repeat(70_000) + "'"),
        REPLACE("REPLACE INTO t VALUES (1, 20)"),
        ON_DUPLICATE_KEY("INSERT INTO t VALUES (1, 0) ON DUPLICATE KEY UPDATE v = 20"),
        MULTI_TABLE("UPDATE t JOIN t AS u ON t.id = u.id SET t.v = 20"),
        DELETE("DELETE FROM t", true),
        TRUNCATE("TRUNCATE TABLE t", true),
        DROP_AND_CREATE("DROP TABLE t; CREATE TABLE t (id INT PRIMARY KEY, v INT)", true),
        ALTER("ALTER TABLE t DROP COLUMN v, ADD COLUMN v INT DEFAULT 20"),
        SEVERAL("SELECT 1; UPDATE t SET v = 20; SELECT v FROM t"),
        SEVERAL_AND_THEN_AN_ERROR("UPDATE t SET v = 20; SELECT nothing FROM nowhere"),
        PROCEDURE("CALL bump()"),
        FAILING_PROCEDURE("CALL bump_and_fail()"),
        FUNCTION("SELECT bumped()"),
        FUNCTION_IN_SET("SET @a = bumped()"),
        DO("DO bumped()"),
        TRIGGER("INSERT INTO triggering VALUES (1)"),
        TEXT_PREPARED("PREPARE p FROM 'UPDATE t SET v = 20'; EXECUTE p; DEALLOCATE PREPARE p"),
        XA("XA START 'x'; UPDATE t SET v = 20; XA END 'x'; XA COMMIT 'x' ONE PHASE"),
        BEGIN("BEGIN; UPDATE t SET v = 20; COMMIT"),
        LOCK_TABLES("LOCK TABLES t WRITE; UPDATE t SET v = 20; UNLOCK TABLES");

        final String sql;
        final boolean removes;

        Writing(String sql) {
            this(sql, false);
        }

        Writing(String sql, boolean removes) {
            this.sql = sql;
            this.removes = removes;
        }
    }

    @BeforeEach
    void makeTables() throws SQLException {
        makeTable();
    }

    private void makeTable() throws SQLException {
        proxy.schema(
                SCHEMA,
                "CREATE TABLE t (id INT PRIMARY KEY, v INT)",
                "INSERT INTO t VALUES (1, 10)",
                "CREATE TABLE triggering (id INT)",
                "CREATE TRIGGER bump AFTER INSERT ON triggering FOR EACH ROW UPDATE t SET v = 20",
                "CREATE PROCEDURE bump() UPDATE t SET v = 20",
                "CREATE PROCEDURE bump_and_fail() BEGIN UPDATE t SET v = 20; SIGNAL SQLSTATE '45000'; END",
                "CREATE FUNCTION bumped() RETURNS INT DETERMINISTIC MODIFIES SQL DATA BEGIN UPDATE t SET v = 20; RETURN 1; END");
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                proxy.mysqlUrl(SCHEMA) + "&allowMultiQueries=true&useServerPrepStmts=true&allowLoadLocalInfile=true",
                "app",
                "app");
    }

    @ParameterizedTest
    @EnumSource(Writing.class)
    void asText(Writing writing) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            warm(connection);
            proxy.cache.lagBehind();

            runToItsEnd(statement, writing.sql);

            expectWritten(connection, writing);
        }
    }

    /** Drivers set the same literals at every login; a session that waited for a watermark after that would rarely hit. */
    @Test
    void settingLiteralsIsNoWrite() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION time_zone = '+00:00'");
            warm(connection);
            proxy.cache.lagBehind();
            int before = proxy.cache.hits.get();

            statement.execute("SET SESSION time_zone = '+00:00'");
            warm(connection);

            assertThat(proxy.cache.hits.get()).isGreaterThan(before);
        }
    }

    /** Takes every result; an error of a later part is no surprise. */
    private static void runToItsEnd(Statement statement, String sql) throws SQLException {
        try {
            statement.execute(sql);
            while (statement.getMoreResults() || statement.getUpdateCount() >= 0) {
                // The next.
            }
        } catch (SQLException e) {
            assertThat(e.getErrorCode()).isIn(1644, 1146);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Writing.class,
            names = {
                "TEXT",
                "REPLACE",
                "DELETE",
                "TRUNCATE",
                "PROCEDURE",
                "FUNCTION",
                "DO",
                "ALTER",
                "UNREADABLE",
                "LONG"
            })
    void preparedAtTheServer(Writing writing) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(writing.sql)) {
            warm(connection);
            proxy.cache.lagBehind();

            statement.execute();

            expectWritten(connection, writing);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Writing.class, names = "TEXT")
    void inATransaction(Writing writing) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            warm(connection);
            proxy.cache.lagBehind();

            connection.setAutoCommit(false);
            statement.execute(writing.sql);
            expectWritten(connection, writing);
            connection.commit();
            expectWritten(connection, writing);
            connection.setAutoCommit(true);
            expectWritten(connection, writing);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Writing.class, names = "TEXT")
    void fromALocalFile(Writing writing) throws SQLException {
        origin.execute("SET GLOBAL local_infile = ON");
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            warm(connection);
            proxy.cache.lagBehind();

            ((com.mysql.cj.jdbc.JdbcStatement) statement)
                    .setLocalInfileInputStream(new ByteArrayInputStream("1\t20\n".getBytes(StandardCharsets.US_ASCII)));
            statement.execute("LOAD DATA LOCAL INFILE 'rows' REPLACE INTO TABLE t");

            expectWritten(connection, writing);
        }
    }

    /** Answers from the cache, so that an old answer is there to be served wrongly. */
    private void warm(Connection connection) throws SQLException {
        assertThat(read(connection)).isEqualTo("10");
        int hits = proxy.cache.hits.get();
        assertThat(read(connection)).isEqualTo("10");
        assertThat(proxy.cache.hits.get() - hits).isEqualTo(1);
    }

    private void expectWritten(Connection connection, Writing writing) throws SQLException {
        int hits = proxy.cache.hits.get();
        assertThat(read(connection)).isEqualTo(writing.removes ? null : "20");
        assertThat(proxy.cache.hits.get() - hits).isZero();
    }

    private static @Nullable String read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(READ)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }
}
