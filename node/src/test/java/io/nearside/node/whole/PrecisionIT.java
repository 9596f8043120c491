package io.nearside.node.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.origin.OriginServer;
import io.nearside.origin.employees.Employees;
import io.nearside.origin.employees.LoadProgress;
import io.nearside.origin.junit.OriginTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A change leaves alone what it cannot have changed, and nothing else. */
@OriginTest
final class PrecisionIT {
    private static final String SCHEMA = "test_precision";
    private static final int KEYS = 10_000;
    private static final PerOrigin<RunningNode> NODE = new PerOrigin<>(PrecisionIT::start);

    private static final String JOIN = "SELECT COUNT(*), MAX(s.salary), MIN(s.salary) FROM employees e"
            + " JOIN dept_emp de ON e.emp_no = de.emp_no"
            + " JOIN departments d ON de.dept_no = d.dept_no"
            + " JOIN salaries s ON e.emp_no = s.emp_no WHERE d.dept_name = 'Sales'";

    private final OriginServer origin;
    private final RunningNode node;

    PrecisionIT(OriginServer origin) throws Exception {
        this.origin = origin;
        this.node = NODE.on(origin);
    }

    private static RunningNode start(OriginServer origin) throws Exception {
        new Employees(Employees.SMALLEST_SCALE).load(origin, LoadProgress.SILENT);
        origin.execute(
                "DROP DATABASE IF EXISTS " + SCHEMA,
                "CREATE DATABASE " + SCHEMA + " CHARACTER SET utf8mb4",
                "USE " + SCHEMA,
                "CREATE TABLE ready (id INT PRIMARY KEY, v INT)",
                "INSERT INTO ready VALUES (1, 1), (2, 2)",
                "CREATE TABLE points (id INT PRIMARY KEY, v INT, other INT)",
                "INSERT INTO points VALUES "
                        + IntStream.rangeClosed(1, 2 * KEYS)
                                .mapToObj(id -> "(" + id + "," + id + ",0)")
                                .collect(Collectors.joining(",")),
                """
                CREATE TABLE item (
                  id INT PRIMARY KEY, kind INT NULL, name VARCHAR(30), code VARCHAR(30) COLLATE utf8mb4_bin,
                  price DECIMAL(10,2), born DATE NULL, at DATETIME(3) NULL, raw VARBINARY(16), note TEXT)
                """,
                """
                INSERT INTO item VALUES
                  (1, 1, 'Anna', 'A1', 9.99, '2024-02-29', '2024-02-29 12:00:00', x'0102', 'one'),
                  (2, 2, 'Bob', 'B1', 19.99, '2024-03-01', '2024-03-01 12:00:00', x'0103', 'two'),
                  (3, NULL, 'José', 'C1', 29.99, '2024-03-02', '2024-03-02 12:00:00', x'0104', 'three')
                """,
                "CREATE TABLE computed (id INT PRIMARY KEY, s VARCHAR(9), g VARCHAR(20) AS (CONCAT(s, '-')) VIRTUAL)",
                "INSERT INTO computed (id, s) VALUES (1, 'a'), (2, 'b')",
                "CREATE TABLE part (item INT, n INT, PRIMARY KEY (item, n))",
                "INSERT INTO part VALUES (1, 1), (1, 2), (2, 1)",
                "CREATE VIEW first_kind AS SELECT id, name FROM item WHERE kind = 1",
                "CREATE VIEW second_kind AS SELECT id, name FROM item WHERE kind = 2");
        RunningNode node = RunningNode.of(origin).patient().startReady();
        awaitRowImages(origin, node);
        return node;
    }

