package io.nearside.node.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hits compared with the origin: ordinary traffic raises no alarm, a change that no log tells of raises one. */
@OriginTest
final class ShadowVerificationIT {
    private static final String SCHEMA = "test_verification";
    private static final String QUERY = "SELECT n FROM t WHERE id = 1";
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(4);
    private static final List<String> OUTCOMES = List.of("same", "reordered", "explained", "different", "failed");

    private final OriginServer origin;

    ShadowVerificationIT(OriginServer origin) {
        this.origin = origin;
    }

    @BeforeEach
    void makeTable() throws SQLException {
        origin.execute(
                "DROP DATABASE IF EXISTS " + SCHEMA,
                "CREATE DATABASE " + SCHEMA,
                "CREATE TABLE test_verification.t (id INT PRIMARY KEY, n INT)",
                "INSERT INTO test_verification.t VALUES (1, 0), (2, 0), (3, 0)");
    }

    private static double count(RunningNode node, String outcome) {
        return node.metrics().sum("nearside_shadow_total", "outcome=\"" + outcome + "\"");
    }

    private static double all(RunningNode node) {
        return OUTCOMES.stream().mapToDouble(outcome -> count(node, outcome)).sum();
    }

    @Test
    void aChangeThatNoLogTellsOfIsExactlyOneAlarm() throws Exception {
        try (RunningNode node = RunningNode.of(origin).shadowRate(1).startReady();
                Connection session = node.connect(SCHEMA);
                Statement statement = session.createStatement()) {
            node.awaitHit(statement, QUERY);
            await().untilAsserted(() -> assertThat(all(node)).isEqualTo(node.hits()));
            assertThat(count(node, "same")).isEqualTo(all(node));

            origin.execute("SET sql_log_bin = 0", "UPDATE test_verification.t SET n = 5 WHERE id = 1");
            double hits = node.hits();
            assertThat(RunningNode.first(statement, QUERY)).isEqualTo("0");
            assertThat(node.hits()).isEqualTo(hits + 1);
            await().untilAsserted(() -> assertThat(all(node)).isEqualTo(hits + 1));
            assertThat(count(node, "different")).isEqualTo(1);
        }
    }

    @Test
    void ordinaryTrafficRaisesNone() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (RunningNode node = RunningNode.of(origin).shadowRate(1).startReady()) {
            List<Future<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                tasks.add(threads.submit(() -> read(node, ended)));
            }
            tasks.add(threads.submit(() -> write(ended)));
            TimeUnit.NANOSECONDS.sleep(LONG_ENOUGH.toNanos());
            ended.set(true);
            for (Future<?> task : tasks) {
                task.get();
            }
            node.awaitApplied();
            await().during(Duration.ofMillis(300)).until(() -> count(node, "different") == 0);
            assertThat(count(node, "same")).isGreaterThan(20);
            assertThat(count(node, "failed")).isZero();
            assertThat(count(node, "explained"))
                    .as("changes in between were met")
                    .isPositive();
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void read(RunningNode node, AtomicBoolean ended) throws Exception {
        try (RawClient client = RawClient.connect(node.port(), SCHEMA, true)) {
            while (!ended.get()) {
                client.value(QUERY);
                client.value("SELECT id, n FROM t");
                client.value("SELECT SUM(n) FROM t WHERE id > 1");
            }
            // What was asked behind its back comes before this.
            client.value("SELECT 'done'");
        }
        return null;
    }

    private Void write(AtomicBoolean ended) throws Exception {
        try (Connection connection = origin.connect(SCHEMA);
                Statement statement = connection.createStatement()) {
            for (int n = 1; !ended.get(); n++) {
                statement.execute("UPDATE t SET n = " + n + " WHERE id = " + (1 + n % 3));
                TimeUnit.MILLISECONDS.sleep(n % 7);
                if (n % 50 == 0) {
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            }
        }
        return null;
    }
}
