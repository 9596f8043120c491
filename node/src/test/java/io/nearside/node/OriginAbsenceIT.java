package io.nearside.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node whose origin is not there, at the start or later. */
final class OriginAbsenceIT {
    private static final String QUERY = "SELECT id FROM test_absence.item";

    private final OriginServer origin = OriginFlavor.MARIADB.builder().start();
    private final TestingInstallation installation = new TestingInstallation(origin);

    @AfterEach
    void close() {
        installation.close();
        origin.close();
    }

    @Test
    void startsWithoutAnOriginAndTellsSo() throws SQLException {
        origin.stop();
        Node node = installation.startNode();
        await().untilAsserted(() -> assertThat(installation.page(node, "/health/ready"))
                .contains("\"status\":\"down\"")
                .contains("\"origin\":{\"ok\":false,\"why\":\"Connection refused\"}"));
        assertThat(installation.page(node, "/health/live")).contains("\"up\"");
        assertThatThrownBy(() -> installation.connect(node)).isInstanceOf(SQLException.class);

        origin.start();
        installation.awaitReady();
        assertThat(installation.session().ask("SELECT 1")).isEqualTo("1");
    }

    @Test
    void servesAgainAfterTheOriginWasAway() throws SQLException {
        origin.execute("CREATE DATABASE test_absence", "CREATE TABLE test_absence.item (id INT PRIMARY KEY)");
        Node node = installation.startNode();
        installation.awaitReady();
        installation.askUntilHit(QUERY);

        origin.kill();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> installation.page(node, "/health/ready").contains("\"fresh\":{\"ok\":false"));
        origin.start();
        installation.awaitReady();
        origin.execute("INSERT INTO test_absence.item VALUES (7)");

        try (TestingInstallation.Session session = installation.connect(node)) {
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(session.ask(QUERY)).isEqualTo("7"));
        }
    }
}
