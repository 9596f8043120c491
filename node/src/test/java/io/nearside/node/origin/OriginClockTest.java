package io.nearside.node.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.node.origin.OriginClock.Reading;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class OriginClockTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private final OriginClock clock = new OriginClock();

    @Test
    void knowsNothingBeforeTheFirstReading() {
        assertThat(clock.latestMicros(5)).isEqualTo(OriginClock.UNKNOWN);
        assertThat(clock.nanosUntil(1_000, 5)).isNegative();
    }

    @Test
    void countsTheWholeRoundTripAsPossibleDelay() {
        clock.observe(new Reading(0, 1_000_000, 40 * MILLI));

        assertThat(clock.latestMicros(40 * MILLI)).isBetween(1_040_000L, 1_040_100L);
    }

    @Test
    void keepsTheSharperOfTwoReadings() {
        clock.observe(new Reading(0, 1_000_000, 2 * MILLI));

        assertThat(clock.observe(new Reading(SECOND, 2_050_000, SECOND + 100 * MILLI)))
                .isTrue();

        // The second reading alone would allow 2,150,000.
        assertThat(clock.latestMicros(SECOND + 100 * MILLI)).isBetween(2_100_000L, 2_102_000L);
    }

    @Test
    void prefersANewReadingOnceTheOldOneHasBlurred() {
        clock.observe(new Reading(0, 0, MILLI));

        clock.observe(new Reading(100 * SECOND, 100_000_000, 100 * SECOND + 10 * MILLI));

        assertThat(clock.latestMicros(100 * SECOND + 10 * MILLI)).isLessThan(100_010_100L);
    }

    @Test
    void toleratesASlewingClock() {
        clock.observe(new Reading(0, 0, MILLI / 10));

        assertThat(clock.observe(new Reading(SECOND, 1_000_500, SECOND + MILLI / 10)))
                .isTrue();
    }

    @Test
    void noticesAStepForward() {
        clock.observe(new Reading(0, 0, MILLI));

        assertThat(clock.observe(new Reading(SECOND, 1_500_000, SECOND + MILLI)))
                .isFalse();
        assertThat(clock.latestMicros(SECOND + MILLI)).isGreaterThan(1_500_000L);
    }

    @Test
    void noticesAStepBackAndGoesByTheNewTime() {
        clock.observe(new Reading(0, 0, MILLI));

        assertThat(clock.observe(new Reading(SECOND, 500_000, SECOND + MILLI))).isFalse();
        assertThat(clock.latestMicros(SECOND + MILLI)).isLessThan(502_000L);
    }

    @Test
    void startsAnewAfterForgetting() {
        clock.observe(new Reading(0, 0, MILLI));
        clock.forget();

        assertThat(clock.latestMicros(MILLI)).isEqualTo(OriginClock.UNKNOWN);
        assertThat(clock.observe(new Reading(SECOND, 1_000_000, SECOND + MILLI)))
                .isFalse();
    }

    /** However readings are delayed on either way, and the clocks drift: the bound holds, and no step is seen. */
    @Property
    void neverUnderestimatesADriftingClock(
            @ForAll @Size(min = 1, max = 30) long[] seeds, @ForAll @LongRange(min = -600, max = 600) long ppm) {
        OriginClock drifting = new OriginClock();
        long now = 0;
        boolean first = true;
        for (long seed : seeds) {
            long there = Math.floorMod(seed, 20 * MILLI);
            long back = Math.floorMod(seed / 7, 20 * MILLI);
            long origin = originMicros(now + there, ppm);
            boolean agrees = drifting.observe(new Reading(now, origin, now + there + back));
            assertThat(agrees).isEqualTo(!first);
            first = false;
            now += there + back;
            assertThat(drifting.latestMicros(now)).isGreaterThanOrEqualTo(originMicros(now, ppm));
            long sure = drifting.nanosUntil(origin + 500_000, now);
            if (sure > 0) {
                assertThat(originMicros(now + sure, ppm)).isLessThanOrEqualTo(origin + 500_000);
            }
            now += Math.floorMod(seed / 3, 2 * SECOND);
        }
    }

    private static long originMicros(long nanos, long ppm) {
        return 7_000_000_000L + Math.floorDiv(nanos + nanos / 1_000_000 * ppm, 1_000);
    }
}
