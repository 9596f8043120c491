package io.nearside.cdc;

import io.nearside.cdc.binlog.OriginTransaction;
import io.nearside.cdc.log.OriginPosition;
import io.nearside.cdc.log.Watermark;
import io.nearside.cdc.origin.OriginSample;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Turns samples of the origin into watermarks: a sample's time counts once everything up to its position is in the log,
 * and a record is settled once the origin shows its transaction and all before it to queries. Not thread-safe.
 */
final class SettledTracker {
    /** More samples are not kept waiting; those that wait are the ones that come true first. */
    private static final int MOST_WAITING = 16;

    private final OriginPosition start;
    private final long startSequence;
    private final Deque<Unsettled> unsettled = new ArrayDeque<>();
    private final Deque<OriginSample> waiting = new ArrayDeque<>();
    private OriginPosition appended;
    private boolean startShown;
    private long settled;
    private long completeMicros;

    /**
     * @param start where in the binlog this writer began
     * @param startSequence the sequence before its first record
     */
    SettledTracker(OriginPosition start, long startSequence) {
        this.start = start;
        this.startSequence = startSequence;
        this.settled = startSequence;
        this.appended = start;
    }

    /** The transaction is in the log, its last record as {@code lastSequence}. */
    void appended(OriginTransaction transaction, long lastSequence) {
        appended = transaction.end();
        boolean newRecords = lastSequence > lastKnown();
        if (newRecords) {
            unsettled.add(
                    new Unsettled(transaction.gtid(), transaction.end(), lastSequence, transaction.transactional()));
        }
        completeUpToHere();
    }

    private long lastKnown() {
        Unsettled last = unsettled.peekLast();
        return last == null ? settled : last.sequence();
    }

    /** Samples of another server say nothing. */
    void sampled(OriginSample sample) {
        if (!sample.written().server().equals(start.server())) {
            return;
        }
        startShown |= sample.showsAllUpTo(start);
        if (startShown) {
            settle(sample);
        }
        if (waiting.size() < MOST_WAITING) {
            waiting.add(sample);
        }
        completeUpToHere();
    }

    private void settle(OriginSample sample) {
        while (!unsettled.isEmpty() && isShown(sample)) {
            settled = unsettled.remove().sequence();
        }
    }

    /**
     * A transaction without GTID cannot be asked for; but the origin shows transactions in the binlog's order, so one
     * that comes later and is shown proves it.
     */
    private boolean isShown(OriginSample sample) {
        for (Unsettled next : unsettled) {
            if (!next.transactional() || sample.shows(next.gtid(), next.end())) {
                return true;
            }
            if (!next.gtid().isEmpty()) {
                return false;
            }
        }
        return false;
    }

    private void completeUpToHere() {
        while (!waiting.isEmpty() && appended.reached(waiting.element().written())) {
            completeMicros = waiting.remove().originMicros();
        }
    }

    /** Whether records wait to become visible, or the very start does. */
    boolean hasUnsettled() {
        return !startShown || !unsettled.isEmpty();
    }

    /** What can be said now; null before anything can. */
    @Nullable
    Watermark watermark() {
        return startShown && completeMicros > 0
                ? new Watermark(completeMicros, Math.max(settled, startSequence))
                : null;
    }

    private record Unsettled(String gtid, OriginPosition end, long sequence, boolean transactional) {}
}
