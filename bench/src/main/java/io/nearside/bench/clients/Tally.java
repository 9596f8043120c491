package io.nearside.bench.clients;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What has become of what clients asked. Thread-safe. */
final class Tally {
    private static final int MOST_TIMES = 1 << 20;
    private static final double NANOS_PER_MILLI = 1e6;

    private final LongAdder statements = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final AtomicReference<@Nullable String> firstFailure = new AtomicReference<>();
    private final long[] lookupNanos = new long[MOST_TIMES];
    private final AtomicInteger lookups = new AtomicInteger();

    void statement() {
        statements.increment();
    }

    /** The origin has said that it is done. */
    void write() {
        writes.increment();
    }

    void lookup(long nanos) {
        int at = lookups.getAndIncrement();
        if (at < MOST_TIMES) {
            lookupNanos[at] = nanos;
        }
    }

    /** A client was told something wrong, an error, or nothing any more. */
    void failure(String what) {
        failures.increment();
        firstFailure.compareAndSet(null, what);
    }

    long statements() {
        return statements.sum();
    }

    long writes() {
        return writes.sum();
    }

    long failures() {
        return failures.sum();
    }

    @Nullable
    String firstFailure() {
        return firstFailure.get();
    }

    /** How long lookups took that at most {@code percent} of a hundred took longer than; in milliseconds. */
    double lookupMillis(double percent) {
        long[] sorted = Arrays.copyOf(lookupNanos, Math.min(lookups.get(), MOST_TIMES));
        if (sorted.length == 0) {
            return Double.NaN;
        }
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.max(rank, 1) - 1] / NANOS_PER_MILLI;
    }
}
