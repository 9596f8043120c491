package io.nearside.node.origin;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the origin's clock can show, told by this process's monotonic clock: no two clocks need to agree. Each reading
 * says that the origin's clock showed some time between two moments here; of all readings the one that bounds the
 * present best is kept, less sharp the older it is.
 *
 * <p>Knows no I/O and no time but what it is told. Thread-safe: one writer at a time, any readers.
 */
public final class OriginClock {
    /** What {@link #latestMicros} says when there is no reading to go by. */
    public static final long UNKNOWN = Long.MAX_VALUE;

    /**
     * How much the two clocks may drift apart: a time daemon slews by 500 ppm, crystals are within 100. What moves faster
     * counts as a step.
     */
    private static final double DRIFT = 1_000e-6;

    /**
     * One look at the origin's clock.
     *
     * @param beforeNanos this process's monotonic clock before the origin was asked
     * @param originMicros what the origin's clock showed, microseconds since 1970 UTC, rounded down
     * @param afterNanos this process's monotonic clock when the answer was there
     */
    public record Reading(long beforeNanos, long originMicros, long afterNanos) {
        /** Latest the origin's clock can show at {@code nanos}, which is not before this reading was begun. */
        private long latestAt(long nanos) {
            return originMicros + 1 + (long) Math.ceil((nanos - beforeNanos) * (1 + DRIFT) / 1_000);
        }

        /** Earliest the origin's clock can show at {@code nanos}, which is not before this reading was done. */
        private long earliestAt(long nanos) {
            return originMicros + (long) Math.floor((nanos - afterNanos) * (1 - DRIFT) / 1_000);
        }
    }

    private record Readings(Reading forLatest, Reading forEarliest, Reading last) {}

    private volatile @Nullable Readings readings;

    /**
     * Takes a reading.
     *
     * @return whether it agrees with what was known; false for the first, and when the origin's clock must have been set
     */
    public synchronized boolean observe(Reading reading) {
        Readings known = readings;
        if (known == null || !agrees(known, reading)) {
            readings = new Readings(reading, reading, reading);
            return false;
        }
        long now = reading.afterNanos();
        boolean latestSharper = reading.latestAt(now) <= known.forLatest.latestAt(now);
        boolean earliestSharper = reading.earliestAt(now) >= known.forEarliest.earliestAt(now);
        readings = new Readings(
                latestSharper ? reading : known.forLatest, earliestSharper ? reading : known.forEarliest, reading);
        return true;
    }

    private static boolean agrees(Readings known, Reading reading) {
        return reading.originMicros() <= known.forLatest.latestAt(reading.afterNanos())
                && reading.originMicros() + 1 >= known.forEarliest.earliestAt(reading.beforeNanos());
    }

    /** Forgets all readings: the origin's clock was seen to be set. */
    public synchronized void forget() {
        readings = null;
    }

    /** The most that the origin's clock can show at {@code nowNanos}, or {@link #UNKNOWN}. */
    public long latestMicros(long nowNanos) {
        Readings known = readings;
        return known == null ? UNKNOWN : known.forLatest.latestAt(nowNanos);
    }

    /**
     * For how long from {@code nowNanos} the origin's clock surely shows no more than {@code micros}; negative when it may
     * show more already.
     */
    public long nanosUntil(long micros, long nowNanos) {
        Readings known = readings;
        if (known == null) {
            return -1;
        }
        Reading reading = known.forLatest;
        double fromReading = (micros - reading.originMicros() - 2) * 1_000.0 / (1 + DRIFT);
        return reading.beforeNanos() + (long) Math.floor(fromReading) - nowNanos;
    }

    /** How long here it surely takes the origin's clock, not set meanwhile, to go so far. */
    public static long nanosHere(long originNanos) {
        return (long) (originNanos / (1 + DRIFT));
    }

    /** Time since the last reading was begun; very long when there is none. */
    public long readingAgeNanos(long nowNanos) {
        Readings known = readings;
        return known == null ? TimeUnit.DAYS.toNanos(10_000) : nowNanos - known.last.beforeNanos();
    }
}