    /** The reader of row images starts later than the rest; until then every change is one of the whole table. */
    private static void awaitRowImages(OriginServer origin, RunningNode node) throws SQLException {
        try (Connection connection = node.connect(SCHEMA);
                Statement near = connection.createStatement()) {
            await("row images").atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                node.awaitHit(near, "SELECT v FROM ready WHERE id = 1");
                origin.execute("UPDATE " + SCHEMA + ".ready SET v = v + 1 WHERE id = 2");
                node.awaitApplied();
                assertThat(isHit(node, near, "SELECT v FROM ready WHERE id = 1"))
                        .isTrue();
            });
        }
    }

    @AfterAll
    static void stop() throws Exception {
        NODE.close();
    }

    private static boolean isHit(RunningNode node, Statement near, String query) throws SQLException {
        double before = node.hits();
        RunningNode.first(near, query);
        return node.hits() > before;
    }

    @Test
    void updatesOfOtherRowsLeaveTenThousandPointReadsHits() throws Exception {
        try (Connection connection = node.connect(SCHEMA);
                Statement near = connection.createStatement()) {
            node.awaitHit(near, point(1));
            for (int id = 1; id <= KEYS; id++) {
                RunningNode.first(near, point(id));
            }
            double before = node.hits();
            readAll(near, 1);
            assertThat(node.hits()).as("hits when nothing changed").isEqualTo(before + KEYS);

            List<String> updates = new ArrayList<>();
            for (int i = 1; i <= 100; i++) {
                updates.add("UPDATE " + SCHEMA + ".points SET v = v + 1 WHERE id = " + (KEYS + 97 * i));
            }
            origin.execute(updates.toArray(String[]::new));
            node.awaitApplied();

            before = node.hits();
            readAll(near, 1);
            assertThat(node.hits()).as("hits after 100 updates of other rows").isEqualTo(before + KEYS);

            origin.execute("UPDATE " + SCHEMA + ".points SET v = -1 WHERE id IN (5, 500, 5000)");
            node.awaitApplied();
            before = node.hits();
            readAll(near, 1);
            assertThat(node.hits()).as("hits after updates of three of them").isEqualTo(before + KEYS - 3);
            assertThat(RunningNode.first(near, point(500))).isEqualTo("-1");
        }
    }

    private void readAll(Statement near, int from) throws SQLException {
        for (int id = from; id < from + KEYS; id++) {
            RunningNode.first(near, point(id));
        }
    }

    private static String point(int id) {
        return "SELECT v FROM points WHERE id = " + id;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\1',
            value = {
                // a column that is not used
                "SELECT name FROM item WHERE id = 1        | UPDATE item SET note = 'x' WHERE id = 1",
                "SELECT SUM(price) FROM item               | UPDATE item SET note = CONCAT(note, '!')",
                "SELECT v FROM points WHERE id = 1         | UPDATE points SET other = other + 1 WHERE id < 50",
                // a row outside a range
                "SELECT name FROM item WHERE id BETWEEN 1 AND 9 | INSERT INTO item (id) VALUES (10)",
                "SELECT name FROM item WHERE price < 20    | UPDATE item SET price = 35 WHERE id = 3",
                "SELECT name FROM item WHERE born <= '2024-03-01' | UPDATE item SET born = '2025-01-01' WHERE id = 3",
                "SELECT name FROM item WHERE at > '2024-03-01' AND at < '2024-03-01 18:00:00' | DELETE FROM item WHERE id = 3",
                // another value
                "SELECT id FROM item WHERE name = 'anna'   | UPDATE item SET name = 'Carl' WHERE id = 2",
                "SELECT id FROM item WHERE code IN ('A1', 'B1') | UPDATE item SET code = 'a1' WHERE id = 3",
                "SELECT id FROM item WHERE name LIKE 'An%' | UPDATE item SET name = 'Carl' WHERE id = 2",
                "SELECT id FROM item WHERE kind IS NULL    | UPDATE item SET kind = 9 WHERE id = 2",
                "SELECT id FROM item WHERE kind = 1 AND price < 10 | UPDATE item SET kind = 9 WHERE id = 2",
                "SELECT id FROM item WHERE raw = x'0102'   | UPDATE item SET raw = x'0505' WHERE id = 2",
                "SELECT g FROM computed WHERE id = 1       | UPDATE computed SET s = 'x' WHERE id = 2",
                // joins
                "SELECT n FROM item JOIN part ON part.item = id WHERE id = 1 | INSERT INTO part VALUES (2, 7)",
                "SELECT n FROM item LEFT JOIN part ON part.item = id WHERE id = 1 | DELETE FROM part WHERE item = 2",
                "SELECT name FROM first_kind ORDER BY id   | UPDATE item SET name = 'Carl' WHERE id = 2",
                "SELECT id FROM item WHERE id = 1 UNION SELECT item FROM part WHERE n = 2 | INSERT INTO part VALUES (9, 3)"
            })
    void aChangeElsewhereLeavesAHit(String query, String change) throws Exception {
        assertHitAfter(query, change, true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\1',
            value = {
                "SELECT name FROM item WHERE id = 1        | UPDATE item SET name = 'x' WHERE id = 1",
                "SELECT name FROM item WHERE id = 1        | UPDATE item SET id = 11 WHERE id = 1",
                "SELECT g FROM computed WHERE id = 1       | UPDATE computed SET s = CONCAT(s, 'x') WHERE id = 1",
                "SELECT COUNT(*) FROM item                 | INSERT INTO item (id) VALUES (10)",
                "SELECT name FROM item WHERE id BETWEEN 1 AND 9 | INSERT INTO item (id) VALUES (9)",
                "SELECT name FROM item WHERE price < 20    | UPDATE item SET price = 15 WHERE id = 3",
                "SELECT name FROM item WHERE price < 20    | UPDATE item SET price = 25 WHERE id = 1",
                "SELECT id FROM item WHERE name = 'anna'   | UPDATE item SET name = 'ANNA ' WHERE id = 2",
                "SELECT id FROM item WHERE name = 'jose'   | UPDATE item SET name = 'Josè' WHERE id = 2",
                "SELECT id FROM item WHERE kind IS NULL    | UPDATE item SET kind = NULL WHERE id = 2",
                "SELECT n FROM item JOIN part ON part.item = id WHERE id = 1 | INSERT INTO part VALUES (1, 7)",
                "SELECT n FROM item LEFT JOIN part ON part.item = id WHERE id = 3 | INSERT INTO part VALUES (3, 7)",
                "SELECT id FROM item WHERE NOT EXISTS (SELECT 1 FROM part WHERE item = id) | DELETE FROM part WHERE item = 1",
                "SELECT name FROM first_kind ORDER BY id   | UPDATE item SET kind = 1 WHERE id = 2",
                "SELECT name FROM second_kind ORDER BY id  | ALTER VIEW second_kind AS SELECT id, note AS name FROM item"
            })
    void aChangeOfWhatItReadsIsSeen(String query, String change) throws Exception {
        assertHitAfter(query, change, false);
    }

    /** Whatever happens to be changed is put back first, so that each case starts from the same rows. */
    private void assertHitAfter(String query, String change, boolean hit) throws Exception {
        restore();
        try (Connection connection = node.connect(SCHEMA);
                Statement near = connection.createStatement();
                Connection direct = origin.connect(SCHEMA)) {
            node.awaitHit(near, query);
            try (Statement writer = direct.createStatement()) {
                writer.execute(change);
                node.awaitApplied();

                assertThat(isHit(node, near, query))
                        .as("a hit after %s", change)
                        .isEqualTo(hit);
                assertThat(RunningNode.first(near, query)).isEqualTo(RunningNode.first(writer, query));
            }
        }
    }

    private void restore() throws SQLException {
        origin.execute(
                "USE " + SCHEMA,
                "DELETE FROM item",
                "DELETE FROM part",
                """
                INSERT INTO item VALUES
                  (1, 1, 'Anna', 'A1', 9.99, '2024-02-29', '2024-02-29 12:00:00', x'0102', 'one'),
                  (2, 2, 'Bob', 'B1', 19.99, '2024-03-01', '2024-03-01 12:00:00', x'0103', 'two'),
                  (3, NULL, 'José', 'C1', 29.99, '2024-03-02', '2024-03-02 12:00:00', x'0104', 'three')
                """,
                "INSERT INTO part VALUES (1, 1), (1, 2), (2, 1)");
        node.awaitApplied();
    }

    @Test
    void theFourTableJoinStaysAHitIfTheFootprintTellsTheDepartmentApart() throws Exception {
        try (Connection connection = node.connect("employees");
                Statement near = connection.createStatement();
                Connection direct = origin.connect("employees")) {
            try (Statement writer = direct.createStatement()) {
                String sales = RunningNode.first(writer, "SELECT dept_no FROM departments WHERE dept_name = 'Sales'");
                String move = "UPDATE dept_emp SET to_date = to_date - INTERVAL 1 DAY WHERE dept_no <> '" + sales
                        + "' ORDER BY emp_no, dept_no LIMIT 1";
                String insert = "INSERT INTO dept_emp SELECT emp_no, 'd001', from_date, to_date FROM dept_emp a WHERE"
                        + " dept_no = '" + sales
                        + "' AND NOT EXISTS (SELECT 1 FROM dept_emp b WHERE b.emp_no = a.emp_no"
                        + " AND b.dept_no = 'd001') ORDER BY emp_no LIMIT 1";
                assertThat(sales).isNotEqualTo("d001");
                String told = JOIN + " AND de.dept_no = '" + sales + "'";

                // dept_emp's rows of other departments are outside of what the statement names
                node.awaitHit(near, told);
                writer.execute(insert);
                node.awaitApplied();
                assertThat(isHit(node, near, told)).as("told apart").isTrue();

                // only departments says which dept_no is meant: a change of any row may matter
                node.awaitHit(near, JOIN);
                writer.execute("DELETE FROM dept_emp WHERE dept_no = 'd001' ORDER BY emp_no LIMIT 1");
                node.awaitApplied();
                assertThat(isHit(node, near, JOIN)).as("not told apart").isFalse();

                // but not of a column that is not used
                node.awaitHit(near, JOIN);
                writer.execute(move);
                node.awaitApplied();
                assertThat(isHit(node, near, JOIN)).as("an unused column").isTrue();
                assertThat(RunningNode.first(near, JOIN)).isEqualTo(RunningNode.first(writer, JOIN));
            }
        }
    }
}
