package io.nearside.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.origin.junit.OriginTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An origin as Nearside wants it: accounts, their rights, and the binlog's settings. */
@OriginTest
final class EmbeddedOriginIT {
    private final OriginServer origin;

    EmbeddedOriginIT(OriginServer origin) {
        this.origin = origin;
    }

    @ParameterizedTest
    @EnumSource
    void everyAccountLogsInOverTcp(OriginAccount account) throws SQLException {
        try (Connection connection = origin.connect("", account)) {
            assertThat(value(connection, "SELECT CURRENT_USER()")).isEqualTo(account.user() + "@%");
        }
    }

    @Test
    void nobodyLogsInWithoutAName() {
        assertThatThrownBy(() -> DriverManager.getConnection(origin.jdbcUrl(""), "", ""))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void logsRowsWholeAndNamesTransactions() throws SQLException {
        try (Connection connection = origin.connect("")) {
            assertThat(value(connection, "SELECT @@GLOBAL.log_bin")).isEqualTo("1");
            assertThat(value(connection, "SELECT @@GLOBAL.binlog_format")).isEqualTo("ROW");
            assertThat(value(connection, "SELECT @@GLOBAL.binlog_row_image")).isEqualTo("FULL");
            String gtids = origin.flavor() == OriginFlavor.MYSQL
                    ? "SELECT @@GLOBAL.gtid_mode"
                    : "SELECT IF(@@GLOBAL.gtid_strict_mode, 'ON', 'OFF')";
            assertThat(value(connection, gtids)).isEqualTo("ON");
        }
    }

    @Test
    void readerSeesBinlogPositionsAndMetadata() throws SQLException {
        origin.execute(
                "CREATE DATABASE IF NOT EXISTS test_reader", "CREATE OR REPLACE VIEW test_reader.one AS SELECT 1 AS x");
        try (Connection connection = origin.connect("", OriginAccount.READER)) {
            assertThat(value(connection, "SHOW MASTER STATUS")).startsWith("binlog.");
            assertThat(value(connection, "SHOW CREATE VIEW test_reader.one")).isEqualTo("one");
            assertThat(value(connection, "SELECT COUNT(*) FROM mysql.user")).isNotEqualTo("0");
        }
    }

    @Test
    void readerMayNotWrite() throws SQLException {
        origin.execute("CREATE DATABASE IF NOT EXISTS test_reader");
        try (Connection connection = origin.connect("test_reader", OriginAccount.READER);
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("CREATE TABLE t (a INT)"))
                    .hasMessageContaining("denied");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"APP", "APP_NATIVE"})
    void applicationOwnsItsDatabasesOnly(OriginAccount account) throws SQLException {
        try (Connection connection = origin.connect("", account);
                Statement statement = connection.createStatement()) {
            for (String schema : List.of("test_application", "employees")) {
                statement.execute("CREATE DATABASE IF NOT EXISTS " + schema);
                statement.execute("CREATE TABLE " + schema + ".t (a INT)");
                statement.execute("DROP TABLE " + schema + ".t");
            }
            assertThatThrownBy(() -> statement.execute("CREATE DATABASE other")).hasMessageContaining("denied");
            assertThatThrownBy(() -> statement.execute("SET GLOBAL max_connections = 10"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void accountsUseThePluginsThatClientsMeet() throws SQLException {
        String modern = origin.flavor() == OriginFlavor.MYSQL ? "caching_sha2_password" : "mysql_native_password";
        assertThat(pluginOf("app")).isEqualTo(modern);
        assertThat(pluginOf("app_native")).isEqualTo("mysql_native_password");
    }

    private String pluginOf(String user) throws SQLException {
        try (Connection connection = origin.connect("")) {
            return value(connection, "SELECT plugin FROM mysql.user WHERE user = '" + user + "'");
        }
    }

    static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
