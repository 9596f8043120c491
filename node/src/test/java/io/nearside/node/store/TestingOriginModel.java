package io.nearside.node.store;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.Watermark;
import io.nearside.node.log.TestingLogSource;
import io.nearside.node.log.TestingOriginTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/**
 * A plain model of an origin with a few tables of one number each: a write is logged first, seen by queries later. Not
 * thread-safe.
 */
final class TestingOriginModel {
    static final int TABLES = 3;

    private record Write(int table, long sequence) {}

    /** What queries saw from some moment on. */
    private record Moment(long micros, List<Integer> values) {}

    private final TestingOriginTime time;
    private final TestingLogSource source = new TestingLogSource(1_000);
    private final List<LogBatch> log = new ArrayList<>();
    private final Queue<Write> logged = new ArrayDeque<>();
    private final List<Moment> moments = new ArrayList<>();
    private final int[] visible = new int[TABLES];
    private long visibleSequence = source.sequence();

    TestingOriginModel(TestingOriginTime time) {
        this.time = time;
        remember();
        sample();
    }

    static String name(int table) {
        return "t" + table;
    }

    List<LogBatch> log() {
        return log;
    }

    /** A write is in the log, and not yet visible. */
    void write(int table) {
        log.add(source.batch(null, TestingLogSource.change(ChangeKind.UPDATE, "s." + name(table))));
        logged.add(new Write(table, source.sequence()));
    }

    /** The oldest write that is not visible becomes visible. */
    void show() {
        Write write = logged.poll();
        if (write != null) {
            visible[write.table()]++;
            visibleSequence = write.sequence();
            remember();
        }
    }

    /** The log's writer asks the origin what is visible. */
    void sample() {
        log.add(source.batch(new Watermark(time.nowMicros(), visibleSequence)));
    }

    void showAll() {
        while (!logged.isEmpty()) {
            show();
        }
    }

    /** The log's writer lost track, and goes on further along. */
    void skipAPart() {
        showAll();
        source.gap();
        visibleSequence = source.sequence();
        sample();
    }

    private void remember() {
        moments.add(new Moment(time.nowMicros(), Arrays.stream(visible).boxed().toList()));
    }

    int visible(int table) {
        return visible[table];
    }

    /** The least that an answer may say of a table if it shows the origin as it was at {@code micros} or later. */
    int leastSince(int table, long micros) {
        int least = 0;
        for (Moment moment : moments) {
            if (moment.micros() <= micros) {
                least = moment.values().get(table);
            }
        }
        return least;
    }
}
