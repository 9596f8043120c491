package io.nearside.node.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.origin.OriginServer;
import io.nearside.origin.employees.Employees;
import io.nearside.origin.employees.LoadProgress;
import io.nearside.origin.junit.OriginTest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A repeated SELECT is answered from memory, with the very bytes that the origin sends. */
@OriginTest
final class HitIT {
    private static final String SCHEMA = "test_hits";
    private static final PerOrigin<RunningNode> NODE = new PerOrigin<>(HitIT::start);

    private static final String LOOKUP =
            "SELECT emp_no, birth_date, hire_date, first_name, last_name, gender FROM employees WHERE emp_no = 10001";
    private static final String JOIN = "SELECT COUNT(*), MAX(s.salary), MIN(e.hire_date) FROM employees e"
            + " JOIN dept_emp de ON de.emp_no = e.emp_no JOIN departments d ON d.dept_no = de.dept_no"
            + " JOIN salaries s ON s.emp_no = e.emp_no WHERE d.dept_name = 'Sales'";

    private final OriginServer origin;
    private final RunningNode node;

    HitIT(OriginServer origin) throws Exception {
        this.origin = origin;
        this.node = NODE.on(origin);
    }

    private static RunningNode start(OriginServer origin) throws Exception {
        new Employees(Employees.SMALLEST_SCALE).load(origin, LoadProgress.SILENT);
        origin.execute(
                "DROP DATABASE IF EXISTS " + SCHEMA,
                "CREATE DATABASE " + SCHEMA + " CHARACTER SET utf8mb4",
                "USE " + SCHEMA,
                "CREATE TABLE nothing (id INT PRIMARY KEY)",
                """
                CREATE TABLE types (
                  id INT PRIMARY KEY, ti TINYINT, si SMALLINT UNSIGNED, mi MEDIUMINT, bi BIGINT UNSIGNED,
                  de DECIMAL(30,10), fl FLOAT, db DOUBLE, bt BIT(10), da DATE, dt DATETIME(6),
                  ts TIMESTAMP(3) NULL, tm TIME(6), ye YEAR, ch CHAR(10), vc VARCHAR(100),
                  la VARCHAR(20) CHARACTER SET latin1, bn BINARY(8), vb VARBINARY(20), tx MEDIUMTEXT, bl BLOB,
                  en ENUM('a','b','ü'), se SET('x','y','z'), js JSON)
                """,
                """
                INSERT INTO types VALUES
                  (1, -128, 65535, -8388608, 18446744073709551615, -12345678901234567890.0123456789, 1.5, 2.25e300,
                   b'1010101010', '0001-01-01', '9999-12-31 23:59:59.999999', '2038-01-01 00:00:00.123',
                   '-838:59:59.000000', 2155, 'char', 'Zoë 漢字 🙂', 'été', 'bin', x'00FF00', REPEAT('long ', 20000),
                   x'0001FEFF', 'ü', 'x,z', '{"a": [1, null, "é"]}'),
                  (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                   NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                  (3, 0, 0, 0, 0, 0, 0, 0, b'0', '2000-02-29', '2000-02-29 00:00:00', NULL, '00:00:00', 1901, '', '',
                   '', '', '', '', '', 'a', '', '[]')
                """);
        return RunningNode.of(origin).startReady();
    }

    @AfterAll
    static void stop() throws Exception {
        NODE.close();
    }

    static Stream<String> queries() {
        return Stream.of(
                "SELECT * FROM types ORDER BY id",
                "SELECT * FROM types WHERE id = 1",
                "SELECT * FROM types WHERE id = 2",
                "SELECT vc, la, js FROM types WHERE vc = 'Zoë 漢字 🙂'",
                "SELECT * FROM types WHERE id = 77",
                "SELECT * FROM nothing",
                "SELECT COUNT(*), MIN(de), GROUP_CONCAT(ch ORDER BY id) FROM types",
                "SELECT a.id, b.id FROM types a LEFT JOIN types b ON b.id = a.id + 1 ORDER BY 1",
                "SELECT id FROM types UNION ALL SELECT ti FROM types ORDER BY 1 LIMIT 3");
    }

