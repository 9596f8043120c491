package io.nearside.node.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Once a change that a plain client made at the origin is applied, the old answer is served no more, whatever kind of
 * change it was; answers from other tables stay.
 */
@OriginTest
final class InvalidationIT {
    private static final String SCHEMA = "test_changes";
    private static final String ELSEWHERE = "test_elsewhere";
    private static final String OTHER = "SELECT * FROM untouched";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final PerOrigin<RunningNode> NODE = new PerOrigin<>(InvalidationIT::start);

    private final OriginServer origin;
    private final RunningNode node;

    InvalidationIT(OriginServer origin) throws Exception {
        this.origin = origin;
        this.node = NODE.on(origin);
    }

    private static RunningNode start(OriginServer origin) throws SQLException {
        origin.execute(
                "DROP DATABASE IF EXISTS " + ELSEWHERE,
                "CREATE DATABASE " + ELSEWHERE,
                "CREATE TABLE test_elsewhere.untouched (id INT PRIMARY KEY)",
                "INSERT INTO test_elsewhere.untouched VALUES (1)");
        return RunningNode.of(origin).startReady();
    }

    @AfterAll
    static void stop() throws Exception {
        NODE.close();
    }

    private void makeTables(List<String> more) throws SQLException {
        origin.execute(Stream.concat(
                        Stream.of(
                                "DROP DATABASE IF EXISTS " + SCHEMA,
                                "CREATE DATABASE " + SCHEMA,
                                "USE " + SCHEMA,
                                "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20))",
                                "INSERT INTO t VALUES (1, 'old'), (2, 'two')"),
                        more.stream())
                .toArray(String[]::new));
    }

    @TestFactory
    Stream<DynamicTest> theOldAnswerIsNotServedAfter() {
        return Change.all(origin.flavor())
                .map(change -> DynamicTest.dynamicTest(change.name(), () -> assertSeen(change)));
    }

    private void assertSeen(Change change) throws Exception {
        makeTables(change.setup());
        assertSeen(change.query(), () -> run(change.statements()));
    }

