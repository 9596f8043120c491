package io.nearside.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nearside.cdc.InvalidatorStatus.State;
import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeLog;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.LogPosition;
import io.nearside.cdc.log.TestingChangeLog;
import io.nearside.config.CdcSettings;
import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of the log's history when readers, writers and origins come and go. */
class HistoryIT {
    private static final String DB = "test_history";

    private final TestingChangeLog log = new TestingChangeLog();
    private final LogFollower follower = new LogFollower(log);
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @AfterEach
    void stop() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @ParameterizedTest
    @EnumSource(OriginFlavor.class)
    void aRestartedReaderGoesOnWhereTheLogEnds(OriginFlavor flavor) throws SQLException {
        OriginServer origin = origin(flavor);
        Invalidator first = start(origin, log);
        follower.settle();
        insert(origin, 1);
        follower.settle();
        long epoch = follower.applied().epoch();
        first.close();
        insert(origin, 2);
        insert(origin, 3);
        follower.take();

        start(origin, log);

        assertThat(follower.settle().take())
                .extracting(ChangeRecord::kind)
                .containsExactly(ChangeKind.ROWS_UNKNOWN, ChangeKind.ROWS_UNKNOWN);
        assertThat(follower.voids()).isEqualTo(1);
        assertThat(follower.applied().epoch()).isEqualTo(epoch);
    }

