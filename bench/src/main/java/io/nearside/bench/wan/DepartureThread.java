package io.nearside.bench.wan;

import io.nearside.bench.wan.Departures.Departure;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread that does things to the microsecond. It sleeps until shortly before the next is due and waits for the rest
 * awake, since the kernel wakes a sleeper some 50 microseconds late. Actions must not block.
 */
final class DepartureThread implements AutoCloseable {
    private static final long AWAKE_NANOS = 80_000;

    private final Queue<Departure> added = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "wan-departures");
    private volatile boolean closed;

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** May be called by any thread. Keeps the order in which one thread adds what is due at the same time. */
    void at(long due, Runnable action) {
        added.add(new Departure(due, action));
        LockSupport.unpark(thread);
    }

    private void run() {
        Departures departures = new Departures();
        while (!closed) {
            for (Departure next = added.poll(); next != null; next = added.poll()) {
                departures.add(next);
            }
            long now = System.nanoTime();
            @Nullable Runnable due = departures.takeDue(now);
            if (due != null) {
                due.run();
            } else {
                rest(departures.nanosToFirst(now));
            }
        }
    }

    private void rest(long nanos) {
        if (nanos > AWAKE_NANOS) {
            LockSupport.parkNanos(this, nanos - AWAKE_NANOS);
        } else {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
