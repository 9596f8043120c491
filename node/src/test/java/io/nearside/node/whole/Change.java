package io.nearside.node.whole;

import static io.nearside.origin.OriginFlavor.MYSQL;

import io.nearside.origin.OriginFlavor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A way in which rows may change at the origin, as a plain client does it.
 *
 * @param name of the way
 * @param setup what makes the tables, in an empty schema; a table {@code t} with two rows is there already
 * @param query what shows the change
 * @param statements the change, run one after the other on one connection
 */
record Change(String name, List<String> setup, String query, List<String> statements) {
    static final String ROW = "SELECT * FROM t WHERE id = 1";
    static final String ALL = "SELECT * FROM t ORDER BY id";

    private static Change of(String name, String query, String... statements) {
        return new Change(name, List.of(), query, List.of(statements));
    }

    /** With tables of its own beside {@code t}. */
    private Change with(String... tables) {
        return new Change(name, List.of(tables), query, statements);
    }

    static Stream<Change> all(OriginFlavor flavor) {
        List<Change> changes = new ArrayList<>();
        changes.addAll(rows());
        changes.addAll(indirect());
        changes.addAll(loggedOddly());
        changes.addAll(schema());
        if (flavor == MYSQL) {
            changes.add(of(
                            "partial JSON",
                            "SELECT * FROM j",
                            "SET SESSION binlog_row_value_options = 'PARTIAL_JSON'",
                            "UPDATE j SET doc = JSON_SET(doc, '$.a', 2)")
                    .with(
                            "CREATE TABLE j (id INT PRIMARY KEY, doc JSON)",
                            "INSERT INTO j VALUES (1, '{\"a\": 1, \"b\": \"long enough to be worth a part\"}')"));
        } else {
            changes.add(of("CREATE OR REPLACE TABLE", ALL, "CREATE OR REPLACE TABLE t (id INT PRIMARY KEY, w INT)"));
            changes.add(of(
                            "CREATE TABLE SELECT",
                            "SELECT * FROM copy ORDER BY id",
                            "DROP TABLE copy",
                            "CREATE TABLE copy AS SELECT id, v FROM t")
                    .with("CREATE TABLE copy (id INT)"));
        }
        return changes.stream();
    }

    private static List<Change> rows() {
        return List.of(
                of("UPDATE", ROW, "UPDATE t SET v = 'new' WHERE id = 1"),
                of("DELETE", ROW, "DELETE FROM t WHERE id = 1"),
                of("INSERT", ALL, "INSERT INTO t VALUES (3, 'three')"),
                of("INSERT SELECT", ALL, "INSERT INTO t SELECT id + 10, v FROM t"),
                of("REPLACE", ROW, "REPLACE INTO t VALUES (1, 'replaced')"),
                of("ON DUPLICATE KEY", ROW, "INSERT INTO t VALUES (1, 'x') ON DUPLICATE KEY UPDATE v = 'again'"),
                of("UPDATE of the key", ROW, "UPDATE t SET id = 9 WHERE id = 1"),
                of(
                        "a transaction",
                        ALL,
                        "BEGIN",
                        "UPDATE t SET v = 'a' WHERE id = 1",
                        "INSERT INTO t VALUES (4, 'b')",
                        "COMMIT"),
                of(
                        "a transaction rolled back in part",
                        ALL,
                        "BEGIN",
                        "UPDATE t SET v = 'kept' WHERE id = 1",
                        "SAVEPOINT s",
                        "DELETE FROM t",
                        "ROLLBACK TO SAVEPOINT s",
                        "COMMIT"),
                of("autocommit off", ROW, "SET autocommit = 0", "UPDATE t SET v = 'late' WHERE id = 1", "COMMIT"),
                of(
                        "a prepared statement",
                        ROW,
                        "PREPARE p FROM 'UPDATE t SET v = ? WHERE id = 1'",
                        "SET @v = 'p'",
                        "EXECUTE p USING @v"),
                of("a multi-table UPDATE", ROW, "UPDATE other JOIN t USING (id) SET other.w = 5, t.v = 'joined'")
                        .with("CREATE TABLE other (id INT PRIMARY KEY, w INT)", "INSERT INTO other VALUES (1, 1)"),
                of("a multi-table DELETE", ALL, "DELETE t, other FROM other JOIN t USING (id)")
                        .with("CREATE TABLE other (id INT PRIMARY KEY, w INT)", "INSERT INTO other VALUES (1, 1)"),
                of("MyISAM", "SELECT * FROM m", "UPDATE m SET v = 2")
                        .with(
                                "CREATE TABLE m (id INT PRIMARY KEY, v INT) ENGINE=MyISAM",
                                "INSERT INTO m VALUES (1, 1)"),
                of("a table without a key", "SELECT * FROM m", "UPDATE m SET v = 2")
                        .with("CREATE TABLE m (v INT)", "INSERT INTO m VALUES (1)"));
    }

