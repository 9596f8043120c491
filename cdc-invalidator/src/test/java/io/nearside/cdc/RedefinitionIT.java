package io.nearside.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.RowImage.Omitted;
import io.nearside.cdc.log.TestingChangeLog;
import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Debezium has its own idea of how a table is defined, from statements of which it does not understand all. Whatever it makes
 * of them, no image has a value of one column under the name of another, or a text that the row does not hold.
 */
@OriginTest
class RedefinitionIT {
    private static final String DB = "test_redefined";
    private static final String WARM = DB + "_warm.warm";

    private final OriginServer origin;
    private final TestingChangeLog log = new TestingChangeLog();
    private final LogFollower follower = new LogFollower(log);
    private @Nullable Invalidator invalidator;

    RedefinitionIT(OriginServer origin) {
        this.origin = origin;
    }

    @BeforeEach
    void createTables() throws SQLException {
        origin.execute(
                "DROP DATABASE IF EXISTS " + DB,
                "CREATE DATABASE " + DB + " CHARACTER SET latin1",
                "DROP DATABASE IF EXISTS " + DB + "_warm",
                "CREATE DATABASE " + DB + "_warm",
                "CREATE TABLE " + WARM + " (id INT PRIMARY KEY AUTO_INCREMENT)",
                "CREATE TABLE " + DB + ".t (a INT, b INT, c CHAR(5))",
                "CREATE TABLE " + DB + ".u (b INT, a INT, c CHAR(5))");
    }

    private void start() {
        invalidator = Invalidators.start(origin, log);
        awaitImages();
    }

    @AfterEach
    void stop() {
        if (invalidator != null) {
            invalidator.close();
        }
    }

    @Test
    void aChangeThatDebeziumCannotRead() throws SQLException {
        start();

        execute("ALTER TABLE t MODIFY c CHAR(5) ASCII, MODIFY a INT AFTER b");

        assertImagesAreRight();
        assertTextIsKnown();
    }

    /** Only MySQL's grammar of Debezium does not know the plural. */
    @Test
    void tablesThatSwapNames() throws SQLException {
        start();

        execute("RENAME TABLES t TO other, u TO t, other TO u");

        assertImagesAreRight();
    }

    @Test
    void aTableThatReplacesAnother() throws SQLException {
        start();

        if (origin.flavor() == OriginFlavor.MARIADB) {
            execute("CREATE OR REPLACE TABLE t (b INT, a INT, c CHAR(5))");
        } else {
            execute("DROP TABLES t", "CREATE TABLE t (b INT, a INT, c CHAR(5))");
        }

        assertImagesAreRight();
    }

    /** Debezium takes the character set of a new column from the database, whatever the table's is. */
    @Test
    void aNewCharacterSet() throws SQLException {
        start();

        execute("ALTER TABLE t CHARACTER SET utf8mb4, DROP c, ADD c VARCHAR(5)");

        assertImagesAreRight();
        assertTextIsKnown();
    }

    /** Debezium does not see the character set in a table's collation. */
    @Test
    void aCharacterSetImpliedByACollation() throws SQLException {
        start();

        execute("DROP TABLE t", "CREATE TABLE t (a INT, b INT, c VARCHAR(5)) COLLATE utf8mb4_bin");

        assertImagesAreRight();
        execute("INSERT INTO t VALUES (10, 20, 'gross')");
        assertThat(imagesOf("t")).singleElement().satisfies(image -> assertThat(image)
                .containsEntry("c", "gross"));
        execute("ALTER TABLE t COMMENT 'x'");
        awaitImages();
        assertTextIsKnown();
    }

    /** When the reader starts it does not see the database, which has no table yet. */
    @Test
    void aCharacterSetOfTheDatabase() throws SQLException {
        origin.execute("DROP DATABASE " + DB, "CREATE DATABASE " + DB + " CHARACTER SET utf8mb4");
        start();

        execute("CREATE TABLE t (a INT, b INT, c CHAR(5))");

        assertImagesAreRight();
    }

    @Test
    void aTableThatDebeziumCannotReadFromTheStart() throws SQLException {
        execute(
                origin.flavor() == OriginFlavor.MARIADB
                        ? "CREATE TABLE odd (a INT, b INET6)"
                        : "CREATE TABLE odd (a INT, b DATETIME(3) AS (CAST('2020-01-01' AS DATETIME(3))) VIRTUAL)");
        start();
        assertImagesAreRight();

        execute("BEGIN", "INSERT INTO odd (a) VALUES (1)", "INSERT INTO " + WARM + " VALUES ()", "COMMIT");
        assertThat(follower.settle().take())
                .extracting(ChangeRecord::kind)
                .containsExactly(ChangeKind.ROWS_UNKNOWN, ChangeKind.ROWS_UNKNOWN);
        awaitImages();

        execute("RENAME TABLES t TO other, u TO t, other TO u");
        assertImagesAreRight();
        awaitImages();
    }

