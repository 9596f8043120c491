package io.nearside.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.Watermark;
import io.nearside.node.origin.OriginClock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FreshnessTest {
    private static final Duration MAX_STALENESS = Duration.ofSeconds(2);

    private final TestingTicker ticker = new TestingTicker();
    private final TestingOriginTime origin = new TestingOriginTime(ticker);
    private final Freshness freshness = new Freshness(new OriginClock(), MAX_STALENESS, ticker);

    @BeforeEach
    void readClock() {
        freshness.onReading(origin.read());
    }

    private void watermarkNow() {
        freshness.onWatermark(new Watermark(origin.nowMicros(), 1));
    }

    private void pass(Duration time) {
        ticker.advance(time);
        freshness.onReading(origin.read());
    }

    @Test
    void isNotFreshBeforeAWatermark() {
        assertThat(freshness.isFresh()).isFalse();
        assertThat(freshness.includes(0)).isFalse();
        assertThat(freshness.age()).isNull();
    }

    @Test
    void isFreshUntilTheWatermarkIsTooOld() {
        watermarkNow();
        assertThat(freshness.isFresh()).isTrue();

        pass(Duration.ofMillis(1_990));
        assertThat(freshness.isFresh()).isTrue();
        pass(Duration.ofMillis(10));
        assertThat(freshness.isFresh()).isFalse();
    }

    @Test
    void turnsStaleWithoutBeingTold() {
        watermarkNow();
        ticker.advance(Duration.ofMillis(2_001));

        assertThat(freshness.isFresh()).isFalse();
    }

    @Test
    void answersForAnyBound() {
        watermarkNow();
        assertThat(freshness.isFresh(0)).isFalse();
        pass(Duration.ofMillis(490));
        assertThat(freshness.isFresh(Duration.ofMillis(500).toNanos())).isTrue();
        pass(Duration.ofMillis(10));
        assertThat(freshness.isFresh(Duration.ofMillis(500).toNanos())).isFalse();
        assertThat(freshness.isFresh()).isTrue();

        pass(Duration.ofSeconds(5));
        assertThat(freshness.isFresh()).isFalse();
        assertThat(freshness.isFresh(Duration.ofSeconds(6).toNanos())).isTrue();
        assertThat(freshness.isFresh(Long.MAX_VALUE)).isTrue();
    }

    @Test
    void noBoundOutlastsTheReadingOfTheClock() {
        watermarkNow();
        ticker.advance(Duration.ofSeconds(10));
        assertThat(freshness.isFresh(Long.MAX_VALUE)).isTrue();
        ticker.advance(Duration.ofMillis(1));
        assertThat(freshness.isFresh(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void includesOnlyWhatTheWatermarkCovers() {
        long before = freshness.originNowMicros();
        ticker.advance(Duration.ofMillis(1));
        watermarkNow();
        long after = freshness.originNowMicros();

        assertThat(freshness.includes(before)).isTrue();
        assertThat(freshness.includes(after)).isFalse();
        assertThat(freshness.includes(OriginClock.UNKNOWN)).isFalse();
    }

    @Test
    void losesFreshnessWithTheLog() {
        watermarkNow();
        freshness.onLost();

        assertThat(freshness.isFresh()).isFalse();
        assertThat(freshness.includes(0)).isFalse();
    }

    @Test
    void refusesAWatermarkFromTheFuture() {
        watermarkNow();
        origin.step(Duration.ofSeconds(30));
        ticker.advance(Duration.ofMillis(10));
        watermarkNow();

        assertThat(freshness.isFresh()).isFalse();
        assertThat(freshness.originNowMicros()).isEqualTo(OriginClock.UNKNOWN);
    }

    @Test
    void isFreshAgainWithAWatermarkFromAfterTheStep() {
        origin.step(Duration.ofSeconds(30));
        ticker.advance(Duration.ofMillis(10));
        Watermark early = new Watermark(origin.nowMicros(), 1);
        freshness.onWatermark(early);
        pass(Duration.ofMillis(10));
        freshness.onWatermark(early);
        assertThat(freshness.isFresh()).isFalse();

        ticker.advance(Duration.ofMillis(10));
        watermarkNow();
        assertThat(freshness.isFresh()).isTrue();
    }

    @Test
    void voidsTheWatermarkWhenTheClockWasSetBack() {
        pass(Duration.ofSeconds(100));
        watermarkNow();
        origin.step(Duration.ofMinutes(-1));
        pass(Duration.ofMillis(500));
        assertThat(freshness.isFresh()).isFalse();

        ticker.advance(Duration.ofMillis(10));
        watermarkNow();
        assertThat(freshness.isFresh()).isTrue();
    }

    @Test
    void isNotFreshWhenTheClockWasNotReadForLong() {
        for (int i = 0; i < 11; i++) {
            ticker.advance(Duration.ofSeconds(1));
            watermarkNow();
        }

        assertThat(freshness.isFresh()).isFalse();
        assertThat(freshness.originNowMicros()).isEqualTo(OriginClock.UNKNOWN);
    }
}
