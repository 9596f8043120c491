package io.nearside.node.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.node.store.AsOfSource;
import io.nearside.node.validity.TestingAsOf;
import io.nearside.node.validity.Validity;
import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import io.nearside.proxy.cache.ResultCache;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two races in which an old answer could be kept as a new one, for ever. Each is brought about on purpose, with the guard
 * against it, which must hold, and without, which must be found out.
 */
@OriginTest
final class RaceGuardsIT {
    private static final String SCHEMA = "test_races";
    private static final String QUERY = "SELECT n FROM t WHERE id = 1";
    private final OriginServer origin;

    RaceGuardsIT(OriginServer origin) {
        this.origin = origin;
    }

    private static AsOfSource settled(Validity validity) {
        return validity::settled;
    }

    private static AsOfSource applied(Validity validity) {
        return () -> TestingAsOf.applied(validity);
    }

    @BeforeEach
    void makeTable() throws SQLException {
        origin.execute(
                "DROP DATABASE IF EXISTS " + SCHEMA,
                "CREATE DATABASE " + SCHEMA,
                "CREATE TABLE test_races.t (id INT PRIMARY KEY, n INT)",
                "INSERT INTO test_races.t VALUES (1, 0)");
    }

    @Test
    void anAnswerFetchedBeforeAnAppliedChangeWasVisibleIsNotKept() throws Exception {
        assertThat(servedAfterFetchingWhileAppliedAndNotVisible(RaceGuardsIT::settled))
                .isEqualTo("1");
    }

    @Test
    void stampingWithTheAppliedPositionWouldKeepItForEver() throws Exception {
        assertThat(servedAfterFetchingWhileAppliedAndNotVisible(RaceGuardsIT::applied))
                .isEqualTo("0");
    }

    /** Asks again and again while a change is in the log here and queries do not see it yet, and once when they do. */
    private @Nullable String servedAfterFetchingWhileAppliedAndNotVisible(Function<Validity, AsOfSource> asOf)
            throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (AssembledNode node = new AssembledNode(RunningNode.of(origin), asOf, UnaryOperator.identity());
                RawClient near = RawClient.connect(node.port(), SCHEMA, true);
                RawClient direct = RawClient.connect(origin.port(), SCHEMA, true);
                SlowCommits slow = new SlowCommits(origin)) {
            node.awaitSettled();
            near.value("SELECT n + 0 FROM t");
            long before = node.applied();
            Future<?> write = thread.submit(() -> {
                slow.run("UPDATE test_races.t SET n = 1 WHERE id = 1");
                return null;
            });
            node.awaitAppliedAfter(before);
            assertThat(near.value(QUERY)).as("fetched in between").isEqualTo("0");
            assertThat(direct.value(QUERY)).as("not visible yet").isEqualTo("0");
            while (!write.isDone()) {
                near.value(QUERY);
            }
            write.get();
            assertThat(direct.value(QUERY)).isEqualTo("1");
            node.awaitSettled();
            return near.value(QUERY);
        } finally {
            thread.shutdownNow();
        }
    }

    /**
     * Makes commits rest for a while between the binlog and the engine: MySQL waits for more transactions to flush
     * together, MariaDB for a replica that there is not.
     */
    private static final class SlowCommits implements AutoCloseable {
        private final Connection connection;
        private final Statement statement;
        private final boolean mysql;

        SlowCommits(OriginServer origin) throws SQLException {
            connection = origin.connect("");
            statement = connection.createStatement();
            mysql = origin.flavor() == OriginFlavor.MYSQL;
            if (mysql) {
                run("SET GLOBAL sync_binlog = 0");
                run("SET GLOBAL binlog_group_commit_sync_delay = 1000000");
            } else {
                run("SET GLOBAL rpl_semi_sync_master_timeout = 1000");
                run("SET GLOBAL rpl_semi_sync_master_wait_point = AFTER_SYNC");
                run("SET GLOBAL rpl_semi_sync_master_enabled = ON");
            }
        }

        void run(String sql) throws SQLException {
            statement.execute(sql);
        }

        @Override
        public void close() throws SQLException {
            try (connection) {
                if (mysql) {
                    run("SET GLOBAL binlog_group_commit_sync_delay = DEFAULT");
                    run("SET GLOBAL sync_binlog = DEFAULT");
                } else {
                    run("SET GLOBAL rpl_semi_sync_master_enabled = DEFAULT");
                    run("SET GLOBAL rpl_semi_sync_master_wait_point = DEFAULT");
                    run("SET GLOBAL rpl_semi_sync_master_timeout = DEFAULT");
                }
            }
        }
    }

    @Test
    void anAnswerThatAChangeOvertookIsNotKept() throws Exception {
        assertThat(servedAfterALateAnswer(UnaryOperator.identity())).isEqualTo("1");
    }

    @Test
    void stampingWhenTheAnswerHasComeWouldKeepItForEver() throws Exception {
        assertThat(servedAfterALateAnswer(LateStamping::new)).isEqualTo("0");
    }

    /** Lets the answer to a query wait between origin and node until the row was changed and the change applied. */
    private @Nullable String servedAfterALateAnswer(UnaryOperator<ResultCache> guard) throws Exception {
        String query = "SELECT n AS late FROM t WHERE id = 1";
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (HoldingRelay relay = new HoldingRelay(origin.port(), "n AS late");
                AssembledNode node = new AssembledNode(
                        RunningNode.of(origin).originPort(relay.port()), RaceGuardsIT::settled, guard);
                RawClient first = RawClient.connect(node.port(), SCHEMA, true);
                RawClient second = RawClient.connect(node.port(), SCHEMA, true)) {
            node.awaitSettled();
            Future<String> late = thread.submit(() -> String.valueOf(first.value(query)));
            relay.awaitAnswer();
            origin.execute("UPDATE test_races.t SET n = 1 WHERE id = 1");
            node.awaitSettled();
            relay.release();
            assertThat(late.get()).as("asked before the change").isEqualTo("0");
            return second.value(query);
        } finally {
            thread.shutdownNow();
        }
    }
}
