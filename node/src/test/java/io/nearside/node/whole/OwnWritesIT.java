package io.nearside.node.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.node.CdcProcess;
import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session sees what it wrote with its very next statement, whatever it wrote with, and whatever the log knows. */
@OriginTest
final class OwnWritesIT {
    private static final String SCHEMA = "test_own";
    private static final String QUERY = "SELECT n FROM t WHERE id = 1";
    private static final int TIMES = 15;
    private static final PerOrigin<Installation> INSTALLATION = new PerOrigin<>(Installation::new);

    /** Hits would go on for long without news: only the session's own barrier keeps it from an old answer. */
    private static final Duration BOUND = Duration.ofMinutes(30);

    /** How a session asks to be told of its transactions. */
    private static final String TRACK_MYSQL = "SET session_track_gtids = OWN_GTID";

    private static final String TRACK_MARIADB =
            "SET session_track_system_variables = CONCAT(@@session_track_system_variables, ',last_gtid')";

    private final Installation installation;
    private final RunningNode node;
    private final OriginFlavor flavor;

    OwnWritesIT(OriginServer origin) throws Exception {
        this.flavor = origin.flavor();
        this.installation = INSTALLATION.on(origin);
        this.node = installation.node;
        installation.runInvalidator();
    }

    @AfterAll
    static void stop() throws Exception {
        INSTALLATION.close();
    }

    /** A node and an invalidator that can be stopped without it. */
    private static final class Installation implements AutoCloseable {
        private final RunningNode.Plan plan;
        private final RunningNode node;
        private @Nullable CdcProcess invalidator;

        Installation(OriginServer origin) throws SQLException {
            origin.execute(
                    "DROP DATABASE IF EXISTS " + SCHEMA,
                    "CREATE DATABASE " + SCHEMA,
                    "USE " + SCHEMA,
                    "CREATE TABLE t (id INT PRIMARY KEY, n INT)",
                    "INSERT INTO t VALUES (1, 0), (2, 0)",
                    "CREATE PROCEDURE put(value INT) UPDATE t SET n = value WHERE id = 1",
                    "CREATE FUNCTION put(value INT) RETURNS INT BEGIN"
                            + " UPDATE t SET n = value WHERE id = 1; RETURN value; END");
            plan = RunningNode.of(origin).embedded(false).maxStaleness(BOUND);
            node = plan.start();
            runInvalidator();
            node.awaitReady();
        }

        void runInvalidator() {
            if (invalidator == null) {
                invalidator = CdcProcess.start(plan.configuration());
            }
        }

        void stopInvalidator() {
            CdcProcess running = invalidator;
            invalidator = null;
            if (running != null) {
                running.close();
            }
        }

        @Override
        public void close() {
            stopInvalidator();
            node.close();
        }
    }

    /** One way for a session to set the number in the row. */
    private interface Write {
        void put(Connection session, int value) throws Exception;
    }