    /**
     * The reader takes the position first and the definitions later: what it replays from between them is in these already. On a
     * slow machine no reader gets to the binlog between two of the statements.
     */
    @Test
    void tablesThatSwapNamesWhileTheReaderStarts() throws SQLException {
        try (Connection connection = origin.connect(DB);
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 60; i++) {
                statement.execute("CREATE TABLE a" + i + " (id INT)");
            }
            invalidator = Invalidators.start(origin, log);
            for (int i = 0; i < 400 && readersOfTheBinlog(statement) < 2; i++) {
                statement.execute("RENAME TABLE t TO other, u TO t, other TO u");
                statement.execute("INSERT INTO t (a, b, c) VALUES (10, 20, 'x')");
            }
        }

        assertImagesAreRight();
    }

    private static int readersOfTheBinlog(Statement statement) throws SQLException {
        try (ResultSet count = statement.executeQuery(
                "SELECT COUNT(*) FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'")) {
            count.next();
            return count.getInt(1);
        }
    }

    /** Debezium takes it for the table whose name it has. */
    @Test
    void aTemporaryTableLoggedAsAStatement() throws SQLException {
        start();

        try (Connection connection = origin.connect(DB);
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION binlog_format = STATEMENT");
            statement.execute("CREATE TEMPORARY TABLE t (b INT, a INT, c CHAR(5))");
            assertImagesAreRight();
        }
        assertImagesAreRight();
    }

    @Test
    void aTemporaryTableBeforeARealOne() throws SQLException {
        start();

        try (Connection connection = origin.connect(DB);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE t");
            statement.execute("SET SESSION binlog_format = STATEMENT");
            statement.execute("CREATE TEMPORARY TABLE t (b INT, a INT, c CHAR(5))");
            execute("CREATE TABLE IF NOT EXISTS t (a INT, b INT, c CHAR(5))");
            assertImagesAreRight();
        }
    }

    /** Only MariaDB has them. Rows have more columns than their definition, and a deleted one is a row that changed its end. */
    @Test
    void aTableWithSystemVersioning() throws SQLException {
        if (origin.flavor() != OriginFlavor.MARIADB) {
            return;
        }
        execute(
                "CREATE TABLE hidden (a INT PRIMARY KEY) WITH SYSTEM VERSIONING",
                "CREATE TABLE child (p INT, FOREIGN KEY (p) REFERENCES hidden (a) ON DELETE CASCADE)");
        start();

        execute("INSERT INTO hidden VALUES (1)", "INSERT INTO child VALUES (1)");
        assertThat(imagesOf("child")).as("the reader goes on").hasSize(1);
        execute("DELETE FROM hidden");
        assertThat(follower.settle().take())
                .extracting(record -> record.kind() + " "
                        + Objects.requireNonNull(record.table()).table())
                .containsExactlyInAnyOrder("ROWS_UNKNOWN hidden", "ROWS_UNKNOWN child");
        execute("INSERT INTO " + WARM + " VALUES ()");
        assertThat(images(DB + "_warm", "warm")).as("the reader goes on").hasSize(1);

        execute("CREATE TABLE seen (a INT, s TIMESTAMP(6) GENERATED ALWAYS AS ROW START,"
                + " e TIMESTAMP(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING");
        assertNoImagesOf("seen");
        awaitImages();
        assertNoImagesOf("seen");
        execute("RENAME TABLE seen TO shown");
        assertNoImagesOf("shown");
        awaitImages();
        assertNoImagesOf("shown");
    }

    private void assertNoImagesOf(String table) throws SQLException {
        follower.settle().take();
        execute("INSERT INTO " + table + " (a) VALUES (1)", "DELETE FROM " + table);
        assertThat(follower.settle().take())
                .extracting(ChangeRecord::kind)
                .containsExactly(ChangeKind.ROWS_UNKNOWN, ChangeKind.ROWS_UNKNOWN);
    }

    /** Writes rows until images of them come, and looks at every image on the way. */
    private void assertImagesAreRight() {
        List<Map<String, Object>> images = new ArrayList<>();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    execute("INSERT INTO t (a, b, c) VALUES (10, 20, 'größ')");
                    images.addAll(imagesOf("t"));
                    return !images.isEmpty();
                });
        assertThat(images).allSatisfy(image -> assertThat(image)
                .containsEntry("a", 10L)
                .containsEntry("b", 20L)
                .hasEntrySatisfying("c", c -> assertThat(c).isIn("größ", Omitted.OMITTED)));
    }

    private void assertTextIsKnown() throws SQLException {
        execute("INSERT INTO t (a, b, c) VALUES (10, 20, 'größ')");
        assertThat(imagesOf("t")).singleElement().satisfies(image -> assertThat(image)
                .containsEntry("c", "größ"));
    }

    private List<Map<String, Object>> imagesOf(String table) {
        return images(DB, table);
    }

    private List<Map<String, Object>> images(String schema, String table) {
        return follower.settle().take().stream()
                .filter(record -> record.kind() == ChangeKind.INSERT)
                .filter(record -> new ChangedTable(schema, table).equals(record.table()))
                .map(record -> Objects.requireNonNull(record.after()).values())
                .toList();
    }

    private void awaitImages() {
        follower.settle().take();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    execute("INSERT INTO " + WARM + " VALUES ()");
                    return !images(DB + "_warm", "warm").isEmpty();
                });
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = origin.connect(DB);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