    /** Runs the statements on a plain connection of their own. */
    private void run(List<String> statements) throws SQLException {
        String url = origin.jdbcUrl(SCHEMA) + "&allowLoadLocalInfile=true";
        OriginAccount admin = OriginAccount.ADMIN;
        try (Connection connection = DriverManager.getConnection(url, admin.user(), admin.password());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** A change that may fail. */
    private interface Doing {
        void run() throws Exception;
    }

    private void assertSeen(String query, Doing change) throws Exception {
        try (RawClient direct = RawClient.connect(origin.port(), SCHEMA, true);
                RawClient near = RawClient.connect(node.port(), SCHEMA, true);
                RawClient elsewhere = RawClient.connect(node.port(), ELSEWHERE, true)) {
            byte[] old = direct.query(query);
            awaitHit(near, query, old);
            awaitHit(elsewhere, OTHER, elsewhere.query(OTHER));

            change.run();
            node.awaitApplied();

            byte[] changed = direct.query(query);
            assertThat(changed).as("the answer that the origin gives since").isNotEqualTo(old);
            for (int time = 0; time < 3; time++) {
                assertThat(near.query(query)).as("the node's answer").isEqualTo(changed);
            }
        }
    }

    private void awaitHit(RawClient client, String query, byte[] answer) {
        await("a hit").atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).untilAsserted(() -> {
            double before = node.hits();
            assertThat(client.query(query)).isEqualTo(answer);
            assertThat(node.hits()).isGreaterThan(before);
        });
    }

    /** Whole schemas and what may be anything do not spare other tables; rows and tables by name do. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE t SET v = 'new' WHERE id = 1",
                "INSERT INTO t VALUES (3, 'three')",
                "DELETE FROM t",
                "TRUNCATE t",
                "ALTER TABLE t ADD COLUMN more INT"
            })
    void answersFromOtherTablesStay(String change) throws Exception {
        makeTables(List.of());
        try (RawClient elsewhere = RawClient.connect(node.port(), ELSEWHERE, true)) {
            node.awaitApplied();
            awaitHit(elsewhere, OTHER, elsewhere.query(OTHER));
            run(List.of(change));
            node.awaitApplied();
            double hits = node.hits();
            double fills = node.fills();
            elsewhere.query(OTHER);
            assertThat(node.hits()).isEqualTo(hits + 1);
            assertThat(node.fills()).isEqualTo(fills);
        }
    }

    @Test
    void loadDataIsSeen(@TempDir Path folder) throws Exception {
        makeTables(List.of());
        Path file = Files.writeString(folder.resolve("rows"), "7\tseven\n8\teight\n");
        assertSeen(Change.ALL, () -> run(List.of("LOAD DATA LOCAL INFILE '" + file + "' INTO TABLE t")));
    }

    @Test
    void loadDataInStatementFormatIsSeen(@TempDir Path folder) throws Exception {
        makeTables(List.of());
        Path file = Files.writeString(folder.resolve("rows"), "7\tseven\n8\teight\n");
        assertSeen(
                Change.ALL,
                () -> run(List.of(
                        "SET SESSION binlog_format = 'STATEMENT'",
                        "LOAD DATA LOCAL INFILE '" + file + "' INTO TABLE t")));
    }

    @Test
    void aTransactionOfManyRowsIsSeenWhole() throws Exception {
        makeTables(List.of());
        String rows = IntStream.range(0, 5_000)
                .mapToObj(i -> "(" + (100 + i) + ", '" + "x".repeat(20) + "')")
                .collect(Collectors.joining(","));
        assertSeen(
                "SELECT COUNT(*), MAX(v) FROM t",
                () -> run(List.of(
                        "BEGIN", "INSERT INTO t VALUES " + rows, "UPDATE t SET v = 'z' WHERE id >= 100", "COMMIT")));
    }

    /** The rows are in the binlog from the first phase on, and what is read until the second lacks them. */
    @Test
    void anAnswerFetchedBetweenThePhasesOfXaIsNotServedAfterTheSecond() throws Exception {
        makeTables(List.of());
        try (Connection connection = origin.connect(SCHEMA);
                Statement statement = connection.createStatement();
                RawClient near = RawClient.connect(node.port(), SCHEMA, true)) {
            byte[] old = near.query(Change.ROW);
            for (String sql :
                    List.of("XA START 'z'", "UPDATE t SET v = 'xa' WHERE id = 1", "XA END 'z'", "XA PREPARE 'z'")) {
                statement.execute(sql);
            }
            node.awaitApplied();
            awaitHit(near, Change.ROW, old);
            statement.execute("XA COMMIT 'z'");
            node.awaitApplied();
            assertThat(near.value("SELECT v FROM t WHERE id = 1")).isEqualTo("xa");
            assertThat(near.query(Change.ROW)).isNotEqualTo(old);
        }
    }

    @Test
    void aViewShowsItsNewDefinition() throws Exception {
        makeTables(List.of("CREATE VIEW seen AS SELECT v FROM t WHERE id = 1"));
        try (RawClient near = RawClient.connect(node.port(), SCHEMA, true)) {
            for (int time = 0; time < 3; time++) {
                assertThat(near.value("SELECT v FROM seen")).isEqualTo("old");
                node.awaitApplied();
            }
            run(List.of("CREATE OR REPLACE VIEW seen AS SELECT v FROM t WHERE id = 2"));
            node.awaitApplied();
            assertThat(near.value("SELECT v FROM seen")).isEqualTo("two");
            run(List.of("UPDATE t SET v = 'zwei' WHERE id = 2"));
            node.awaitApplied();
            assertThat(near.value("SELECT v FROM seen")).isEqualTo("zwei");
        }
    }

    @Test
    void whoeverLosesAPrivilegeLosesItAtTheNodeToo() throws Exception {
        makeTables(List.of());
        origin.execute(
                "DROP USER IF EXISTS loser",
                "CREATE USER loser IDENTIFIED BY 'secret 1'",
                "GRANT SELECT ON test_changes.t TO loser");
        try (Connection connection = DriverManager.getConnection(node.jdbcUrl(SCHEMA), "loser", "secret 1");
                Statement statement = connection.createStatement()) {
            assertThat(node.awaitHit(statement, Change.ALL)).isEqualTo("1");
            origin.execute("REVOKE SELECT ON test_changes.t FROM loser");
            node.awaitApplied();
            assertThatThrownBy(() -> RunningNode.first(statement, Change.ALL))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("SELECT command denied to user 'loser'");
        }
    }
}