    @ParameterizedTest
    @EnumSource(OriginFlavor.class)
    void anotherWriterStandsByAndTakesOver(OriginFlavor flavor) throws SQLException {
        OriginServer origin = origin(flavor);
        Invalidator first = start(origin, log);
        follower.settle();
        Invalidator second = start(origin, log);
        Awaitility.await().until(() -> second.status().state() == State.STANDBY);
        insert(origin, 1);
        follower.settle();
        assertThat(first.status().state()).isEqualTo(State.WRITING);
        assertThat(second.status().ready()).isTrue();

        first.close();
        insert(origin, 2);
        follower.settle();

        assertThat(second.status().state()).isEqualTo(State.WRITING);
        assertThat(follower.take()).hasSize(2);
        assertThat(follower.voids()).isEqualTo(1);
        assertThat(follower.applied().term()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(OriginFlavor.class)
    void aWriterThatWasPausedIsIgnoredAndStandsBy(OriginFlavor flavor) throws SQLException {
        OriginServer origin = origin(flavor);
        PausingLog paused = new PausingLog(log);
        Invalidator first = start(origin, paused);
        follower.settle();
        paused.pause();
        start(origin, log);
        insert(origin, 1);
        follower.settle();
        LogPosition before = follower.applied();
        assertThat(before.term()).isEqualTo(2);

        paused.resume();

        Awaitility.await().until(() -> first.status().state() == State.STANDBY);
        insert(origin, 2);
        follower.settle();
        assertThat(follower.applied()).isEqualTo(before.plus(1));
        assertThat(follower.take()).hasSize(2);
        assertThat(follower.voids()).isEqualTo(1);
        assertThat(log.batches()).filteredOn(batch -> batch.term() == 1).last().satisfies(late -> assertThat(
                        log.batches().indexOf(late))
                .as("it did come late")
                .isGreaterThan(indexOfTerm(2)));
    }

    private int indexOfTerm(int term) {
        return (int)
                log.batches().stream().takeWhile(batch -> batch.term() != term).count();
    }

    @ParameterizedTest
    @EnumSource(OriginFlavor.class)
    void aRestartedOriginVoidsRecordsNotTheEpoch(OriginFlavor flavor) throws SQLException {
        OriginServer origin = origin(flavor);
        start(origin, log);
        follower.settle();
        insert(origin, 1);
        follower.settle().take();

        origin.stop();
        origin.start();

        follower.await(record -> record.kind() == ChangeKind.EVERYTHING);
        insert(origin, 2);
        follower.settle();
        origin.kill();
        origin.start();
        follower.settle().take();
        insert(origin, 3);

        assertThat(follower.settle().take()).hasSize(1);
        assertThat(follower.voids()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(OriginFlavor.class)
    void anOriginRestartedWhileNobodyReadIsNoticed(OriginFlavor flavor) throws SQLException {
        OriginServer origin = origin(flavor);
        Invalidator first = start(origin, log);
        follower.settle();
        first.close();
        origin.stop();
        origin.start();

        start(origin, log);

        assertThat(follower.settle().take()).extracting(ChangeRecord::kind).containsExactly(ChangeKind.EVERYTHING);
        assertThat(follower.voids()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(OriginFlavor.class)
    void aPurgedBinlogBeginsANewEpoch(OriginFlavor flavor) throws SQLException {
        OriginServer origin = origin(flavor);
        Invalidator first = start(origin, log);
        follower.settle();
        long epoch = follower.applied().epoch();
        first.close();
        insert(origin, 1);
        origin.execute("FLUSH BINARY LOGS", "FLUSH BINARY LOGS");
        purge(origin, "binlog.000003");

        start(origin, log);
        follower.settle();

        assertThat(follower.voids()).isEqualTo(2);
        assertThat(follower.applied().epoch()).isGreaterThan(epoch);
        insert(origin, 2);
        assertThat(follower.settle().take()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(OriginFlavor.class)
    void aResetBinlogBeginsANewEpochThoughItsNamesComeAgain(OriginFlavor flavor) throws SQLException {
        OriginServer origin = origin(flavor);
        Invalidator first = start(origin, log);
        follower.settle();
        first.close();
        origin.execute("RESET MASTER");
        for (int i = 1; i < 60; i++) {
            insert(origin, i);
        }

        start(origin, log);
        follower.settle();

        assertThat(follower.voids()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(OriginFlavor.class)
    void anOriginThatIsDownIsTriedAgain(OriginFlavor flavor) throws SQLException {
        OriginServer origin = origin(flavor);
        origin.stop();
        Invalidator first = start(origin, log);
        Awaitility.await().until(() -> !first.status().problems().isEmpty());
        assertThat(first.status().problems()).singleElement().asString().startsWith("the origin cannot be asked: ");
        assertThat(first.status().ready()).isFalse();

        origin.start();
        follower.settle();
        assertThat(first.status().ready()).isTrue();
        assertThat(first.status().problems()).isEmpty();

        origin.stop();
        Awaitility.await().until(() -> !first.status().ready());
        origin.start();
        insert(origin, 1);
        assertThat(follower.settle().take()).extracting(ChangeRecord::kind).contains(ChangeKind.ROWS_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(OriginFlavor.class)
    void aServerIdUsedTwiceIsSurvived(OriginFlavor flavor) throws SQLException {
        OriginServer origin = origin(flavor);
        CdcSettings clashing = new CdcSettings(true, 77, Duration.ofMillis(100), Duration.ZERO, 65_536);
        start(origin, log, clashing);
        follower.settle();
        TestingChangeLog otherLog = new TestingChangeLog();
        LogFollower otherFollower = new LogFollower(otherLog);
        start(origin, otherLog, clashing);
        otherFollower.settle();

        for (int i = 1; i <= 5; i++) {
            insert(origin, i);
            follower.settle();
            otherFollower.settle();
        }

        assertThat(follower.take()).hasSize(5);
        assertThat(otherFollower.take()).hasSize(5);
        assertThat(List.of(follower.voids(), otherFollower.voids())).containsExactly(1, 1);
    }

    private OriginServer origin(OriginFlavor flavor) throws SQLException {
        OriginServer origin = flavor.builder().start();
        opened.push(origin);
        origin.execute("CREATE DATABASE " + DB, "CREATE TABLE " + DB + ".t (id INT PRIMARY KEY)");
        return origin;
    }

    private Invalidator start(OriginServer origin, ChangeLog to) {
        return start(origin, to, Invalidators.SETTINGS);
    }

    private Invalidator start(OriginServer origin, ChangeLog to, CdcSettings settings) {
        Invalidator invalidator =
                new Invalidator(Invalidators.settings(origin), settings, to, new SimpleMeterRegistry());
        opened.push(invalidator);
        invalidator.start();
        return invalidator;
    }

    /** A server keeps files that it is still sending: to a reader that is gone, until it notices that. */
    private static void purge(OriginServer origin, String firstKept) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            if (origin.flavor() == OriginFlavor.MARIADB) {
                origin.execute("SET GLOBAL slave_connections_needed_for_purge = 0");
            }
            origin.execute("FLUSH BINARY LOGS", "PURGE BINARY LOGS TO '" + firstKept + "'");
            try (Connection connection = origin.connect("");
                    Statement statement = connection.createStatement();
                    ResultSet files = statement.executeQuery("SHOW BINARY LOGS")) {
                return files.next() && files.getString(1).equals(firstKept);
            }
        });
    }

    private static void insert(OriginServer origin, int id) throws SQLException {
        origin.execute("INSERT INTO " + DB + ".t VALUES (" + id + ")");
    }
}
