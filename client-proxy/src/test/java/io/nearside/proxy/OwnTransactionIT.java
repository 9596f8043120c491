package io.nearside.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import io.nearside.proxy.cache.OwnWrite;
import io.nearside.proxy.wire.Capability;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which transaction a session's reads must include, as the real servers name it. */
@OriginTest
@ExtendWith(NoLeaks.class)
final class OwnTransactionIT {
    private static final String SCHEMA = "test_own_transaction";
    private static final String READ = "SELECT v FROM t WHERE id = 1";

    private final OriginServer origin;
    private final TestingProxy proxy;

    OwnTransactionIT(OriginServer origin) {
        this.origin = origin;
        this.proxy = new TestingProxy(origin);
    }

    @BeforeEach
    void makeTable() throws SQLException {
        proxy.schema(
                SCHEMA,
                "CREATE TABLE t (id INT PRIMARY KEY, v INT)",
                "INSERT INTO t VALUES (1, 1)",
                "CREATE PROCEDURE twice() BEGIN UPDATE t SET v = v + 1; UPDATE t SET v = v + 1; END");
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private RawClient client(int more) {
        RawClient client = RawClient.loggedIn(proxy.port(), SCHEMA, true, more);
        byte[] set = client.run(
                origin.flavor() == OriginFlavor.MYSQL
                        ? "SET session_track_gtids = OWN_GTID"
                        : "SET session_track_system_variables = CONCAT(@@session_track_system_variables, ',last_gtid')");
        assertThat(RawClient.isOk(set)).as(RawClient.text(set)).isTrue();
        return client;
    }

    /** What the reads of this session ask of the cache now. */
    private @Nullable String asked(RawClient client) {
        client.run(READ);
        client.run(READ);
        OwnWrite write = proxy.cache.recency().write();
        return write == null ? null : write.gtid();
    }

    /** The origin's last transaction, as its binlog names it. */
    private String last() throws SQLException {
        String query = origin.flavor() == OriginFlavor.MYSQL
                ? "SELECT CONCAT(@@server_uuid, ':', REGEXP_REPLACE(@@gtid_executed, '.*[-:]', ''))"
                : "SELECT @@gtid_binlog_pos";
        try (Connection connection = origin.connect("");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE t SET v = v + 1",
                "INSERT INTO t VALUES (2, 2)",
                "CREATE TABLE u (id INT)",
                "TRUNCATE TABLE t"
            })
    void isNamedByTheReplyToAWrite(String write) throws SQLException {
        try (RawClient client = client(Capability.SESSION_TRACK)) {
            client.run(write);
            assertThat(asked(client)).isEqualTo(last());
        }
    }

    @Test
    void isNamedByTheReplyToACommit() throws SQLException {
        try (RawClient client = client(Capability.SESSION_TRACK)) {
            client.run("BEGIN");
            client.run("UPDATE t SET v = 5");
            client.run("COMMIT");
            assertThat(asked(client)).isEqualTo(last());
        }
    }

    @Test
    void isTheLastOfSeveral() throws SQLException {
        try (RawClient client = client(Capability.SESSION_TRACK)) {
            for (int i = 0; i < 3; i++) {
                client.run("UPDATE t SET v = v + 1");
                assertThat(asked(client)).isEqualTo(last());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE t SET v = v", "ROLLBACK", "CALL twice()", "UPDATE no_such_table SET v = 1"})
    void isNotNamedByWhatIsNoSingleTransaction(String statement) {
        try (RawClient client = client(Capability.SESSION_TRACK)) {
            client.run("UPDATE t SET v = v + 1");
            assertThat(asked(client)).isNotNull();
            client.run(statement);
            if (statement.startsWith("CALL")) {
                client.run("SELECT 1");
            } else {
                assertThat(asked(client)).isNull();
            }
        }
    }

    @Test
    void isNotLookedForWithoutTheClientsConsent() {
        try (RawClient client = client(0)) {
            client.run("UPDATE t SET v = v + 1");
            assertThat(asked(client)).isNull();
        }
    }

    @Test
    void isEnoughForAHit() throws SQLException {
        try (RawClient client = client(Capability.SESSION_TRACK)) {
            asked(client);
            proxy.cache.lagBehind();
            client.run("UPDATE t SET v = v + 1");
            int hits = proxy.cache.hits.get();
            client.run(READ);
            assertThat(proxy.cache.hits).as("not in the log yet").hasValue(hits);
            proxy.cache.applied(last());
            client.run(READ);
            assertThat(proxy.cache.hits).hasValue(hits + 1);
            client.run("UPDATE t SET v = v + 1");
            client.run(READ);
            assertThat(proxy.cache.hits).as("a later write").hasValue(hits + 1);
        }
    }
}
