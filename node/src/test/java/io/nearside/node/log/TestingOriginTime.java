package io.nearside.node.log;

import io.nearside.node.origin.OriginClock.Reading;
import java.time.Duration;

/** An origin whose clock goes as a {@link TestingTicker} does, and can be set. Not thread-safe. */
public final class TestingOriginTime {
    private final TestingTicker ticker;
    private long offsetMicros = 1_000_000_000_000L;

    public TestingOriginTime(TestingTicker ticker) {
        this.ticker = ticker;
    }

    public long nowMicros() {
        return ticker.getAsLong() / 1_000 + offsetMicros;
    }

    public void step(Duration by) {
        offsetMicros += by.toNanos() / 1_000;
    }

    /** A reading that took no time. */
    public Reading read() {
        return new Reading(ticker.getAsLong(), nowMicros(), ticker.getAsLong());
    }
}