    /** Changes of tables that the statement does not name. */
    private static List<Change> indirect() {
        String parent = "CREATE TABLE parent (id INT PRIMARY KEY)";
        String parents = "INSERT INTO parent VALUES (1), (2)";
        String child = "CREATE TABLE child (id INT PRIMARY KEY, parent INT, FOREIGN KEY (parent) REFERENCES parent (id)"
                + " ON DELETE CASCADE ON UPDATE CASCADE)";
        String children = "INSERT INTO child VALUES (11, 1), (12, 2)";
        String grandchild = "CREATE TABLE grandchild (id INT PRIMARY KEY, child INT,"
                + " FOREIGN KEY (child) REFERENCES child (id) ON DELETE SET NULL)";
        return List.of(
                of("a trigger", ROW, "INSERT INTO log VALUES (1)")
                        .with(
                                "CREATE TABLE log (id INT PRIMARY KEY)",
                                "CREATE TRIGGER follows AFTER INSERT ON log FOR EACH ROW"
                                        + " UPDATE t SET v = 'triggered' WHERE id = NEW.id"),
                of("a procedure", ROW, "CALL change_it()")
                        .with("CREATE PROCEDURE change_it() UPDATE t SET v = 'called' WHERE id = 1"),
                of("a function", ROW, "DO change_it()")
                        .with("CREATE FUNCTION change_it() RETURNS INT BEGIN"
                                + " UPDATE t SET v = 'called' WHERE id = 1; RETURN 1; END"),
                of("an updatable view", ROW, "UPDATE seen SET v = 'by view'")
                        .with("CREATE VIEW seen AS SELECT * FROM t WHERE id = 1"),
                of("ON DELETE CASCADE", "SELECT * FROM child ORDER BY id", "DELETE FROM parent WHERE id = 1")
                        .with(parent, parents, child, children),
                of("ON UPDATE CASCADE", "SELECT * FROM child ORDER BY id", "UPDATE parent SET id = 7 WHERE id = 1")
                        .with(parent, parents, child, children),
                of("REPLACE of a parent", "SELECT * FROM child ORDER BY id", "REPLACE INTO parent VALUES (1)")
                        .with(parent, parents, child, children),
                of("SET NULL of a grandchild", "SELECT * FROM grandchild", "DELETE FROM parent WHERE id = 1")
                        .with(parent, parents, child, children, grandchild, "INSERT INTO grandchild VALUES (1, 11)"));
    }