    private static void run(Connection session, String... statements) throws SQLException {
        try (Statement statement = session.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Map<String, Write> writes() {
        Map<String, Write> writes = new LinkedHashMap<>();
        writes.put("UPDATE", (session, n) -> run(session, "UPDATE t SET n = " + n + " WHERE id = 1"));
        writes.put("REPLACE", (session, n) -> run(session, "REPLACE INTO t VALUES (1, " + n + ")"));
        writes.put("a prepared statement", (session, n) -> {
            try (PreparedStatement update = session.prepareStatement("UPDATE t SET n = ? WHERE id = 1")) {
                update.setInt(1, n);
                update.execute();
            }
        });
        writes.put(
                "a statement prepared in SQL",
                (session, n) -> run(
                        session,
                        "PREPARE p FROM 'UPDATE t SET n = " + n + " WHERE id = 1'",
                        "EXECUTE p",
                        "DEALLOCATE PREPARE p"));
        writes.put(
                "COMMIT", (session, n) -> run(session, "BEGIN", "UPDATE t SET n = " + n + " WHERE id = 1", "COMMIT"));
        writes.put("the driver's commit", (session, n) -> {
            session.setAutoCommit(false);
            run(session, "UPDATE t SET n = " + n + " WHERE id = 1");
            session.commit();
            session.setAutoCommit(true);
        });
        writes.put(
                "a commit by SET autocommit",
                (session, n) -> run(
                        session,
                        "SET autocommit = 0",
                        "UPDATE t SET n = " + n + " WHERE id = 1",
                        "SET autocommit = 1"));
        writes.put(
                "a commit by DDL",
                (session, n) -> run(
                        session,
                        "BEGIN",
                        "UPDATE t SET n = " + n + " WHERE id = 1",
                        "CREATE TABLE IF NOT EXISTS by_the_way (id INT)"));
        writes.put(
                "XA COMMIT",
                (session, n) -> run(
                        session,
                        "XA START 'own'",
                        "UPDATE t SET n = " + n + " WHERE id = 1",
                        "XA END 'own'",
                        "XA PREPARE 'own'",
                        "XA COMMIT 'own'"));
        writes.put("CALL", (session, n) -> run(session, "CALL put(" + n + ")"));
        writes.put("the driver's CALL", (session, n) -> {
            try (CallableStatement call = session.prepareCall("{call put(?)}")) {
                call.setInt(1, n);
                call.execute();
            }
        });
        writes.put("a SELECT of a function that writes", (session, n) -> run(session, "SELECT put(" + n + ")"));
        writes.put("DO", (session, n) -> run(session, "DO put(" + n + ")"));
        writes.put("a SET that writes", (session, n) -> run(session, "SET @got = put(" + n + ")"));
        writes.put(
                "several statements at once",
                (session, n) -> run(session, "SELECT 1; UPDATE t SET n = " + n + " WHERE id = 1; SELECT 2"));
        writes.put(
                "a write hidden in a comment",
                (session, n) -> run(session, "/*!50000 UPDATE t SET n = " + n + " WHERE id = 1 */"));
        writes.put(
                "DDL",
                (session, n) -> run(
                        session,
                        "DROP TABLE t",
                        "CREATE TABLE t (id INT PRIMARY KEY, n INT)",
                        "INSERT INTO t VALUES (1, " + n + "), (2, 0)"));
        writes.put(
                "TRUNCATE and INSERT",
                (session, n) -> run(session, "TRUNCATE TABLE t", "INSERT INTO t VALUES (1, " + n + "), (2, 0)"));
        writes.put(
                "LOCK TABLES",
                (session, n) -> run(
                        session, "LOCK TABLES t WRITE", "UPDATE t SET n = " + n + " WHERE id = 1", "UNLOCK TABLES"));
        return writes;
    }

    private Connection session() throws SQLException {
        return session("");
    }

    private Connection session(String more) throws SQLException {
        OriginAccount account = OriginAccount.APP;
        return DriverManager.getConnection(
                node.jdbcUrl(SCHEMA) + "&useServerPrepStmts=true&allowMultiQueries=true&allowLoadLocalInfile=true"
                        + more,
                account.user(),
                account.password());
    }

    @TestFactory
    Stream<DynamicTest> aSessionSeesAtOnceWhatItWroteBy() {
        return writes().entrySet().stream()
                .map(write -> DynamicTest.dynamicTest(write.getKey(), () -> assertSeenAtOnce(write.getValue())));
    }

    private void assertSeenAtOnce(Write write) throws Exception {
        try (Connection other = session();
                Statement otherStatement = other.createStatement()) {
            for (int n = 1; n <= TIMES; n++) {
                // A session of its own each time: some writes end a session's hits for good.
                try (Connection session = session();
                        Statement statement = session.createStatement()) {
                    RunningNode.first(statement, QUERY);
                    RunningNode.first(otherStatement, QUERY);
                    write.put(session, n);
                    assertThat(RunningNode.first(statement, QUERY)).isEqualTo(Integer.toString(n));
                    assertThat(RunningNode.first(statement, QUERY)).isEqualTo(Integer.toString(n));
                }
            }
        }
    }

    @Test
    void aSessionSeesAtOnceWhatItLoadedFromAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("rows");
        assertSeenAtOnce((session, n) -> {
            Files.writeString(file, "1\t" + n + "\n");
            run(session, "LOAD DATA LOCAL INFILE '" + file + "' REPLACE INTO TABLE t");
        });
    }

    @Test
    void aSessionSeesAtOnceWhatMariaDbsDriverWroteInBulk() throws Exception {
        OriginAccount account = OriginAccount.APP;
        String url = "jdbc:mariadb://127.0.0.1:" + node.port() + "/" + SCHEMA
                + "?sslMode=disable&allowPublicKeyRetrieval=true&useServerPrepStmts=true&useBulkStmts=true";
        try (Connection session = DriverManager.getConnection(url, account.user(), account.password());
                Statement statement = session.createStatement();
                PreparedStatement update = session.prepareStatement("UPDATE t SET n = ? WHERE id = ?")) {
            for (int n = 1; n <= TIMES; n++) {
                for (int id = 1; id <= 2; id++) {
                    update.setInt(1, n);
                    update.setInt(2, id);
                    update.addBatch();
                }
                update.executeBatch();
                assertThat(RunningNode.first(statement, QUERY)).isEqualTo(Integer.toString(n));
            }
        }
    }

    @Test
    void aSessionHasHitsAgainOnceItsWriteIsInTheLog() throws Exception {
        try (Connection session = session();
                Statement statement = session.createStatement()) {
            run(session, "UPDATE t SET n = 77 WHERE id = 1");
            assertThat(RunningNode.first(statement, QUERY)).isEqualTo("77");
            assertThat(node.awaitHit(statement, QUERY)).isEqualTo("77");
        }
    }

    @Test
    void whileTheInvalidatorIsDownASessionStillSeesItsWrite() throws Exception {
        try (Connection writer = session();
                Statement writing = writer.createStatement();
                Connection reader = session();
                Statement reading = reader.createStatement()) {
            run(writer, "UPDATE t SET n = -5 WHERE id = 1");
            assertThat(node.awaitHit(writing, QUERY)).isEqualTo("-5");
            node.awaitHit(reading, QUERY);
            installation.stopInvalidator();
            for (int n = 1; n <= TIMES; n++) {
                run(writer, "UPDATE t SET n = " + n + " WHERE id = 1");
                assertThat(RunningNode.first(writing, QUERY)).isEqualTo(Integer.toString(n));
                // Within the bound others may see what was; that they do shows that an old answer was there to take.
                assertThat(RunningNode.first(reading, QUERY)).isEqualTo("-5");
            }
        }
    }

    /** The session's next statement, and the one after, long before the log can know of the write. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whileTheInvalidatorIsDownASessionSeesWhatItWroteByAnyMeans(boolean tracked, @TempDir Path folder)
            throws Exception {
        Map<String, Write> writes = writes();
        Path file = folder.resolve("rows");
        writes.put("LOAD DATA LOCAL", (session, n) -> {
            Files.writeString(file, "1\t" + n + "\n");
            run(session, "LOAD DATA LOCAL INFILE '" + file + "' REPLACE INTO TABLE t");
        });
        try (Connection other = session();
                Statement others = other.createStatement()) {
            run(other, "UPDATE t SET n = -5 WHERE id = 1");
            node.awaitHit(others, QUERY);
            installation.stopInvalidator();
            int n = 1_000;
            for (Map.Entry<String, Write> write : writes.entrySet()) {
                try (Connection session = session(tracked ? "&trackSessionState=true" : "");
                        Statement statement = session.createStatement()) {
                    if (tracked) {
                        run(session, flavor == OriginFlavor.MYSQL ? TRACK_MYSQL : TRACK_MARIADB);
                    }
                    n++;
                    write.getValue().put(session, n);
                    for (int i = 0; i < 3; i++) {
                        assertThat(RunningNode.first(statement, QUERY))
                                .as(write.getKey())
                                .isEqualTo(Integer.toString(n));
                    }
                    assertThat(RunningNode.first(others, QUERY))
                            .as("an old answer was there to take")
                            .isEqualTo("-5");
                }
            }
        }
    }
}
