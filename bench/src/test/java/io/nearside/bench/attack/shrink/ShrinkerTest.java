package io.nearside.bench.attack.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ShrinkerTest {
    private static final List<Integer> MANY = IntStream.range(0, 100).boxed().toList();

    @Test
    void leavesOnlyWhatIsNeeded() {
        List<Integer> shrunk = new Shrinker(() -> true).shrink(MANY, list -> list.containsAll(List.of(3, 41, 97)));

        assertThat(shrunk).containsExactly(3, 41, 97);
    }

    @Test
    void leavesNothingWhereNothingIsNeeded() {
        assertThat(new Shrinker(() -> true).shrink(MANY, list -> true)).isEmpty();
    }

    @Test
    void leavesAllWhereAllIsNeeded() {
        assertThat(new Shrinker(() -> true).shrink(MANY, list -> list.size() == 100))
                .isEqualTo(MANY);
    }

    @Test
    void stopsWhenItMay() {
        AtomicInteger trials = new AtomicInteger();

        List<Integer> shrunk = new Shrinker(() -> trials.incrementAndGet() <= 5).shrink(MANY, list -> list.contains(7));

        assertThat(shrunk).contains(7).hasSizeLessThan(100);
        assertThat(trials).hasValue(6);
    }
}
