package io.nearside.node.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killing the process that reads the binlog costs hits, for as long as it is gone, and nothing else. */
@OriginTest
final class InvalidatorOutageIT {
    private static final String SCHEMA = "test_outage";
    private static final String KEPT = "SELECT n FROM kept WHERE id = 1";
    private static final String CHANGED = "SELECT n FROM changed WHERE id = 1";
    private static final Duration BOUND = Duration.ofSeconds(1);

    private final OriginServer origin;

    InvalidatorOutageIT(OriginServer origin) throws SQLException {
        this.origin = origin;
        origin.execute(
                "DROP DATABASE IF EXISTS " + SCHEMA,
                "CREATE DATABASE " + SCHEMA,
                "USE " + SCHEMA,
                "CREATE TABLE kept (id INT PRIMARY KEY, n INT)",
                "CREATE TABLE changed (id INT PRIMARY KEY, n INT)",
                "INSERT INTO kept VALUES (1, 1)",
                "INSERT INTO changed VALUES (1, 1)");
    }

    @Test
    void hitsStopWithinTheBoundAndComeBackWithWhatHadBeenFetched(@TempDir Path folder) throws Exception {
        RunningNode.Plan plan = RunningNode.of(origin).embedded(false).maxStaleness(BOUND);
        try (RunningNode node = plan.start();
                NearsideProcess first = new NearsideProcess("cdc", plan, folder)) {
            node.awaitReady();
            try (Connection session = node.connect(SCHEMA);
                    Statement statement = session.createStatement()) {
                node.awaitHit(statement, KEPT);
                node.awaitHit(statement, CHANGED);
                double fills = node.fills();

                first.kill();
                long killed = System.nanoTime();
                assertThat(lastHit(node, statement, killed) - killed).isLessThan(BOUND.toNanos());
                assertThat(node.isReady()).isFalse();
                origin.execute("UPDATE test_outage.changed SET n = 2");
                assertThat(RunningNode.first(statement, CHANGED)).isEqualTo("2");
                assertThat(node.fills())
                        .as("nothing was fetched to be kept meanwhile")
                        .isEqualTo(fills);

                assertComesBack(plan, node, statement, folder);
                assertThat(node.fills())
                        .as("only what had changed was fetched again")
                        .isEqualTo(fills + 1);
            }
        }
    }

    /** Asks until the bound is long over; when the last statement that was a hit was sent. */
    private long lastHit(RunningNode node, Statement statement, long killed) throws SQLException {
        long last = 0;
        double hits = node.hits();
        long now = System.nanoTime();
        while (now - killed < BOUND.plusMillis(700).toNanos()) {
            assertThat(RunningNode.first(statement, KEPT)).isEqualTo("1");
            double since = node.hits();
            last = since > hits ? now : last;
            hits = since;
            now = System.nanoTime();
        }
        assertThat(last).as("a hit in the first moments").isNotZero();
        return last;
    }

    private void assertComesBack(RunningNode.Plan plan, RunningNode node, Statement statement, Path folder)
            throws SQLException, IOException {
        try (NearsideProcess second = new NearsideProcess("cdc", plan, folder)) {
            second.awaitSaying("invalidator is up");
            node.awaitReady();
            double hits = node.hits();
            assertThat(RunningNode.first(statement, KEPT)).isEqualTo("1");
            assertThat(node.hits())
                    .as("what was fetched before the outage is a hit")
                    .isEqualTo(hits + 1);
            assertThat(RunningNode.first(statement, CHANGED)).isEqualTo("2");
            assertThat(node.awaitHit(statement, CHANGED)).isEqualTo("2");
        }
    }
}