    @ParameterizedTest
    @MethodSource("queries")
    void aHitIsByteForByteWhatTheOriginAnswers(String query) throws IOException {
        assertHitIsAsDirect(SCHEMA, query);
    }

    @ParameterizedTest
    @ValueSource(strings = {LOOKUP, JOIN})
    void theEmployeesQueriesAreHits(String query) throws IOException {
        assertHitIsAsDirect("employees", query);
    }

    private void assertHitIsAsDirect(String schema, String query) throws IOException {
        for (boolean deprecateEof : List.of(false, true)) {
            try (RawClient direct = RawClient.connect(origin.port(), schema, deprecateEof);
                    RawClient near = RawClient.connect(node.port(), schema, deprecateEof)) {
                byte[] expected = direct.query(query);
                assertThat(near.query(query)).as("first answer").isEqualTo(expected);
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                    double before = node.hits();
                    assertThat(near.query(query)).as("repeated answer").isEqualTo(expected);
                    assertThat(node.hits()).as("hits").isEqualTo(before + 1);
                });
            }
        }
    }

    @Test
    void anAnswerIsSharedBySessionsOfOneAccountAndSettings() throws IOException {
        String query = "SELECT id, vc FROM types WHERE id IN (1, 3) ORDER BY id";
        assertHitIsAsDirect(SCHEMA, query);
        try (RawClient another = RawClient.connect(node.port(), SCHEMA, true)) {
            // The first statement of a session waits until the origin has told how the session is set.
            byte[] first = another.query(query);
            double before = node.hits();
            assertThat(another.query(query)).isEqualTo(first);
            assertThat(node.hits()).isEqualTo(before + 1);
        }
    }

    @Test
    void settingsThatChangeTheAnswerAreNotMixedUp() throws IOException {
        String query = "SELECT ts FROM types WHERE id = 1";
        try (RawClient utc = RawClient.connect(node.port(), SCHEMA, true);
                RawClient tokyo = RawClient.connect(node.port(), SCHEMA, true)) {
            utc.query("SET time_zone = '+00:00'");
            tokyo.query("SET time_zone = '+09:00'");
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                double before = node.hits();
                String there = utc.value(query);
                assertThat(tokyo.value(query)).isNotEqualTo(there);
                assertThat(node.hits()).isEqualTo(before + 2);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT NOW(6), id FROM types WHERE id = 1",
                "SELECT RAND(), id FROM types WHERE id = 1",
                "SELECT CONNECTION_ID(), id FROM types WHERE id = 1",
                "SELECT id FROM types WHERE id = 1 FOR UPDATE",
                "SELECT @mine := id FROM types WHERE id = 1",
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'test_hits'"
            })
    void whatMayNotBeKeptIsNoHit(String query) throws IOException {
        try (RawClient near = RawClient.connect(node.port(), SCHEMA, true)) {
            double hits = node.hits();
            double fills = node.fills();
            for (int time = 0; time < 3; time++) {
                near.query(query);
            }
            assertThat(node.hits()).isEqualTo(hits);
            assertThat(node.fills()).isEqualTo(fills);
        }
    }

    @Test
    void nothingInATransactionIsAHit() throws IOException {
        String query = "SELECT id, ch FROM types WHERE id = 3";
        assertHitIsAsDirect(SCHEMA, query);
        try (RawClient near = RawClient.connect(node.port(), SCHEMA, true)) {
            near.query("BEGIN");
            double before = node.hits();
            near.query(query);
            near.query(query);
            near.query("COMMIT");
            near.query("SET autocommit = 0");
            near.query(query);
            near.query(query);
            assertThat(node.hits()).isEqualTo(before);
        }
    }
}
