package io.nearside.bench.wan;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.bench.wan.Departures.Departure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class DeparturesTest {
    private record Sent(long due, int number) {}

    @Property
    void whatIsDueGoesInTheOrderOfItsTimeAndThenOfItsComing(@ForAll List<@IntRange(max = 5) Integer> delays) {
        // So that some of the times wrap around.
        long base = Long.MAX_VALUE - 2;
        Departures departures = new Departures();
        List<Sent> sent = new ArrayList<>();
        List<Sent> gone = new ArrayList<>();
        for (int i = 0; i < delays.size(); i++) {
            Sent next = new Sent(base + delays.get(i), i);
            sent.add(next);
            departures.add(new Departure(next.due(), () -> gone.add(next)));
        }

        Runnable due = departures.takeDue(base + 5);
        while (due != null) {
            due.run();
            due = departures.takeDue(base + 5);
        }

        assertThat(gone).isEqualTo(sorted(sent, base));
    }

    private static List<Sent> sorted(List<Sent> sent, long base) {
        List<Sent> sorted = new ArrayList<>(sent);
        sorted.sort(Comparator.comparingLong(one -> one.due() - base));
        return sorted;
    }

    @Test
    void nothingGoesBeforeItsTime() {
        Departures departures = new Departures();
        Runnable action = () -> {};
        departures.add(new Departure(1_000, action));

        assertThat(departures.nanosToFirst(900)).isEqualTo(100);
        assertThat(departures.takeDue(999)).isNull();
        assertThat(departures.takeDue(1_000)).isSameAs(action);
        assertThat(departures.nanosToFirst(1_000)).isEqualTo(Long.MAX_VALUE);
    }
}
