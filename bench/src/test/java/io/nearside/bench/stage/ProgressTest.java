package io.nearside.bench.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE);
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Progress progress = new Progress(new PrintStream(printed, true, StandardCharsets.UTF_8), clock::get);

    @Test
    void tellsTheTimeSinceTheStart() {
        pass(Duration.ofMillis(12_340));
        progress.say("here");

        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo(String.format("[ 12.3 s] here%n"));
    }

    @Test
    void tellsHowFarThingsAreOnlyNowAndThen() {
        progress.say("begun");
        pass(Duration.ofMillis(3_999));
        progress.soFar("rows", 1_000, 5_000);
        pass(Duration.ofMillis(1));
        progress.soFar("rows", 2_000, 5_000);
        progress.soFar("rows", 3_000, 5_000);

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .isEqualTo(String.format("[  0.0 s] begun%n[  4.0 s]   rows: 2,000 of 5,000%n"));
    }

    private void pass(Duration duration) {
        clock.addAndGet(duration.toNanos());
    }
}
