package io.nearside.node.store;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Runs short tasks later. Thread-safe. */
public interface Timer {
    void runAfter(Duration delay, Runnable task);

    /** A timer with one thread of its own. */
    static Threaded start() {
        return new Threaded();
    }

    /** Runs tasks on one daemon thread. */
    final class Threaded implements Timer, AutoCloseable {
        private final ScheduledThreadPoolExecutor executor;

        private Threaded() {
            ThreadFactory threads = task -> {
                Thread thread = new Thread(task, "nearside-timer");
                thread.setDaemon(true);
                return thread;
            };
            executor = new ScheduledThreadPoolExecutor(1, threads);
        }

        @Override
        public void runAfter(Duration delay, Runnable task) {
            var unused = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }
}
