package io.nearside.cdc.log;

/**
 * A place in the change log: everything up to and including {@code sequence} of {@code epoch}.
 *
 * <p>The sequence carries the writer's term in its upper bits ({@code term << 40 | n}), so that two writers can never
 * give one number to two records, and order by number is order by writer first. Positions of different epochs say
 * nothing about each other; they are ordered by epoch only because a later epoch always replaces an earlier one.
 *
 * @param epoch when this unbroken history began, in milliseconds of the wall clock of the writer that opened it
 * @param sequence number of the last record included
 */
public record LogPosition(long epoch, long sequence) implements Comparable<LogPosition> {
    private static final int RECORD_BITS = 40;

    /** Terms end here, so that sequences stay positive. */
    static final int LAST_TERM = (1 << (63 - RECORD_BITS)) - 1;

    /** Before any epoch: nothing was ever read or written. */
    public static final LogPosition NONE = new LogPosition(0, 0);

    /** The place just before the first record of {@code term}. */
    public static LogPosition startOfTerm(long epoch, int term) {
        return new LogPosition(epoch, (long) term << RECORD_BITS);
    }

    public int term() {
        return (int) (sequence >>> RECORD_BITS);
    }

    public LogPosition plus(int records) {
        return new LogPosition(epoch, sequence + records);
    }

    /** Whether everything in {@code other} is included here; false across epochs. */
    public boolean includes(LogPosition other) {
        return epoch == other.epoch && sequence >= other.sequence;
    }

    @Override
    public int compareTo(LogPosition other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(sequence, other.sequence);
    }

    @Override
    public String toString() {
        return epoch + ":" + term() + "." + (sequence & ((1L << RECORD_BITS) - 1));
    }
}
