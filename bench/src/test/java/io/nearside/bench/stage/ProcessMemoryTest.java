package io.nearside.bench.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

final class ProcessMemoryTest {
    @Test
    void sumIsTheLastLineOfAHistogram() {
        String histogram =
                """
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:         20434        1634720  [B (java.base@17.0.15)
                Total        120434       12345678
                """;

        assertThat(ProcessMemory.total(histogram)).isEqualTo(12_345_678);
    }

    @Test
    void whatIsNoHistogramIsAnErrorThatShowsIt() {
        assertThatExceptionOfType(StageException.class)
                .isThrownBy(() -> ProcessMemory.total("1234: No such process\n"))
                .withMessageContaining("No such process");
    }

    @Test
    void objectsOfThisProcessTakeHeap() throws Exception {
        assertThat(ProcessMemory.liveHeapBytes(ProcessHandle.current().pid())).isPositive();
    }
}
