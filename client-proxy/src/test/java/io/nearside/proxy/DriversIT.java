package io.nearside.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The drivers that applications use, with the settings they have by themselves and those that change the protocol. */
@OriginTest
@ExtendWith(NoLeaks.class)
final class DriversIT {
    private static final String SCHEMA = "test_drivers";

    private final TestingProxy proxy;
    private final OriginServer origin;

    DriversIT(OriginServer origin) {
        this.origin = origin;
        this.proxy = new TestingProxy(origin);
    }

    enum Driver {
        CONNECTOR_J("jdbc:mysql://127.0.0.1:%d/%s"),
        CONNECTOR_J_PREPARED("jdbc:mysql://127.0.0.1:%d/%s?useServerPrepStmts=true&cachePrepStmts=true"),
        CONNECTOR_J_CURSOR("jdbc:mysql://127.0.0.1:%d/%s?useCursorFetch=true&defaultFetchSize=2"),
        CONNECTOR_J_BATCHES("jdbc:mysql://127.0.0.1:%d/%s?rewriteBatchedStatements=true&allowMultiQueries=true"),
        CONNECTOR_J_TUNED(
                "jdbc:mysql://127.0.0.1:%d/%s?useLocalSessionState=true&cacheServerConfiguration=true&elideSetAutoCommits=true"),
        CONNECTOR_J_COMPRESSED("jdbc:mysql://127.0.0.1:%d/%s?useCompression=true"),
        MARIADB("jdbc:mariadb://127.0.0.1:%d/%s"),
        MARIADB_PREPARED("jdbc:mariadb://127.0.0.1:%d/%s?useServerPrepStmts=true"),
        MARIADB_BULK("jdbc:mariadb://127.0.0.1:%d/%s?useBulkStmts=true&useServerPrepStmts=true"),
        MARIADB_PIPELINING(
                "jdbc:mariadb://127.0.0.1:%d/%s?useServerPrepStmts=true&disablePipeline=false&cachePrepStmts=false"),
        MARIADB_COMPRESSED("jdbc:mariadb://127.0.0.1:%d/%s?useCompression=true"),
        MARIADB_RESETTING("jdbc:mariadb://127.0.0.1:%d/%s?useResetConnection=true&allowMultiQueries=true");

        private final String url;

        Driver(String url) {
            this.url = url;
        }

        /** As an application without TLS does; everything else is the driver's default. */
        Connection connect(int port, String account) throws SQLException {
            String separator = url.contains("?") ? "&" : "?";
            return DriverManager.getConnection(
                    url.formatted(port, SCHEMA) + separator + "allowPublicKeyRetrieval=true", account, "app");
        }
    }

    @BeforeEach
    void makeTables() throws SQLException {
        proxy.schema(
                SCHEMA,
                "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(100), price DECIMAL(10, 2), at DATETIME(6),"
                        + " data BLOB)",
                "INSERT INTO t (name, price, at, data) VALUES ('a', 1.5, '2024-01-02 03:04:05.678901', 'xyz'),"
                        + " (NULL, NULL, NULL, NULL), ('\u00e9\ud83d\ude00', -7, '1999-12-31', ''), ('d', 4, NULL, '4'),"
                        + " ('e', 5, NULL, '5')");
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void readsAsItDoesDirectly(Driver driver) throws SQLException {
        List<String> statements = List.of(
                "SELECT * FROM t ORDER BY id",
                "SELECT id, name FROM t WHERE id = 1",
                "SELECT COUNT(*), SUM(price), MAX(at) FROM t",
                "SELECT * FROM t WHERE id < 0",
                "SELECT NULL, 'x', 1.5, NOW() > '2000-01-01'",
                "SHOW TABLES");
        for (String account : List.of("app", "app_native")) {
            try (Connection direct = driver.connect(origin.port(), account);
                    Connection through = driver.connect(proxy.port(), account)) {
                for (String sql : statements) {
                    List<String> expected = text(direct, sql);
                    assertThat(text(through, sql)).as(sql).isEqualTo(expected);
                    assertThat(text(through, sql)).as("again: " + sql).isEqualTo(expected);
                    assertThat(prepared(through, sql)).as("prepared: " + sql).isEqualTo(prepared(direct, sql));
                }
            }
        }
        // A cursor is a prepared statement to the driver, whatever the application asked for; those pass through.
        int expectedHits = driver == Driver.CONNECTOR_J_CURSOR ? 0 : 8;
        assertThat(proxy.cache.hits).as(proxy.statements()).hasValueGreaterThanOrEqualTo(expectedHits);
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void writesAndReadsWhatItWrote(Driver driver) throws SQLException {
        try (Connection connection = driver.connect(proxy.port(), "app")) {
            assertThat(text(connection, "SELECT COUNT(*) FROM t")).containsExactly("5");
            proxy.cache.lagBehind();
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO t (name, price) VALUES (?, ?)", Statement.RETURN_GENERATED_KEYS)) {
                for (int i = 0; i < 10; i++) {
                    insert.setString(1, "n" + i);
                    insert.setBigDecimal(2, BigDecimal.valueOf(i));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            assertThat(text(connection, "SELECT COUNT(*) FROM t")).containsExactly("15");
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("DELETE FROM t WHERE id > 5");
            }
            assertThat(text(connection, "SELECT COUNT(*) FROM t")).containsExactly("5");
            connection.rollback();
            connection.setAutoCommit(true);
            assertThat(text(connection, "SELECT COUNT(*) FROM t")).containsExactly("15");
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            assertThat(text(connection, "SELECT COUNT(*) FROM t")).containsExactly("15");
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    private static List<String> text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return values(rows);
        }
    }

    private static List<String> prepared(Connection connection, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(2);
            for (int i = 0; i < 2; i++) {
                try (ResultSet rows = statement.executeQuery()) {
                    values.addAll(values(rows));
                }
            }
        }
        return values;
    }

    private static List<String> values(ResultSet rows) throws SQLException {
        List<String> values = new ArrayList<>();
        while (rows.next()) {
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                values.add(String.valueOf(rows.getString(i)));
            }
        }
        return values;
    }
}
