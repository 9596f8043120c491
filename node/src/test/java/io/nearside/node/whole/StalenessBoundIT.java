package io.nearside.node.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.node.CdcProcess;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The bound on staleness of a session and of a statement, shown while no news comes of the origin. */
@OriginTest
final class StalenessBoundIT {
    private static final String SCHEMA = "test_bound";
    private static final String QUERY = "SELECT n FROM t WHERE id = 1";
    private static final String TIGHT = "/* nearside: max_staleness=200 */ " + QUERY;
    private static final String LOOSE = QUERY + " -- nearside: max_staleness=3600000";
    private static final String BYPASS = "/* nearside: bypass */ " + QUERY;
    private static final String BAD = "/* nearside: max_stale=5 */ " + QUERY;
    private static final Duration LONG = Duration.ofMinutes(30);
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final OriginServer origin;

    StalenessBoundIT(OriginServer origin) throws SQLException {
        this.origin = origin;
        origin.execute(
                "DROP DATABASE IF EXISTS " + SCHEMA,
                "CREATE DATABASE " + SCHEMA,
                "CREATE TABLE test_bound.t (id INT PRIMARY KEY, n INT)",
                "INSERT INTO test_bound.t VALUES (1, 1)");
    }

    private static void stop(CdcProcess reader) {
        reader.close();
    }

    @Test
    void tighterThanTheNodes() throws Exception {
        RunningNode.Plan plan = RunningNode.of(origin).embedded(false).maxStaleness(LONG);
        try (RunningNode node = plan.start();
                CdcProcess reader = CdcProcess.start(plan.configuration());
                Connection session = node.awaitReadyAndConnect(SCHEMA);
                Statement statement = session.createStatement();
                Connection other = node.connect(SCHEMA);
                Statement others = other.createStatement()) {
            statement.execute("SET @nearside_max_staleness_ms = 3600000");
            node.awaitHit(statement, QUERY);
            node.awaitHit(statement, LOOSE);
            node.awaitHit(statement, TIGHT);
            stop(reader);
            origin.execute("UPDATE test_bound.t SET n = 2");
            node.awaitAge(Duration.ofMillis(300));

            assertThat(RunningNode.first(statement, QUERY)).as("looser").isEqualTo("1");
            assertThat(RunningNode.first(statement, TIGHT))
                    .as("the statement's")
                    .isEqualTo("2");
            assertThat(RunningNode.first(others, QUERY)).as("the node's").isEqualTo("1");
            statement.execute("SET @nearside_max_staleness_ms = 200");
            assertThat(RunningNode.first(statement, QUERY)).as("tighter").isEqualTo("2");
            assertThat(RunningNode.first(statement, LOOSE))
                    .as("the statement's")
                    .isEqualTo("1");
            statement.execute("SET @nearside_max_staleness_ms = DEFAULT");
            assertThat(RunningNode.first(statement, LOOSE)).isEqualTo("1");
        }
    }

    @Test
    void looserThanTheNodes() throws Exception {
        RunningNode.Plan plan = RunningNode.of(origin).embedded(false).maxStaleness(SHORT);
        try (RunningNode node = plan.start();
                CdcProcess reader = CdcProcess.start(plan.configuration());
                Connection session = node.awaitReadyAndConnect(SCHEMA);
                Statement statement = session.createStatement()) {
            node.awaitHit(statement, QUERY);
            node.awaitHit(statement, LOOSE);
            stop(reader);
            origin.execute("UPDATE test_bound.t SET n = 2");
            node.awaitAge(SHORT.plusMillis(100));

            assertThat(RunningNode.first(statement, QUERY)).isEqualTo("2");
            assertThat(RunningNode.first(statement, LOOSE)).isEqualTo("1");
            statement.execute("SET @nearside_max_staleness_ms = 3600000");
            assertThat(RunningNode.first(statement, QUERY)).isEqualTo("1");
            statement.execute("SET @nearside_max_staleness_ms = NULL");
            assertThat(RunningNode.first(statement, QUERY)).isEqualTo("2");
        }
    }

    @Test
    void aSessionOrStatementThatAlwaysAsks() throws Exception {
        try (RunningNode node = RunningNode.of(origin).startReady();
                Connection session = node.connect(SCHEMA);
                Statement statement = session.createStatement();
                Connection other = node.connect(SCHEMA);
                Statement others = other.createStatement()) {
            node.awaitHit(others, QUERY);
            statement.execute("SET @nearside_max_staleness_ms = 0");
            double hits = node.hits();
            for (String sql : new String[] {QUERY, BYPASS, BAD, QUERY, BYPASS, BAD}) {
                assertThat(RunningNode.first(statement, sql)).isEqualTo("1");
            }
            assertThat(node.hits()).isEqualTo(hits);
            assertThat(node.metrics().sum("nearside_statements_total", "reason=\"bypass\""))
                    .isEqualTo(2);
            assertThat(node.metrics().sum("nearside_statements_total", "reason=\"bad_hint\""))
                    .isEqualTo(2);
            assertThat(RunningNode.first(others, QUERY)).isEqualTo("1");
            assertThat(node.hits()).isEqualTo(hits + 1);
        }
    }
}
