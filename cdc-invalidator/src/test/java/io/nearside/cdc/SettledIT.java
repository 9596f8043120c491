package io.nearside.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.LogCursor;
import io.nearside.cdc.log.LogPosition;
import io.nearside.cdc.log.OriginPosition;
import io.nearside.cdc.log.TestingChangeLog;
import io.nearside.cdc.log.Watermark;
import io.nearside.cdc.origin.OriginAccess;
import io.nearside.cdc.origin.OriginConnection;
import io.nearside.cdc.origin.OriginSample;
import io.nearside.cdc.origin.OriginSampler;
import io.nearside.cdc.origin.SettledSampler;
import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That a change is in the log does not mean that queries see it: a watermark says from when on they do. */
class SettledIT {
    private static final String DB = "test_settled";
    private static final ChangedTable T = new ChangedTable(DB, "t");

    private final TestingChangeLog log = new TestingChangeLog();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @AfterEach
    void stop() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    /** Every watermark, tested by a query on another connection as soon as it is seen. */
    @ParameterizedTest
    @EnumSource(OriginFlavor.class)
    void settledRowsAreVisible(OriginFlavor flavor) throws Exception {
        OriginServer origin = start(flavor, SettledSampler::new);
        int inserts = 1_500;
        CompletableFuture<Void> writers = CompletableFuture.allOf(
                CompletableFuture.runAsync(() -> insert(origin, inserts)),
                CompletableFuture.runAsync(() -> insert(origin, inserts)));

        Checker checker = new Checker(origin);
        checker.until(2 * inserts);

        writers.join();
        assertThat(checker.violations).isEmpty();
        assertThat(checker.checked).isGreaterThan(50);
    }

    /**
     * A commit is held between binlog and storage engine, as the wait for a replica's acknowledgement can do. The reader
     * has the change; queries do not.
     */
    @Test
    void aHeldCommitIsAppliedAndNotSettled() throws Exception {
        OriginServer origin = start(OriginFlavor.MARIADB, SettledSampler::new);

        assertThat(violationsWhileACommitIsHeld(origin)).isEmpty();
    }

    /** The guard taken out: what if applied counted as settled? This is what the tests here must notice. */
    @Test
    void withoutTheGuardTheHeldCommitIsCaught() throws Exception {
        OriginServer origin = start(OriginFlavor.MARIADB, BelievingSampler::new);

        assertThat(violationsWhileACommitIsHeld(origin)).isNotEmpty();
    }

    private List<String> violationsWhileACommitIsHeld(OriginServer origin) throws Exception {
        origin.execute(
                "SET GLOBAL rpl_semi_sync_master_enabled = ON",
                "SET GLOBAL rpl_semi_sync_master_wait_point = AFTER_SYNC",
                "SET GLOBAL rpl_semi_sync_master_timeout = 1500");
        CompletableFuture<Void> held = CompletableFuture.runAsync(() -> insert(origin, 1));
        Checker checker = new Checker(origin);
        checker.until(1);
        held.join();
        return checker.violations;
    }

    private OriginServer start(OriginFlavor flavor, Function<OriginAccess, OriginSampler> samplers)
            throws SQLException {
        OriginServer origin = flavor.builder().start();
        opened.push(origin);
        origin.execute("CREATE DATABASE " + DB, "CREATE TABLE " + T + " (id INT PRIMARY KEY AUTO_INCREMENT)");
        Invalidator invalidator = new Invalidator(
                Invalidators.settings(origin), Invalidators.SETTINGS, log, new SimpleMeterRegistry(), samplers);
        opened.push(invalidator);
        invalidator.start();
        new LogFollower(log).settle();
        return origin;
    }

    private static void insert(OriginServer origin, int count) {
        try (Connection connection = origin.connect(DB);
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < count; i++) {
                statement.execute("INSERT INTO t VALUES ()");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Counts the rows that the log calls settled, and those that a query sees. */
    private final class Checker {
        private final LogCursor cursor = new LogCursor();
        private final List<LogPosition> inserts = new ArrayList<>();
        private final List<String> violations = new ArrayList<>();
        private final OriginServer origin;
        private int checked;
        private int settled;

        Checker(OriginServer origin) {
            this.origin = origin;
        }

        void until(int rows) throws SQLException {
            try (Connection connection = origin.connect(DB);
                    PreparedStatement query = connection.prepareStatement("SELECT COUNT(*) FROM t")) {
                long next = 0;
                while (settled < rows) {
                    var read = log.read(next, 1_000, 1_000);
                    next = read.next();
                    for (LogBatch batch : read.batches()) {
                        accept(batch, query);
                    }
                }
            }
        }

        private void accept(LogBatch batch, PreparedStatement query) throws SQLException {
            if (cursor.accept(batch) == LogCursor.Verdict.IGNORE) {
                return;
            }
            for (int i = 0; i < batch.records().size(); i++) {
                if (T.equals(batch.records().get(i).table())) {
                    inserts.add(new LogPosition(batch.epoch(), batch.first() + i));
                }
            }
            Watermark watermark = batch.watermark();
            if (watermark == null) {
                return;
            }
            LogPosition settledUpTo = new LogPosition(batch.epoch(), watermark.settled());
            int now = (int) inserts.stream().filter(settledUpTo::includes).count();
            if (now > settled) {
                settled = now;
                checked++;
                int visible = visible(query);
                if (visible < settled) {
                    violations.add(settled + " rows are settled, " + visible + " are visible");
                }
            }
        }

        private static int visible(PreparedStatement query) throws SQLException {
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    /** Takes for visible whatever is in the binlog. */
    private static final class BelievingSampler implements OriginSampler {
        private final OriginAccess access;

        BelievingSampler(OriginAccess access) {
            this.access = access;
        }

        @Override
        public OriginSample sample() throws SQLException {
            try (OriginConnection connection = access.open(Duration.ofSeconds(5))) {
                var answers = connection.queryAll("SELECT " + OriginAccess.CLOCK_MICROS, "SHOW MASTER STATUS");
                var status = answers.get(1).get(0);
                OriginPosition written =
                        new OriginPosition(connection.server().identity(), status.text(0), status.number(1), "");
                return new OriginSample(answers.get(0).get(0).number(0), written, null);
            }
        }

        @Override
        public void close() {}
    }
}
