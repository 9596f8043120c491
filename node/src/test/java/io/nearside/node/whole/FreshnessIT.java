package io.nearside.node.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.config.Endpoint;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

/** While one writes and many read: no reader sees a value that was replaced longer ago than the bound, or never was. */
@OriginTest
final class FreshnessIT {
    private static final String SCHEMA = "test_freshness";
    private static final Duration BOUND = Duration.ofSeconds(1);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(5);
    private static final int MOST_VALUES = 100_000;

    private final OriginServer origin;

    /** When the origin had confirmed each value, on this process's clock; 0 while it has not. */
    private final AtomicLongArray confirmed = new AtomicLongArray(MOST_VALUES);

    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();

    FreshnessIT(OriginServer origin) throws Exception {
        this.origin = origin;
        origin.execute(
                "DROP DATABASE IF EXISTS " + SCHEMA,
                "CREATE DATABASE " + SCHEMA,
                "CREATE TABLE test_freshness.counter (id INT PRIMARY KEY, n INT)",
                "INSERT INTO test_freshness.counter VALUES (1, 0)");
    }

    /** Two nodes of one region that share results, and one of another that follows the first one's log. */
    @Test
    void noAnswerIsOlderThanTheBoundAtAnyNode() throws Exception {
        Endpoint link = new Endpoint("127.0.0.1", RunningNode.freePort());
        RunningNode.Plan home = RunningNode.of(origin).maxStaleness(BOUND).offersLogAt(link);
        RunningNode.Plan beside = RunningNode.of(origin).maxStaleness(BOUND).sameRegionAs(home);
        RunningNode.Plan far =
                RunningNode.of(origin).maxStaleness(BOUND).region("far").followsLogOf(link);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (RunningNode first = home.startReady();
                RunningNode second = beside.startReady();
                RunningNode third = far.startReady()) {
            List<RunningNode> nodes = List.of(first, second, third);
            List<Future<?>> tasks = new ArrayList<>();
            for (RunningNode node : nodes) {
                tasks.add(threads.submit(() -> read(node.port())));
                tasks.add(threads.submit(() -> read(node.port())));
            }
            tasks.add(threads.submit(this::write));
            TimeUnit.NANOSECONDS.sleep(LONG_ENOUGH.toNanos());
            ended.set(true);
            for (Future<?> task : tasks) {
                task.get();
            }
            assertThat(sent).hasValueGreaterThan(20);
            assertThat(nodes).allSatisfy(node -> assertThat(node.hits()).isGreaterThan(20));
        } finally {
            threads.shutdownNow();
        }
    }

    /** Counts up, in bursts and with pauses, and now and then takes back what nobody must have seen. */
    private Void write() throws Exception {
        try (Connection connection = origin.connect(SCHEMA);
                Statement statement = connection.createStatement()) {
            for (int value = 1; value < MOST_VALUES && !ended.get(); value++) {
                sent.set(value);
                statement.execute("UPDATE counter SET n = " + value + " WHERE id = 1");
                confirmed.set(value, System.nanoTime());
                if (value % 7 == 0) {
                    statement.execute("BEGIN");
                    statement.execute("UPDATE counter SET n = -1 WHERE id = 1");
                    statement.execute("ROLLBACK");
                }
                if (value % 5 == 0) {
                    TimeUnit.MILLISECONDS.sleep(40);
                }
            }
        }
        return null;
    }

    private Void read(int port) throws Exception {
        try (RawClient client = RawClient.connect(port, SCHEMA, true)) {
            while (!ended.get()) {
                long asked = System.nanoTime();
                int value = Integer.parseInt(String.valueOf(client.value("SELECT n FROM counter WHERE id = 1")));
                assertThat(value).isBetween(0, sent.get());
                long replaced = confirmed.get(value + 1);
                if (replaced != 0) {
                    assertThat(Duration.ofNanos(asked - replaced))
                            .as("how long ago %d was replaced when it was asked for", value)
                            .isLessThan(BOUND);
                }
            }
        }
        return null;
    }
}
