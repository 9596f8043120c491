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
    private final long maxStalenessNanos;

    /** Watermarks from before this origin time may be of a clock that has since stepped. */
    private long notBeforeMicros;

    private volatile long watermarkMicros = NO_WATERMARK;

    /** What {@link #isFresh} needs, worked out ahead so that a hit only compares; null while nothing is fresh. */
    private volatile @Nullable Horizon horizon;

    /**
     * On this process's clock.
     *
     * @param asOfNanos until when the origin's clock surely had not passed the watermark
     * @param sureUntilNanos until when the origin's clock is known well enough
     */
    private record Horizon(long asOfNanos, long sureUntilNanos) {}

    /**
     * Nothing is fresh at first.
     *
     * @param nanoTime this process's monotonic clock
     */
    public Freshness(OriginClock clock, Duration maxStaleness, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.maxStalenessNanos = maxStaleness.toNanos();
    }

    /** Whether everything up to the node's {@code maxStaleness} ago is known here. */
    public boolean isFresh() {
        return isFresh(maxStalenessNanos);
    }

    /** Whether everything up to so long ago, by the origin's clock, is known here; of 0 nobody can be sure. */
    public boolean isFresh(long boundNanos) {
        Horizon known = horizon;
        if (known == null || boundNanos <= 0) {
            return false;
        }
        long now = nanoTime.getAsLong();
        return now - known.asOfNanos <= OriginClock.nanosHere(boundNanos) && now - known.sureUntilNanos <= 0;
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
        workOutHorizon();
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
        workOutHorizon();
    }

    private void dropWatermark() {
        watermarkMicros = NO_WATERMARK;
        workOutHorizon();
    }

    private void workOutHorizon() {
        long now = nanoTime.getAsLong();
        if (watermarkMicros == NO_WATERMARK || clock.latestMicros(now) == OriginClock.UNKNOWN) {
            horizon = null;
            return;
        }
        long asOf = clock.nanosUntil(watermarkMicros, now);
        long sure = MAX_READING_AGE_NANOS - clock.readingAgeNanos(now);
        horizon = new Horizon(now + asOf, now + sure);
    }
}
