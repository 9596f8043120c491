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

/** One node that is a whole installation, before a real origin. */
@OriginTest
final class NodeIT {
    private static final String QUERY = "SELECT id, name FROM test_node.item WHERE id = 1";

    private final OriginServer origin;
    private final TestingInstallation installation;

    NodeIT(OriginServer origin) {
        this.origin = origin;
        this.installation = new TestingInstallation(origin);
    }

    @BeforeEach
    void start() throws SQLException {
        origin.execute(
                "DROP DATABASE IF EXISTS test_node",
                "CREATE DATABASE test_node",
                "CREATE TABLE test_node.item (id INT PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO test_node.item VALUES (1, 'one'), (2, 'two')");
        installation.startNode();
        installation.awaitReady();
    }

    @AfterEach
    void close() {
        installation.close();
    }

    private String ask() throws SQLException {
        return installation.session().ask(QUERY);
    }

    /** Asks until the answer comes from memory. */
    private String askUntilHit() {
        return installation.askUntilHit(QUERY);
    }

    @Test
    void answersARepeatedReadFromMemory() throws SQLException {
        assertThat(ask()).isEqualTo("1,one");
        assertThat(askUntilHit()).isEqualTo("1,one");
    }

    @Test
    void servesTheNewValueSoonAfterAChangeAtTheOrigin() throws SQLException {
        for (String change : new String[] {
            "UPDATE test_node.item SET name = 'new' WHERE id = 1",
            "DELETE FROM test_node.item",
            "INSERT INTO test_node.item VALUES (1, 'again')",
            "TRUNCATE test_node.item",
            "ALTER TABLE test_node.item ADD COLUMN extra INT"
        }) {
            askUntilHit();
            origin.execute(change);
            String direct = installation.askOrigin(QUERY);
            await().atMost(Duration.ofSeconds(3))
                    .untilAsserted(() -> assertThat(ask()).as(change).isEqualTo(direct));
            assertThat(askUntilHit()).as(change).isEqualTo(direct);
        }
    }

    @Test
    void showsASessionItsOwnWriteAtOnce() throws SQLException {
        for (int i = 0; i < 10; i++) {
            askUntilHit();
            installation.session().execute("UPDATE test_node.item SET name = 'v" + i + "' WHERE id = 1");
            assertThat(ask()).isEqualTo("1,v" + i);
        }
    }
}
