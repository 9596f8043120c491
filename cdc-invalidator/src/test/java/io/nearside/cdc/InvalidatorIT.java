package io.nearside.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.TestingChangeLog;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each kind of change at the origin becomes in the log. */
@OriginTest
class InvalidatorIT {
    private static final String DB = "test_invalidator";

    private final OriginServer origin;
    private final TestingChangeLog log = new TestingChangeLog();
    private final LogFollower follower = new LogFollower(log);
    private Invalidator invalidator;

    InvalidatorIT(OriginServer origin) {
        this.origin = origin;
    }

    @BeforeEach
    void start() throws SQLException {
        origin.execute(
                "DROP DATABASE IF EXISTS " + DB,
                "CREATE DATABASE " + DB,
                "CREATE TABLE " + DB + ".t (id INT PRIMARY KEY, v VARCHAR(20))");
        invalidator = Invalidators.start(origin, log);
        follower.settle();
        follower.take();
    }

    @AfterEach
    void stop() {
        invalidator.close();
    }

    @Test
    void rowChangesNameTheirTable() throws SQLException {
        execute("INSERT INTO t VALUES (1, 'a'), (2, 'b')");

        assertThat(tables(follower.settle().take())).containsOnly("t");
    }

    @Test
    void truncateIsOneRecord() throws SQLException {
        execute("/* x */ TRUNCATE t");

        assertThat(follower.settle().take())
                .extracting(ChangeRecord::kind, ChangeRecord::table)
                .containsExactly(Tuple.tuple(ChangeKind.TRUNCATE, new ChangedTable(DB, "t")));
    }

    @Test
    void definitionsNameEveryTableInThem() throws SQLException {
        execute("CREATE TABLE n (id INT PRIMARY KEY)");
        assertThat(schemaTables()).contains("n");
        execute("ALTER TABLE n ADD c INT");
        assertThat(schemaTables()).contains("n");
        execute("RENAME TABLE t TO old, n TO t");
        assertThat(schemaTables()).contains("t", "old", "n");
        execute("CREATE VIEW w AS SELECT id FROM t");
        assertThat(schemaTables()).contains("w", "t");
        execute("ALTER VIEW w AS SELECT id FROM old");
        assertThat(schemaTables()).contains("w", "old");
        execute("DROP VIEW w");
        assertThat(schemaTables()).contains("w");
        execute("DROP TABLE t, old");
        assertThat(schemaTables()).contains("t", "old");
    }

    @Test
    void exchangedPartitionsNameBothTables() throws SQLException {
        execute("CREATE TABLE p (id INT PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (100))");
        execute("CREATE TABLE x (id INT PRIMARY KEY)");
        follower.settle().take();

        execute("ALTER TABLE p EXCHANGE PARTITION p0 WITH TABLE x");

        assertThat(schemaTables()).contains("p", "x");
    }

    @Test
    void doubtfulStatementsChangeEverything() throws SQLException {
        for (String statement : List.of(
                "CREATE USER IF NOT EXISTS test_someone@localhost",
                "GRANT SELECT ON " + DB + ".* TO test_someone@localhost",
                "REVOKE SELECT ON " + DB + ".* FROM test_someone@localhost",
                "DROP USER test_someone@localhost",
                "FLUSH PRIVILEGES",
                "CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1",
                "DROP FUNCTION f",
                "CREATE DATABASE " + DB + "_2",
                "DROP DATABASE " + DB + "_2")) {
            execute(statement);

            assertThat(follower.settle().take())
                    .as(statement)
                    .extracting(ChangeRecord::kind)
                    .contains(ChangeKind.EVERYTHING);
        }
    }

    @Test
    void causesNeverHoldStatementText() throws SQLException {
        execute("CREATE USER IF NOT EXISTS test_secret@localhost IDENTIFIED BY 'hunter2'");
        execute("DROP USER test_secret@localhost");

        assertThat(follower.settle().take())
                .noneMatch(record -> record.toString().contains("secret"));
        assertThat(follower.take()).noneMatch(record -> record.toString().contains("hunter2"));
    }

    @Test
    void statementFormatChangesEverything() throws SQLException {
        execute("SET SESSION binlog_format = STATEMENT", "UPDATE t SET v = 'x'", "INSERT INTO t VALUES (7, 'y')");

        assertThat(follower.settle().take()).extracting(ChangeRecord::kind).contains(ChangeKind.EVERYTHING);
    }

