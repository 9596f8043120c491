package io.nearside.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several processes of one region before a real origin. */
@OriginTest
final class RegionIT {
    private static final String QUERY = "SELECT id, name FROM test_region.item WHERE id = 1";

    private static final String UNCHANGED = "SELECT id FROM test_region.still";

    private final OriginServer origin;
    private final TestingInstallation installation;

    RegionIT(OriginServer origin) {
        this.origin = origin;
        this.installation = new TestingInstallation(origin);
    }

    @BeforeEach
    void makeTable() throws SQLException {
        origin.execute(
                "DROP DATABASE IF EXISTS test_region",
                "CREATE DATABASE test_region",
                "CREATE TABLE test_region.item (id INT PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO test_region.item VALUES (1, 'one')",
                "CREATE TABLE test_region.still (id INT PRIMARY KEY)",
                "INSERT INTO test_region.still VALUES (5)");
    }

    @AfterEach
    void close() {
        installation.close();
    }

    @Test
    void stopsHitsWhileTheInvalidatorIsGoneAndKeepsWhatHasNotChanged() throws SQLException {
        Node node = installation.startNode(false);
        CdcProcess invalidator = installation.startInvalidator();
        installation.awaitReady();
        installation.askUntilHit(QUERY);
        installation.askUntilHit(UNCHANGED);
        double fills = stored(node);

        invalidator.close();
        await().atMost(Duration.ofSeconds(4))
                .until(() -> installation.page(node, "/health/ready").contains("\"fresh\":{\"ok\":false"));
        double hits = installation.hits(node);
        assertThat(installation.session().ask(QUERY)).isEqualTo("1,one");
        assertThat(installation.hits(node)).isEqualTo(hits);
        origin.execute("UPDATE test_region.item SET name = 'new'", "CREATE TABLE test_region.other (id INT)");

        installation.startInvalidator();
        installation.awaitReady();
        assertThat(installation.session().ask(UNCHANGED)).isEqualTo("5");
        assertThat(installation.hits(node)).isEqualTo(hits + 1);
        assertThat(stored(node)).isEqualTo(fills);
        assertThat(installation.session().ask(QUERY)).isEqualTo("1,new");
    }

    private double stored(Node node) {
        return installation.count(node, "nearside_results_fills", "outcome", "stored");
    }

    @Test
    void nodesShareWhatOneOfThemHasAsked() throws SQLException {
        installation.startNode();
        Node second = installation.startNode();
        installation.awaitReady();
        TestingInstallation.Session there = installation.connect(second);

        // While all is cold a lookup in the region may miss its deadline, and the origin is asked.
        await().untilAsserted(() -> {
            String fresh = QUERY + " OR id = " + System.nanoTime();
            assertThat(installation.askUntilHit(fresh)).isEqualTo("1,one");
            assertThat(there.ask(fresh)).isEqualTo("1,one");
            assertThat(installation.count(second, "nearside_results_hits", "tier", "region"))
                    .isPositive();
        });

        assertThat(there.ask(QUERY)).isEqualTo("1,one");
        origin.execute("UPDATE test_region.item SET name = 'new'");
        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(there.ask(QUERY)).isEqualTo("1,new"));
    }

    @Test
    void anotherNodeReadsTheBinlogOnceTheFirstIsGone() throws SQLException {
        Node first = installation.startNode();
        Node second = installation.startNode();
        installation.awaitReady();
        TestingInstallation.Session there = installation.connect(second);
        assertThat(there.ask(QUERY)).isEqualTo("1,one");

        first.close();

        await().atMost(Duration.ofSeconds(30))
                .until(() -> installation.page(second, "/health/ready").contains("\"status\":\"up\""));
        origin.execute("UPDATE test_region.item SET name = 'new'");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(there.ask(QUERY)).isEqualTo("1,new"));
    }
}
