package io.nearside.cdc;

import io.nearside.cdc.log.ChangeLog;
import io.nearside.cdc.log.LogBatch;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** A log whose writer can be stopped in the middle of an append, as a paused process is. */
final class PausingLog implements ChangeLog {
    private final ChangeLog log;
    private final ReentrantLock gate = new ReentrantLock();

    PausingLog(ChangeLog log) {
        this.log = log;
    }

    void pause() {
        gate.lock();
    }

    void resume() {
        gate.unlock();
    }

    @Override
    public long append(List<LogBatch> batches) {
        gate.lock();
        try {
            return log.append(batches);
        } finally {
            gate.unlock();
        }
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
