package io.nearside.bench.wan;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is under way, ordered by when it is due; what is due at the same time keeps the order in which it was added. Not
 * thread-safe. Times are those of {@link System#nanoTime()}.
 */
final class Departures {
    /** Something to be done at a time. */
    record Departure(long due, Runnable action) {}

    private record Queued(Departure departure, long order) implements Comparable<Queued> {
        @Override
        public int compareTo(Queued other) {
            // As a difference: such times may wrap around.
            long later = departure.due - other.departure.due;
            return later != 0 ? Long.signum(later) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Queued> queue = new PriorityQueue<>();
    private long added;

    void add(Departure departure) {
        queue.add(new Queued(departure, added++));
    }

    /** How long after {@code now} the first is due, negative if it is late; {@link Long#MAX_VALUE} if there is none. */
    long nanosToFirst(long now) {
        Queued first = queue.peek();
        return first == null ? Long.MAX_VALUE : first.departure.due - now;
    }

    /** Takes out the first if it is due. */
    @Nullable
    Runnable takeDue(long now) {
        if (nanosToFirst(now) > 0) {
            return null;
        }
        return queue.remove().departure.action;
    }
}
