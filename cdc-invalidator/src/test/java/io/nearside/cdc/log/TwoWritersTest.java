package io.nearside.cdc.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.LogCursor.Verdict;
import io.nearside.cdc.log.TestingChangeLog.Append;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;

/**
 * Two writers and readers that start anywhere, in random order, with appends that fail or fail though they worked, a
 * ring that forgets, and origins that are replaced by others. However it goes, a reader's history is one history.
 */
class TwoWritersTest {
    private final Map<LogPosition, String> recordsByPosition = new HashMap<>();
    private static int voids;
    private static int applied;

    @Property(tries = 400, afterFailure = AfterFailureMode.PREVIOUS_SEED)
    void noReaderEverAppliesTwoHistories(@ForAll long seed) {
        Random random = new Random(seed);
        recordsByPosition.clear();
        Play play = new Play(random);
        for (int i = 0; i < 150; i++) {
            play.step();
        }
        play.readers.forEach(reader -> reader.read(Integer.MAX_VALUE));
        applied += play.readers.stream().mapToInt(r -> r.applied).sum();
        voids += play.readers.stream().mapToInt(r -> r.voids).sum();
    }

    /** That readers applied much more often than they voided says that the play is not all refusals. */
    @AfterProperty
    void playsWereNotEmpty() {
        assertThat(applied).isGreaterThan(4 * voids);
    }

    /** The cast: one log, an origin whose history is a count, two writers. */
    private final class Play {
        private final Random random;
        private final TestingChangeLog log = new TestingChangeLog(40);
        private final List<Reader> readers = new ArrayList<>();
        private final List<Writer> writers;
        private String server = "server 0";
        private int history;
        private int depth;

        Play(Random random) {
            this.random = random;
            writers = List.of(new Writer(this), new Writer(this));
            readers.add(new Reader(log));
        }

        void step() {
            history += random.nextInt(3);
            int choice = random.nextInt(40);
            if (choice == 0) {
                server = "server " + random.nextInt(1_000_000);
            } else if (choice == 1) {
                readers.add(new Reader(log));
            } else if (choice < 12) {
                readers.get(random.nextInt(readers.size())).read(random.nextInt(8));
            } else {
                writers.get(random.nextInt(2)).step();
            }
        }

        void interrupt() {
            if (depth < 3 && random.nextInt(4) == 0) {
                depth++;
                step();
                depth--;
            }
            int fate = random.nextInt(30);
            log.nextAppend(fate == 0 ? Append.FAILS : fate == 1 ? Append.FAILS_AFTER_ADDING : Append.WORKS);
        }
    }

    private static final class Writer {
        private final Play play;
        private final LogWriter writer;
        private String server = "";
        private boolean busy;

        Writer(Play play) {
            this.play = play;
            Random random = play.random;
            this.writer = new LogWriter(
                    new InterruptedLog(play.log, play::interrupt),
                    () -> 60_000L + random.nextInt(50),
                    random::nextLong);
        }

        void step() {
            if (busy) {
                return; // one thread each
            }
            busy = true;
            try {
                write();
            } catch (ChangeLogException e) {
                assertThat(writer.append(List.of(), OriginPosition.UNKNOWN, null))
                        .isFalse();
            } finally {
                busy = false;
            }
        }

        private void write() {
            OriginPosition origin = writer.origin();
            boolean resumes = origin.server().equals(play.server) && origin.offset() <= play.history;
            if (resumes && writer.append(records(origin), position(origin, play.history), null)) {
                return;
            }
            if (play.random.nextInt(3) == 0 && writer.claimTerm()) {
                origin = writer.origin();
                if (!origin.server().equals(play.server)) {
                    if (origin.equals(OriginPosition.UNKNOWN) || writer.claimEpoch()) {
                        server = play.server;
                        writer.begin(new OriginPosition(server, "binlog.000001", play.history, ""));
                    }
                }
            }
        }

        private static OriginPosition position(OriginPosition origin, int offset) {
            return new OriginPosition(origin.server(), origin.file(), offset, "");
        }

        /** The change numbered n is the step from n to n + 1 of this origin's history. */
        private List<ChangeRecord> records(OriginPosition origin) {
            List<ChangeRecord> records = new ArrayList<>();
            for (long n = origin.offset(); n < play.history; n++) {
                records.add(ChangeRecord.everything("", origin.server() + "/" + n));
            }
            return records;
        }
    }

    private final class Reader {
        private final ChangeLog log;
        private final LogCursor cursor = new LogCursor();
        private long next;
        private String server = "";
        private long history;
        private int voids;
        private int applied;

        Reader(ChangeLog log) {
            this.log = log;
            this.next = log.oldest();
        }

        void read(int most) {
            ChangeLog.Read read = log.read(next, most, 0);
            next = read.next();
            for (LogBatch batch : read.batches()) {
                follow(batch, cursor.accept(batch));
            }
        }

        private void follow(LogBatch batch, Verdict verdict) {
            if (verdict == Verdict.IGNORE) {
                return;
            }
            if (verdict == Verdict.VOID) {
                voids++;
                server = batch.after().server();
                history = batch.after().offset();
            } else {
                applied++;
                for (ChangeRecord record : batch.records()) {
                    assertThat(record.cause()).isEqualTo(server + "/" + history);
                    history++;
                }
                assertThat(batch.after()).isEqualTo(new OriginPosition(server, "binlog.000001", history, ""));
            }
            for (int i = 0; i < batch.records().size(); i++) {
                LogPosition position = new LogPosition(batch.epoch(), batch.first() + i);
                String record = batch.records().get(i).cause();
                assertThat(recordsByPosition.putIfAbsent(position, record)).isIn(null, record);
            }
        }
    }
}
