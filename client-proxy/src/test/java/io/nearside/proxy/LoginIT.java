package io.nearside.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.jdbc.JdbcConnection;
import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import io.nearside.proxy.wire.Command;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logins are the origin's affair: who it lets in is in, and whom it refuses gets its refusal. */
@OriginTest
@ExtendWith(NoLeaks.class)
final class LoginIT {
    private static final String SCHEMA = "test_login";

    private final OriginServer origin;
    private final TestingProxy proxy;

    LoginIT(OriginServer origin) {
        this.origin = origin;
        this.proxy = new TestingProxy(origin);
    }

    @BeforeEach
    void makeTables() throws SQLException {
        proxy.schema(
                SCHEMA,
                "CREATE TABLE t (id INT PRIMARY KEY, v INT)",
                "INSERT INTO t VALUES (1, 10)",
                "CREATE TABLE seen (id INT)");
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @ParameterizedTest
    @EnumSource(OriginAccount.class)
    void everyAccountLogsInWithEveryDriver(OriginAccount account) throws SQLException {
        // Makes caching_sha2_password ask for the whole password at the next login, and not at the one after.
        origin.execute("FLUSH PRIVILEGES");
        for (String url :
                new String[] {proxy.mysqlUrl(""), proxy.mariaDbUrl(""), proxy.mysqlUrl(""), proxy.mariaDbUrl("")}) {
            try (Connection connection = DriverManager.getConnection(url, account.user(), account.password())) {
                assertThat(one(connection, "SELECT CURRENT_USER()")).isEqualTo(account.user() + "@%");
                assertThat(one(connection, "SELECT DATABASE()")).isNull();
            }
        }
    }

    @Test
    void anAccountWithoutPasswordLogsIn() throws SQLException {
        origin.execute("DROP USER IF EXISTS nobody@'%'", "CREATE USER nobody@'%'");
        try (Connection connection = DriverManager.getConnection(proxy.mysqlUrl(""), "nobody", "")) {
            assertThat(one(connection, "SELECT CURRENT_USER()")).isEqualTo("nobody@%");
        }
        origin.execute("DROP USER nobody@'%'");
    }

    @Test
    void aLoginMayNameTheSchema() throws SQLException {
        try (Connection connection = proxy.connect(SCHEMA)) {
            assertThat(one(connection, "SELECT DATABASE()")).isEqualTo(SCHEMA);
        }
    }

    @Test
    void whomTheOriginRefusesIsRefused() {
        refused(1045, () -> DriverManager.getConnection(proxy.mysqlUrl(""), "app", "wrong"));
        refused(1045, () -> DriverManager.getConnection(proxy.mariaDbUrl(""), "app", "wrong"));
        refused(1045, () -> DriverManager.getConnection(proxy.mysqlUrl(""), "app_native", "wrong"));
        refused(1045, () -> DriverManager.getConnection(proxy.mysqlUrl(""), "stranger", "app"));
        refused(1049, () -> DriverManager.getConnection(proxy.mysqlUrl("test_nowhere"), "app", "app"));
        assertThat(proxy.count("nearside.logins.refused")).isGreaterThanOrEqualTo(5);
    }

    private static void refused(int code, ThrowingCallable login) {
        assertThatThrownBy(login).isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getErrorCode())
                .isEqualTo(code));
    }

    @Test
    void changingTheUserChangesWhoseAnswersAreServed() throws SQLException {
        origin.execute(
                "DROP USER IF EXISTS blind@'%'",
                "CREATE USER blind@'%' IDENTIFIED BY 'blind'", "GRANT SELECT ON test_login.seen TO blind@'%'");
        String sql = "SELECT v FROM test_login.t WHERE id = 1";
        try (Connection connection = proxy.connect(SCHEMA)) {
            assertThat(one(connection, sql)).isEqualTo("10");
            assertThat(one(connection, sql)).isEqualTo("10");
            assertThat(proxy.cache.hits).hasValue(1);

            ((JdbcConnection) connection).changeUser("blind", "blind");

            assertThat(one(connection, "SELECT CURRENT_USER()")).isEqualTo("blind@%");
            refused(1142, () -> one(connection, sql));
            ((JdbcConnection) connection).changeUser("app", "app");
            assertThat(one(connection, sql)).isEqualTo("10");
            assertThat(one(connection, sql)).isEqualTo("10");
            assertThat(proxy.cache.hits).hasValueGreaterThan(1);
        }
        origin.execute("DROP USER blind@'%'");
    }

    @Test
    void aRefusedChangeOfUserIsTheOriginsAffair() {
        try (RawClient client = RawClient.loggedIn(proxy.port(), SCHEMA, true)) {
            client.send(RawClient.command(
                    Command.CHANGE_USER,
                    "app_native\0\0\0-\0mysql_native_password\0".getBytes(StandardCharsets.ISO_8859_1)));
            byte[] answer = client.readPacket();
            if (answer[4] == (byte) 0xFE) {
                client.send(RawClient.packet(answer[3] + 1, new byte[20]));
                answer = client.readPacket();
            }
            assertThat(RawClient.errorCode(answer)).isIn(1045, 1873);

            if (origin.flavor() == OriginFlavor.MARIADB) {
                // It goes on with the user there was.
                assertThat(RawClient.text(client.run("SELECT CURRENT_USER()"))).contains("app_native@%");
            } else {
                assertThat(client.readToEnd()).as("MySQL hangs up").isEmpty();
            }
        }
    }

    @Test
    void resettingAConnectionForgetsItsSettings() throws SQLException {
        String sql = "SELECT v FROM t WHERE id = 1";
        try (Connection connection = proxy.connect(SCHEMA)) {
            connection.createStatement().execute("CREATE TEMPORARY TABLE t (id INT PRIMARY KEY, v INT)");
            assertThat(one(connection, sql)).isNull();

            ((JdbcConnection) connection).resetServerState();

            assertThat(one(connection, sql)).isEqualTo("10");
            assertThat(one(connection, sql)).isEqualTo("10");
            assertThat(proxy.cache.hits)
                    .as("the session may use the cache again")
                    .hasValue(1);
        }
    }

    private static @Nullable String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }
}
