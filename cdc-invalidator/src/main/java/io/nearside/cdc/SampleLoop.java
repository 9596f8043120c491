package io.nearside.cdc;

import io.nearside.cdc.origin.OriginErrors;
import io.nearside.cdc.origin.OriginSample;
import io.nearside.cdc.origin.OriginSampler;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Samples the origin on a thread of its own: at every interval, and as fast as the origin answers while somebody waits
 * for records to settle. A sample is taken only when the one before was used.
 */
final class SampleLoop implements AutoCloseable {
    /** While hurried: as good as at once, and little load for the origin. */
    private static final long HURRIED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

    private final OriginSampler sampler;
    private final long intervalNanos;
    private final Consumer consumer;
    private final Thread thread;
    private volatile boolean closed;
    private boolean used = true;
    private boolean hurried;

    /** Takes what the loop finds, on the loop's thread. */
    interface Consumer {
        void sampled(OriginSample sample, long startedNanos) throws InterruptedException;

        void failed(String reason);
    }

    SampleLoop(OriginSampler sampler, Duration interval, Consumer consumer) {
        this.sampler = sampler;
        this.intervalNanos = interval.toNanos();
        this.consumer = consumer;
        this.thread = new Thread(this::run, "nearside-cdc-sampler");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The last sample was used; the next is due at its time, or as soon as may be. */
    synchronized void next(boolean hurry) {
        used = true;
        hurried = hurry;
        notifyAll();
    }

    /** Something waits to be settled. */
    synchronized void hurry() {
        if (!hurried) {
            hurried = true;
            notifyAll();
        }
    }

    private synchronized void awaitTurn(long lastNanos) throws InterruptedException {
        while (true) {
            long due = lastNanos + (hurried ? HURRIED_NANOS : intervalNanos);
            long left = due - System.nanoTime();
            if (used && left <= 0) {
                used = false;
                return;
            }
            if (used) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } else {
                wait();
            }
        }
    }

    private void run() {
        long last = System.nanoTime() - intervalNanos;
        try {
            while (!closed) {
                awaitTurn(last);
                last = System.nanoTime();
                sampleOnce(last);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void sampleOnce(long startedNanos) throws InterruptedException {
        try {
            consumer.sampled(sampler.sample(), startedNanos);
        } catch (SQLException | RuntimeException e) {
            if (closed) {
                return;
            }
            consumer.failed(e instanceof SQLException failure ? OriginErrors.line(failure) : e.toString());
            TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_FAILURE.toMillis());
            next(false);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        sampler.close();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
