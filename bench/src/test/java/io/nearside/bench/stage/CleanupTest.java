package io.nearside.bench.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CleanupTest {
    private final List<String> closed = new ArrayList<>();
    private final Cleanup cleanup = new Cleanup();

    @Test
    void closesTheLatestFirstAndEachOnce() {
        cleanup.add(() -> closed.add("first"));
        cleanup.add(() -> closed.add("second"));

        cleanup.close();
        cleanup.close();

        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void closesTheRestWhenOneCannotBeClosed() {
        cleanup.add(() -> closed.add("first"));
        cleanup.add(() -> {
            throw new IllegalStateException("wanted by this test");
        });

        cleanup.close();

        assertThat(closed).containsExactly("first");
    }

    @Test
    void closesAtOnceWhatComesTooLate() {
        cleanup.close();

        assertThatThrownBy(() -> cleanup.add(() -> closed.add("late"))).isInstanceOf(StageException.class);
        assertThat(closed).containsExactly("late");
        assertThat(cleanup.isClosing()).isTrue();
    }
}
