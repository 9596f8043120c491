package io.nearside.node.wan;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.LogBatch;
import io.nearside.node.log.TestingLogSource;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ResumptionTest {
    private final TestingLogSource source = new TestingLogSource(1_000);
    private final LogBatch first = source.changes("s.t");
    private final LogBatch second = source.changes("s.t");
    private final LogBatch quiet = source.watermark(5);
    private final LogBatch quieter = source.watermark(6);
    private final LogBatch third = source.changes("s.u");

    private static List<LogBatch> news(LogBatch last, List<LogBatch> held) {
        Resumption resumption = new Resumption(last);
        held.forEach(resumption::look);
        return held.stream().filter(resumption::isNews).toList();
    }

    @Test
    void takesUpAfterTheLastBatch() {
        assertThat(news(second, List.of(first, second, quiet, quieter, third))).containsExactly(quiet, quieter, third);
    }

    @Test
    void tellsBatchesWithoutRecordsApart() {
        assertThat(news(quiet, List.of(first, second, quiet, quieter, third))).containsExactly(quieter, third);
    }

    @Test
    void hasNoNewsWhenTheLastBatchIsTheNewest() {
        assertThat(news(third, List.of(first, second, quiet, quieter, third))).isEmpty();
    }

    @Test
    void takesUpAtTheOldestWhenTheLastBatchIsNoLongerHeld() {
        assertThat(news(first, List.of(quiet, quieter, third))).containsExactly(quiet, quieter, third);
    }

    @Test
    void repeatsWhatEndsAtTheSamePlaceRatherThanLeaveItOut() {
        assertThat(news(second, List.of(quiet, quieter, third))).containsExactly(quiet, quieter, third);
    }

    @Test
    void takesUpWithANewerEpoch() {
        source.nextEpoch();
        LogBatch newer = source.changes("s.t");

        assertThat(news(third, List.of(newer))).containsExactly(newer);
    }

    @Test
    void sendsNothingThatIsOlder() {
        assertThat(news(third, List.of(first, second))).isEmpty();
    }
}
