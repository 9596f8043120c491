package io.nearside.node.validity;

import io.nearside.proxy.footprint.Row;
import io.nearside.proxy.footprint.TableFootprint;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The latest row changes of all tables, as many as there is room for. Those of one table are chained, the latest first, so that
 * what came after some place in the log is found without looking at other tables.
 *
 * <p>Written by the log's follower, read by every event loop.
 */
final class RecentChanges {
    /** No change. */
    static final long NONE = -1;

    private final int mostSteps;
    private final long mostBytes;
    private final int mask;
    private final AtomicReferenceArray<@Nullable Entry> entries;

    private long next;
    private long oldest;
    private long bytes;

    /** Changes up to here may be gone. */
    private volatile long droppedUpTo = Long.MIN_VALUE;

    /** What is kept of a change; the rows are null for what the kind of change has not. */
    private record Entry(
            long number, long sequence, long previous, @Nullable Row before, @Nullable Row after, int weight) {}

    /**
     * Bounded in three ways.
     *
     * @param capacity how many changes are kept at most, a power of two
     * @param mostBytes how much memory they may take, about
     * @param mostSteps how many changes one check looks at at most
     */
    RecentChanges(int capacity, long mostBytes, int mostSteps) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException(capacity + " is no power of two");
        }
        this.mask = capacity - 1;
        this.mostBytes = mostBytes;
        this.mostSteps = mostSteps;
        this.entries = new AtomicReferenceArray<>(capacity);
    }

    /**
     * Keeps a change.
     *
     * @param previous the number of the change of the same table before this one, or {@link #NONE}
     * @param weight how many bytes its rows take, about
     * @return its number
     */
    long add(long sequence, long previous, @Nullable Row before, @Nullable Row after, int weight) {
        while (next - oldest > mask || (bytes + weight > mostBytes && oldest < next)) {
            drop();
        }
        long number = next++;
        bytes += weight;
        entries.set(place(number), new Entry(number, sequence, previous, before, after, weight));
        return number;
    }

    private void drop() {
        Entry entry = entries.get(place(oldest));
        if (entry != null) {
            droppedUpTo = entry.sequence();
            bytes -= entry.weight();
            entries.set(place(oldest), null);
        }
        oldest++;
    }

    /**
     * Whether a change of one table after {@code from} may affect what depends on it; also when that cannot be said any more.
     *
     * @param latest the number of the table's latest change
     */
    boolean mayAffect(long latest, long from, TableFootprint footprint) {
        long number = latest;
        for (int step = 0; number != NONE; step++) {
            Entry entry = entries.get(place(number));
            if (entry == null || entry.number() != number) {
                // what is gone came before droppedUpTo, and so did all that the chain has further back
                return droppedUpTo > from;
            }
            if (entry.sequence() <= from) {
                return false;
            }
            if (step == mostSteps || footprint.mayBeAffectedBy(entry.before(), entry.after())) {
                return true;
            }
            number = entry.previous();
        }
        return false;
    }

    private int place(long number) {
        return (int) (number & mask);
    }
}
