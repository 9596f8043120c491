package io.nearside.node.log;

import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.Watermark;
import io.nearside.node.origin.OriginClock;
import io.nearside.node.origin.OriginClock.Reading;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How old what this node knows of the origin may be: the age of the newest applied watermark, never underestimated.
 *
 * <p>Written by the follower's thread and by whoever reads the origin's clock; read by every event loop. A reader first
 * asks here and only then looks at what changed: a watermark is published after everything before it.
 */
public final class Freshness implements LogListener {
    /** After this long without a reading a step of the origin's clock could have gone unnoticed: nothing is fresh. */
    private static final long MAX_READING_AGE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long NO_WATERMARK = Long.MIN_VALUE;

    private final OriginClock clock;
    private final LongSupplier nanoTime;
    private final long maxStalenessMicros;

    /** Watermarks from before this origin time may be of a clock that has since stepped. */
    private long notBeforeMicros;

    private volatile long watermarkMicros = NO_WATERMARK;

    /** When {@link #isFresh} turns false, on this process's clock; worked out ahead so that a hit only compares. */
    private volatile long freshUntilNanos;

    /**
     * Nothing is fresh at first.
     *
     * @param nanoTime this process's monotonic clock
     */
    public Freshness(OriginClock clock, Duration maxStaleness, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.maxStalenessMicros = TimeUnit.NANOSECONDS.toMicros(maxStaleness.toNanos());
        this.freshUntilNanos = nanoTime.getAsLong() - 1;
    }

    /** Whether everything up to {@code maxStaleness} ago is known here. */
    public boolean isFresh() {
        return nanoTime.getAsLong() - freshUntilNanos <= 0;
    }

    /** Whether everything the origin had when its clock showed {@code originMicros} is known here. */
    public boolean includes(long originMicros) {
        return watermarkMicros >= originMicros;
    }

    /** The most that the origin's clock can show now; {@link OriginClock#UNKNOWN} when that is not known. */
    public long originNowMicros() {
        long now = nanoTime.getAsLong();
        return clock.readingAgeNanos(now) > MAX_READING_AGE_NANOS ? OriginClock.UNKNOWN : clock.latestMicros(now);
    }

    /** Age of what is known, at most; null while nothing is. */
    public @Nullable Duration age() {
        long watermark = watermarkMicros;
        long now = originNowMicros();
        return watermark == NO_WATERMARK || now == OriginClock.UNKNOWN
                ? null
                : Duration.of(now - watermark, ChronoUnit.MICROS);
    }

    /** Takes a reading of the origin's clock. */
    public synchronized void onReading(Reading reading) {
        if (!clock.observe(reading)) {
            watermarkMicros = NO_WATERMARK;
            notBeforeMicros = reading.originMicros();
        }
        workOutFreshUntil();
    }

    @Override
    public synchronized void onLost() {
        dropWatermark();
    }

    @Override
    public synchronized void onRestart(LogBatch batch) {
        dropWatermark();
    }

    @Override
    public synchronized void onWatermark(Watermark watermark) {
        long latest = clock.latestMicros(nanoTime.getAsLong());
        if (latest == OriginClock.UNKNOWN || watermark.originMicros() < notBeforeMicros) {
            return;
        }
        if (watermark.originMicros() > latest) {
            // From the future: the origin's clock was set forward since it was last read.
            clock.forget();
            dropWatermark();
            return;
        }
        watermarkMicros = watermark.originMicros();
        workOutFreshUntil();
    }

    private void dropWatermark() {
        watermarkMicros = NO_WATERMARK;
        workOutFreshUntil();
    }

    private void workOutFreshUntil() {
        long now = nanoTime.getAsLong();
        if (watermarkMicros == NO_WATERMARK || clock.latestMicros(now) == OriginClock.UNKNOWN) {
            freshUntilNanos = now - 1;
            return;
        }
        long fresh = clock.nanosUntil(watermarkMicros + maxStalenessMicros, now);
        long sure = MAX_READING_AGE_NANOS - clock.readingAgeNanos(now);
        freshUntilNanos = now + Math.min(fresh, sure);
    }
}
