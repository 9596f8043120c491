package io.nearside.cdc.log;

import java.util.List;

/** Somebody else's turn comes just before each append, where a writer knows least. */
record InterruptedLog(ChangeLog log, Runnable turn) implements ChangeLog {
    @Override
    public long append(List<LogBatch> batches) {
        turn.run();
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
        return log.read(from, most, waitMillis);
    }
}
