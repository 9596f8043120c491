package io.nearside.node.whole;

import io.nearside.cdc.log.ChangeLog;
import io.nearside.cdc.log.LogBatch;
import java.util.List;

/** A log whose changes come through and whose watermarks do not, from when it is told so. Thread-safe. */
final class HeldWatermarks implements ChangeLog {
    private final ChangeLog log;
    private volatile boolean held;

    HeldWatermarks(ChangeLog log) {
        this.log = log;
    }

    void hold() {
        held = true;
    }

    @Override
    public long append(List<LogBatch> batches) {
        return log.append(batches);
    }

    @Override
    public long oldest() {
        return log.oldest();
    }

    @Override
    public long newest() {
        return log.newest();
    }

    @Override
    public Read read(long from, int most, long waitMillis) {
        Read read = log.read(from, most, waitMillis);
        return held
                ? new Read(read.batches().stream().map(HeldWatermarks::without).toList(), read.next())
                : read;
    }

    private static LogBatch without(LogBatch batch) {
        return new LogBatch(
                batch.epoch(),
                batch.term(),
                batch.writer(),
                batch.first(),
                batch.before(),
                batch.after(),
                batch.records(),
                null);
    }
}