    @Test
    void temporaryTablesChangeNothing() throws SQLException {
        execute("CREATE TEMPORARY TABLE tmp (id INT)", "INSERT INTO tmp VALUES (1)", "DROP TEMPORARY TABLE tmp");
        execute("INSERT INTO t VALUES (1, 'a')");

        assertThat(tables(follower.settle().take())).containsOnly("t");
    }

    @Test
    void childrenOfCascadingKeysChangeWithTheirParents() throws SQLException {
        execute(
                "CREATE TABLE parent (id INT PRIMARY KEY, note INT)",
                "CREATE TABLE child (id INT PRIMARY KEY, p INT,"
                        + " FOREIGN KEY (p) REFERENCES parent (id) ON DELETE CASCADE)",
                "CREATE TABLE grandchild (id INT PRIMARY KEY, c INT,"
                        + " FOREIGN KEY (c) REFERENCES child (id) ON DELETE SET NULL)",
                "INSERT INTO parent VALUES (1, 1), (2, 2)",
                "INSERT INTO child VALUES (10, 1), (20, 2)",
                "INSERT INTO grandchild VALUES (100, 10)");
        follower.settle().take();

        execute("DELETE FROM parent WHERE id = 1");
        assertThat(tables(follower.settle().take())).containsExactlyInAnyOrder("parent", "child", "grandchild");

        execute("REPLACE INTO parent VALUES (2, 3)");
        assertThat(tables(follower.settle().take())).contains("parent", "child");

        execute("INSERT INTO parent VALUES (3, 3)", "UPDATE parent SET note = 9 WHERE id = 3");
        assertThat(tables(follower.settle().take())).containsOnly("parent");
    }

    @Test
    void keysThatWereJustMadeAreFollowed() throws SQLException {
        execute(
                "CREATE TABLE parent (id INT PRIMARY KEY)",
                "CREATE TABLE child (id INT PRIMARY KEY, p INT)",
                "INSERT INTO parent VALUES (1)",
                "INSERT INTO child VALUES (10, 1)",
                "ALTER TABLE child ADD FOREIGN KEY (p) REFERENCES parent (id) ON DELETE CASCADE",
                "DELETE FROM parent");

        assertThat(follower.settle().take())
                .filteredOn(record -> record.kind() == ChangeKind.ROWS_UNKNOWN)
                .extracting(ChangeRecord::cause)
                .contains(RecordMaker.CASCADE);
    }

    @Test
    void preparedTransactionsChangeEverythingWhenTheyCommit() throws SQLException {
        execute("XA START 'x1'", "INSERT INTO t VALUES (5, 'xa')", "XA END 'x1'", "XA PREPARE 'x1'");
        follower.await(null, DB, "t");
        follower.take();
        origin.execute("XA COMMIT 'x1'");

        assertThat(follower.settle().take()).extracting(ChangeRecord::kind).contains(ChangeKind.EVERYTHING);
    }

    @Test
    void rolledBackWorkLeavesNoTrace() throws SQLException {
        execute("BEGIN", "INSERT INTO t VALUES (5, 'no')", "ROLLBACK", "INSERT INTO t VALUES (6, 'yes')");

        assertThat(follower.settle().take()).hasSize(1);
    }

    @Test
    void rotationIsNoChange() throws SQLException {
        origin.execute("FLUSH BINARY LOGS");
        execute("INSERT INTO t VALUES (1, 'a')");

        assertThat(tables(follower.settle().take())).containsOnly("t");
    }

    @Test
    void tablesWithYearsAreRead() throws SQLException {
        execute(
                "CREATE TABLE y (a INT, b INT, c INT, d INT, e INT, f INT, g INT, h INT, y YEAR)",
                "INSERT INTO y VALUES (1, 2, 3, 4, 5, 6, 7, 8, 1999)");

        assertThat(follower.settle().take())
                .filteredOn(record -> record.kind() != ChangeKind.SCHEMA)
                .extracting(ChangeRecord::table)
                .containsOnly(new ChangedTable(DB, "y"));
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = origin.connect(DB);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private List<String> schemaTables() {
        List<ChangeRecord> records = follower.settle().take();
        assertThat(records).extracting(ChangeRecord::kind).containsOnly(ChangeKind.SCHEMA);
        return tables(records);
    }

    private static List<String> tables(List<ChangeRecord> records) {
        return records.stream()
                .map(ChangeRecord::table)
                .map(table -> table == null ? "*" : table.table())
                .toList();
    }
}
