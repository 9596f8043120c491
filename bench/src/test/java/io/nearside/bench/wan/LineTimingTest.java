package io.nearside.bench.wan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LineTimingTest {
    private static final long BEGUN = 5_000;
    private final LineTiming timing = LineTiming.of(BEGUN, Duration.ofNanos(101));

    @Test
    void farEndSeesAConnectionOneAndAHalfRoundTripsAfterItsStart() {
        assertThat(timing.acceptedAt() - BEGUN).isEqualTo(151);
    }

    @Test
    void greetingSentOnAcceptanceIsWithTheClientAfterTwoRoundTrips() {
        assertThat(timing.atClient(timing.acceptedAt()) - BEGUN).isEqualTo(202);
    }

    @Test
    void bytesCannotLeaveBeforeTheConnectionStands() {
        assertThat(timing.atFarEnd(BEGUN + 3)).isEqualTo(timing.acceptedAt());
        assertThat(timing.atFarEnd(BEGUN + 101)).isEqualTo(timing.acceptedAt());
        assertThat(timing.atFarEnd(BEGUN + 102)).isEqualTo(timing.acceptedAt() + 1);
    }

    @Test
    void thereAndBackTakesOneRoundTrip() {
        long sentAt = BEGUN + 1_000;

        assertThat(timing.atClient(timing.atFarEnd(sentAt)) - sentAt).isEqualTo(101);
    }
}
