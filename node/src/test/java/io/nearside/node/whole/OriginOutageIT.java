package io.nearside.node.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** While the origin is down, what needs it fails at once and says so; when it is back, all is as before. */
@OriginTest
final class OriginOutageIT {
    private static final String SCHEMA = "test_away";
    private static final String QUERY = "SELECT n FROM t WHERE id = 1";
    private static final int ORIGIN_UNREACHABLE = 2003;
    private static final int ORIGIN_LOST = 2013;
    private static final Duration BOUND = Duration.ofSeconds(1);
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    /** A server of this test's own, to be killed. */
    private final OriginServer origin;

    OriginOutageIT(OriginServer shared) {
        this.origin = shared.flavor().builder().start();
    }

    @AfterEach
    void close() {
        origin.close();
    }

    @Test
    void aNodeStartsWithoutAnOriginAndRefusesLoginsAtOnce() throws Exception {
        origin.stop();
        try (RunningNode node = RunningNode.of(origin).start()) {
            assertThat(node.health("live").statusCode()).isEqualTo(200);
            assertThat(node.health("ready").statusCode()).isEqualTo(503);
            assertFailsAtOnce(() -> node.connect(""), "cannot reach its origin");
            origin.start();
            node.awaitReady();
            try (Connection session = node.connect("");
                    Statement statement = session.createStatement()) {
                assertThat(RunningNode.first(statement, "SELECT 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void whatNeedsAKilledOriginFailsAtOnceUntilItIsBack() throws Exception {
        origin.execute(
                "CREATE DATABASE " + SCHEMA,
                "CREATE TABLE test_away.t (id INT PRIMARY KEY, n INT)",
                "INSERT INTO test_away.t VALUES (1, 1)");
        try (RunningNode node = RunningNode.of(origin).maxStaleness(BOUND).startReady()) {
            try (RawClient reader = RawClient.connect(node.port(), SCHEMA, true);
                    Connection session = node.connect(SCHEMA);
                    Statement statement = session.createStatement()) {
                node.awaitHit(statement, QUERY);
                awaitHit(node, reader);
                origin.kill();
                long killed = System.nanoTime();

                assertFailsAtOnce(() -> statement.execute("UPDATE t SET n = 2"), "origin");
                assertHitsStop(node, reader, killed);
                // The client's own connection lives on, and so does what it says of itself.
                assertErrorAtOnce(reader, "SELECT n FROM t");
                assertErrorAtOnce(reader, QUERY);
                assertErrorAtOnce(reader, "INSERT INTO t VALUES (5, 5)");
                assertFailsAtOnce(() -> node.connect(SCHEMA), "cannot reach its origin");
                assertThat(node.health("live").statusCode()).isEqualTo(200);
                assertThat(node.isReady()).isFalse();
            }
            assertRecovers(node);
        }
    }

    private void assertRecovers(RunningNode node) throws SQLException {
        origin.start();
        node.awaitReady();
        try (Connection session = node.connect(SCHEMA);
                Statement statement = session.createStatement()) {
            assertThat(node.awaitHit(statement, QUERY)).isEqualTo("1");
            origin.execute("UPDATE test_away.t SET n = 3");
            node.awaitApplied();
            assertThat(RunningNode.first(statement, QUERY)).isEqualTo("3");
            assertThat(node.awaitHit(statement, QUERY)).isEqualTo("3");
        }
    }

    private static void awaitHit(RunningNode node, RawClient reader) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            double before = node.hits();
            reader.query(QUERY);
            return node.hits() > before;
        });
    }

    private static void assertHitsStop(RunningNode node, RawClient reader, long killed) throws IOException {
        long last = 0;
        double hits = node.hits();
        long now = System.nanoTime();
        while (now - killed < BOUND.plusMillis(700).toNanos()) {
            reader.query(QUERY);
            double since = node.hits();
            last = since > hits ? now : last;
            hits = since;
            now = System.nanoTime();
        }
        if (last != 0) {
            assertThat(last - killed).isLessThan(BOUND.toNanos());
        }
        assertThat(node.hits()).isEqualTo(hits);
    }

    private static void assertFailsAtOnce(ThrowingCallable call, String words) {
        long began = System.nanoTime();
        assertThatThrownBy(call).isInstanceOf(SQLException.class).hasMessageContaining(words);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
    }

    private static void assertErrorAtOnce(RawClient client, String sql) throws IOException {
        long began = System.nanoTime();
        assertThat(RawClient.errorNumber(client.query(sql))).isIn(ORIGIN_UNREACHABLE, ORIGIN_LOST);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
    }
}
