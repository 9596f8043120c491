package io.nearside.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.cdc.log.ChangeLog;
import io.nearside.cdc.log.ChangeLogException;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.LogPosition;
import io.nearside.cdc.log.TestingChangeLog;
import io.nearside.cdc.log.Watermark;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LogFollowerTest {
    private final TestingChangeLog ring = new TestingChangeLog();
    private final TestingLogSource source = new TestingLogSource(1_000);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private LogFollower follower = new LogFollower(ring, List.of(new Recorder("a"), new Recorder("b")));

    /** Writes down what it is told. */
    private final class Recorder implements LogListener {
        private final String name;

        Recorder(String name) {
            this.name = name;
        }

        @Override
        public void onLost() {
            told.add(name + " lost");
        }

        @Override
        public void onRestart(LogBatch batch) {
            told.add(name + " restart");
        }

        @Override
        public void onRecord(long sequence, ChangeRecord change) {
            told.add(name + " record " + (sequence & 0xff) + " " + change.table());
        }

        @Override
        public void onApplied(LogBatch batch) {
            told.add(name + " applied " + (batch.last().sequence() & 0xff));
        }

        @Override
        public void onWatermark(Watermark watermark) {
            told.add(name + " watermark " + watermark.originMicros());
        }
    }

    @AfterEach
    void close() {
        follower.close();
    }

    private void awaitTold(String... expected) {
        await().untilAsserted(() -> assertThat(told).containsExactly(expected));
    }

    @Test
    void tellsEachStepToAllListenersBeforeTheNextStep() {
        ring.append(List.of(source.batch(null)));
        follower.start();
        awaitTold("a restart", "b restart", "a applied 0", "b applied 0");
        told.clear();

        ring.append(List.of(source.batch(
                new Watermark(55, source.sequence()),
                TestingLogSource.change(io.nearside.cdc.log.ChangeKind.INSERT, "s.t"),
                TestingLogSource.change(io.nearside.cdc.log.ChangeKind.INSERT, "s.u"))));

        awaitTold(
                "a record 1 s.t",
                "b record 1 s.t",
                "a record 2 s.u",
                "b record 2 s.u",
                "a applied 2",
                "b applied 2",
                "a watermark 55",
                "b watermark 55");
        await().until(() -> follower.isFollowing());
        assertThat(follower.applied()).isEqualTo(new LogPosition(1_000, source.sequence()));
    }

    @Test
    void readsFromTheOldestItem() {
        ring.append(List.of(source.batch(null), source.changes("s.t"), source.changes("s.u")));
        follower.start();

        await().untilAsserted(() -> assertThat(told).contains("a record 1 s.t", "a record 2 s.u"));
    }

    @Test
    void tellsOfAGapAsARestart() {
        ring.append(List.of(source.batch(null), source.changes("s.t")));
        source.gap();
        ring.append(List.of(source.changes("s.u")));
        follower.start();

        await().untilAsserted(() ->
                assertThat(told.stream().filter("a restart"::equals)).hasSize(2));
        assertThat(told).contains("a record 1 s.t").doesNotContain("a record 12 s.u");
    }

    @Test
    void goesOnWithTheWriterOfTheNextTerm() {
        ring.append(List.of(source.batch(null)));
        source.nextTerm();
        ring.append(List.of(source.changes("s.t")));
        follower.start();

        await().untilAsserted(() -> assertThat(told).contains("a record 1 s.t"));
        assertThat(told.stream().filter("a restart"::equals)).hasSize(1);
    }

    @Test
    void startsOverAtOnceWhenTold() {
        ring.append(List.of(source.batch(null), source.changes("s.t")));
        follower.start();
        await().untilAsserted(() -> assertThat(told).contains("b applied 1"));
        told.clear();

        follower.startOver("test");

        assertThat(told).startsWith("a lost", "b lost");
        await().untilAsserted(() -> assertThat(told).contains("a restart", "b applied 1"));
    }

    @Test
    void voidsEverythingWhenAListenerFails() {
        AtomicBoolean failing = new AtomicBoolean(true);
        LogListener flaky = new LogListener() {
            @Override
            public void onRecord(long sequence, ChangeRecord change) {
                if (failing.getAndSet(false)) {
                    throw new IllegalStateException("told to fail");
                }
            }
        };
        follower = new LogFollower(ring, List.of(flaky, new Recorder("a")));
        ring.append(List.of(source.batch(null), source.changes("s.t")));
        follower.start();

        await().untilAsserted(() -> assertThat(told).containsSubsequence("a lost", "a restart", "a record 1 s.t"));
    }

    @Test
    void keepsWhatItKnowsWhileTheRingCannotBeRead() {
        AtomicBoolean broken = new AtomicBoolean();
        ChangeLog breaking = new ChangeLog() {
            @Override
            public long append(List<LogBatch> batches) {
                return ring.append(batches);
            }

            @Override
            public long oldest() {
                return ring.oldest();
            }

            @Override
            public long newest() {
                return ring.newest();
            }

            @Override
            public Read read(long from, int most, long waitMillis) {
                if (broken.get()) {
                    throw new ChangeLogException("told to fail", new IllegalStateException("told to fail"));
                }
                return ring.read(from, most, Math.min(waitMillis, 10));
            }
        };
        follower = new LogFollower(breaking, List.of(new Recorder("a")));
        ring.append(List.of(source.batch(null)));
        follower.start();
        await().until(() -> follower.isFollowing());

        broken.set(true);
        await().until(() -> !follower.isFollowing());
        ring.append(List.of(source.changes("s.t")));
        broken.set(false);

        await().until(() -> follower.isFollowing());
        awaitTold("a restart", "a applied 0", "a record 1 s.t", "a applied 1");
    }
}
