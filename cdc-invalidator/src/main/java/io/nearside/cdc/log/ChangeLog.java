package io.nearside.cdc.log;

import java.util.List;

/**
 * The region's ring of log batches. Its own item numbers order what it holds and prove nothing else (they start over
 * after a full restart, and jump): continuity is judged by {@link LogCursor} from what the batches say.
 *
 * <p>Thread-safe. Calls block; they are not for event loops.
 */
public interface ChangeLog {
    /**
     * Adds batches in order, durably within the region (with as many backups as configured).
     *
     * @return the number of the last item added; more than the last one known plus those added means that somebody
     *     else wrote too
     * @throws ChangeLogException when it is not certain that all were added: the caller must take its term anew
     */
    long append(List<LogBatch> batches);

    /** Number of the oldest item still held; one past {@link #newest} when the ring is empty. */
    long oldest();

    /** Number of the newest item; -1 when nothing was ever added. */
    long newest();

    /**
     * Items from number {@code from} on, waiting up to {@code waitMillis} for the first one.
     *
     * @return possibly empty; {@code next} is the number to go on from. When {@code from} is no longer (or not yet)
     *     held, reading goes on at what is held: the cursor will see the gap
     */
    Read read(long from, int most, long waitMillis);

    /** What one read returned: batches in ring order and the number to read next. */
    record Read(List<LogBatch> batches, long next) {
        public Read {
            batches = List.copyOf(batches);
        }
    }
}