    /** Changes whose rows the binlog does not show, or not whole. */
    private static List<Change> loggedOddly() {
        return List.of(
                of(
                        "statement format",
                        ROW,
                        "SET SESSION binlog_format = 'STATEMENT'",
                        "UPDATE t SET v = 's' WHERE id = 1"),
                of(
                        "statement format behind a comment",
                        ROW,
                        "SET SESSION binlog_format = 'STATEMENT'",
                        "/* why */ UPDATE t SET v = 's' WHERE id = 1"),
                of(
                        "statement format in a transaction",
                        ROW,
                        "SET SESSION binlog_format = 'STATEMENT'",
                        "BEGIN",
                        "UPDATE t SET v = 's' WHERE id = 1",
                        "COMMIT"),
                of(
                                "statement format and a trigger",
                                ROW,
                                "SET SESSION binlog_format = 'STATEMENT'",
                                "INSERT INTO log VALUES (1)")
                        .with(
                                "CREATE TABLE log (id INT PRIMARY KEY)",
                                "CREATE TRIGGER follows AFTER INSERT ON log FOR EACH ROW"
                                        + " UPDATE t SET v = 'triggered' WHERE id = NEW.id"),
                of(
                        "MINIMAL row image",
                        ROW,
                        "SET SESSION binlog_row_image = 'MINIMAL'",
                        "UPDATE t SET v = 'm' WHERE id = 1"),
                of(
                        "NOBLOB row image",
                        ROW,
                        "SET SESSION binlog_row_image = 'NOBLOB'",
                        "UPDATE t SET v = 'm' WHERE id = 1"),
                of(
                        "XA in two phases",
                        ROW,
                        "XA START 'x'",
                        "UPDATE t SET v = 'xa' WHERE id = 1",
                        "XA END 'x'",
                        "XA PREPARE 'x'",
                        "XA COMMIT 'x'"),
                of(
                        "XA in one phase",
                        ROW,
                        "XA START 'y'",
                        "UPDATE t SET v = 'xa' WHERE id = 1",
                        "XA END 'y'",
                        "XA COMMIT 'y' ONE PHASE"));
    }

    private static List<Change> schema() {
        String partitioned = "CREATE TABLE p (id INT PRIMARY KEY, v INT)"
                + " PARTITION BY RANGE (id) (PARTITION low VALUES LESS THAN (10), PARTITION high VALUES LESS THAN (20))";
        return List.of(
                of("TRUNCATE", ALL, "TRUNCATE t"),
                of("ALTER TABLE", ROW, "ALTER TABLE t ADD COLUMN more INT DEFAULT 5"),
                of("ALTER of a type", ROW, "ALTER TABLE t MODIFY v VARCHAR(60)"),
                of("RENAME in a swap", ROW, "RENAME TABLE t TO tmp, u TO t, tmp TO u")
                        .with("CREATE TABLE u LIKE t", "INSERT INTO u VALUES (1, 'from u')"),
                of("ALTER TABLE RENAME", ROW, "ALTER TABLE t RENAME TO gone", "ALTER TABLE u RENAME TO t")
                        .with("CREATE TABLE u LIKE t", "INSERT INTO u VALUES (1, 'from u')"),
                of("DROP and CREATE", ROW, "DROP TABLE t", "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20))"),
                of(
                        "a view in the place of a table",
                        ROW,
                        "DROP TABLE t",
                        "CREATE VIEW t AS SELECT 1 AS id, 'view' AS v"),
                of(
                        "DROP DATABASE",
                        ROW,
                        "DROP DATABASE test_changes",
                        "CREATE DATABASE test_changes",
                        "CREATE TABLE test_changes.t (id INT PRIMARY KEY, v VARCHAR(20))"),
                of("TRUNCATE PARTITION", "SELECT * FROM p ORDER BY id", "ALTER TABLE p TRUNCATE PARTITION low")
                        .with(partitioned, "INSERT INTO p VALUES (1, 1), (11, 11)"),
                of(
                                "EXCHANGE PARTITION",
                                "SELECT * FROM q ORDER BY id",
                                "ALTER TABLE p EXCHANGE PARTITION low WITH TABLE q")
                        .with(
                                partitioned,
                                "INSERT INTO p VALUES (1, 1), (11, 11)",
                                "CREATE TABLE q (id INT PRIMARY KEY, v INT)",
                                "INSERT INTO q VALUES (2, 2)"));
    }

    @Override
    public String toString() {
        return name;
    }
}
