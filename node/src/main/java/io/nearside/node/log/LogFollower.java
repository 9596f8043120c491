package io.nearside.node.log;

import io.nearside.cdc.log.ChangeLog;
import io.nearside.cdc.log.ChangeLogException;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.LogCursor;
import io.nearside.cdc.log.LogPosition;
import io.nearside.cdc.log.Watermark;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the region's ring from its oldest item on and tells the listeners, in log order. One thread of its own; everything
 * it knows of continuity comes from {@link LogCursor}.
 *
 * <p>{@link #startOver} may be called from any thread: when it returns, nothing that was read before will be told any more.
 */
public final class LogFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogFollower.class);

    private static final int MOST_PER_READ = 1_000;
    private static final long WAIT_MILLIS = 500;
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 200;
    private static final long FROM_OLDEST = -1;

    private final ChangeLog ring;
    private final List<LogListener> listeners;
    private final Thread thread;

    private LogCursor cursor = new LogCursor();
    private long next = FROM_OLDEST;

    /** Counts {@link #startOver}: what was read under an older number is not told. */
    private long run;

    private volatile LogPosition applied = LogPosition.NONE;
    private volatile boolean following;
    private volatile boolean closed;

    public LogFollower(ChangeLog ring, List<LogListener> listeners) {
        this.ring = ring;
        this.listeners = List.copyOf(listeners);
        this.thread = new Thread(this::follow, "nearside-log");
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Up to where the log was applied here; {@link LogPosition#NONE} while that is unknown. */
    public LogPosition applied() {
        return applied;
    }

    /** Whether the last attempt to read the ring worked and the log has been applied up to some place. */
    public boolean isFollowing() {
        return following && !applied.equals(LogPosition.NONE);
    }

    /**
     * Voids everything learnt and begins again at the ring's oldest item: the ring may have been replaced by another.
     *
     * @param why for the log
     */
    public synchronized void startOver(String why) {
        log.warn("the change log starts over, all results are void: {}", why);
        run++;
        cursor = new LogCursor();
        next = FROM_OLDEST;
        applied = LogPosition.NONE;
        listeners.forEach(LogListener::onLost);
    }

    private void follow() {
        while (!closed) {
            try {
                readOnce();
                if (!following) {
                    following = true;
                    log.info("following the change log");
                }
            } catch (ChangeLogException e) {
                if (following && !closed) {
                    log.warn("the change log cannot be read, trying again", e);
                }
                following = false;
                pause();
            } catch (RuntimeException e) {
                // A listener that failed may have missed a change: nothing it knows can be trusted.
                log.error("following the change log failed", e);
                startOver("a failure inside the node");
                pause();
            }
        }
    }

    private void readOnce() {
        long startedRun;
        long from;
        synchronized (this) {
            startedRun = run;
            from = next;
        }
        if (from == FROM_OLDEST) {
            from = ring.oldest();
        }
        ChangeLog.Read read = ring.read(from, MOST_PER_READ, WAIT_MILLIS);
        synchronized (this) {
            if (run != startedRun) {
                return;
            }
            for (LogBatch batch : read.batches()) {
                accept(batch);
            }
            next = read.next();
        }
    }

    private void accept(LogBatch batch) {
        switch (cursor.accept(batch)) {
            case IGNORE -> {
                return;
            }
            case VOID -> {
                log.info("the change log goes on, older results are void position={}", batch.last());
                listeners.forEach(listener -> listener.onRestart(batch));
            }
            case APPLY -> {
                long sequence = batch.first();
                for (ChangeRecord change : batch.records()) {
                    long number = sequence++;
                    listeners.forEach(listener -> listener.onRecord(number, change));
                }
            }
        }
        listeners.forEach(listener -> listener.onApplied(batch));
        applied = cursor.applied();
        Watermark watermark = batch.watermark();
        if (watermark != null) {
            listeners.forEach(listener -> listener.onWatermark(watermark));
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_FAILURE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /** Ends following; what is known is no longer brought up to date. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
