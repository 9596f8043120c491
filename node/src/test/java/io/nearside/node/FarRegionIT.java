package io.nearside.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.config.Endpoint;
import io.nearside.config.WanSettings;
import io.nearside.node.cluster.TestingMembers;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A region that follows the change log of the origin's region over a link. */
@OriginTest
final class FarRegionIT {
    private static final String QUERY = "SELECT id, name FROM test_far.item WHERE id = 1";

    private final OriginServer origin;
    private final TestingInstallation home;
    private final TestingInstallation far;

    FarRegionIT(OriginServer origin) {
        Endpoint link = new Endpoint("127.0.0.1", TestingMembers.freePort());
        this.origin = origin;
        this.home = new TestingInstallation(origin, "home", new WanSettings(link, null));
        this.far = new TestingInstallation(origin, "far", new WanSettings(null, link));
    }

    @BeforeEach
    void start() throws SQLException {
        origin.execute(
                "DROP DATABASE IF EXISTS test_far",
                "CREATE DATABASE test_far",
                "CREATE TABLE test_far.item (id INT PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO test_far.item VALUES (1, 'one')");
        far.startNode(false);
    }

    @AfterEach
    void close() {
        far.close();
        home.close();
    }

    @Test
    void servesTheNewValueSoonAfterAChangeAtTheOrigin() throws SQLException {
        home.startNode();
        far.awaitReady();
        assertThat(far.askUntilHit(QUERY)).isEqualTo("1,one");

        origin.execute("UPDATE test_far.item SET name = 'new'");

        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(far.session().ask(QUERY)).isEqualTo("1,new"));
        assertThat(far.askUntilHit(QUERY)).isEqualTo("1,new");
    }

    @Test
    void asksTheOriginWhileTheLinkIsDown() throws SQLException {
        Node upstream = home.startNode();
        far.awaitReady();
        far.askUntilHit(QUERY);

        upstream.close();
        origin.execute("UPDATE test_far.item SET name = 'new'");
        await().atMost(Duration.ofSeconds(4))
                .untilAsserted(() -> assertThat(far.session().ask(QUERY)).isEqualTo("1,new"));

        home.startNode();
        far.awaitReady();
        assertThat(far.askUntilHit(QUERY)).isEqualTo("1,new");
    }
}
