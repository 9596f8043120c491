package io.nearside.node.store;

import io.nearside.proxy.cache.ResultKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that miss the same key at the same time: the first of them leads and brings the answer, the others wait until
 * the flight lands, for a bounded time. Thread-safe.
 */
final class Flights {
    private final ConcurrentMap<ResultKey.Stored, Flight> airborne = new ConcurrentHashMap<>();
    private final long timeoutNanos;
    private final Timer timer;
    private final LongSupplier nanoTime;

    Flights(Duration timeout, Timer timer, LongSupplier nanoTime) {
        this.timeoutNanos = timeout.toNanos();
        this.timer = timer;
        this.nanoTime = nanoTime;
    }

    /**
     * Joins the flight for {@code key}, or begins it.
     *
     * @param whenLanded run once when the flight that was joined lands or takes too long; not run for a leader
     * @return the flight that the caller now leads and must {@linkplain Flight#land land}, or null when it joined one
     */
    @Nullable
    Flight leadOrJoin(ResultKey.Stored key, Runnable whenLanded) {
        Flight mine = new Flight(key, nanoTime.getAsLong());
        Flight there =
                airborne.compute(key, (same, flying) -> flying != null && flying.join(whenLanded) ? flying : mine);
        return there == mine ? mine : null;
    }

    /** One key's query under way. */
    final class Flight {
        private final ResultKey.Stored key;
        private final long startNanos;
        private @Nullable List<Runnable> waiting = new ArrayList<>(2);

        private Flight(ResultKey.Stored key, long startNanos) {
            this.key = key;
            this.startNanos = startNanos;
        }

        private synchronized boolean join(Runnable whenLanded) {
            long leftNanos = startNanos + timeoutNanos - nanoTime.getAsLong();
            if (waiting == null || leftNanos <= 0) {
                return false;
            }
            waiting.add(whenLanded);
            if (waiting.size() == 1) {
                timer.runAfter(Duration.ofNanos(leftNanos), this::land);
            }
            return true;
        }

        /** Releases all who wait; once only, further calls do nothing. */
        void land() {
            airborne.remove(key, this);
            List<Runnable> released;
            synchronized (this) {
                released = waiting == null ? List.of() : waiting;
                waiting = null;
            }
            released.forEach(Runnable::run);
        }
    }
}
