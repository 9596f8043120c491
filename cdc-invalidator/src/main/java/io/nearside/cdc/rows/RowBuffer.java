package io.nearside.cdc.rows;

import io.nearside.cdc.log.OriginPosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where the reader of row images and the writer of the log meet: both go through the binlog in its order, so whatever
 * lies before the one's place is of no use to the other. Decides whether waiting for images makes sense: only while
 * their reader keeps up, so that a slow or dead one costs one wait and not one for each transaction.
 *
 * <p>Thread-safe: one thread brings rows, one asks for them. Memory is bounded; what does not fit is not had.
 */
final class RowBuffer {
    /** A transaction with more rows counts for its whole tables. */
    static final int MOST_ROWS = 1_000;

    private static final int MOST_TRANSACTIONS = 4_096;
    private static final int MOST_BUFFERED_ROWS = 50_000;
    private static final int MOST_MISSED = 4_096;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final long timeoutNanos;
    private final Deque<Complete> complete = new ArrayDeque<>();
    private final Deque<Missed> missed = new ArrayDeque<>();
    private int bufferedRows;
    private boolean keepsUp;
    private boolean trusted = true;
    private @Nullable Open open;

    RowBuffer(long timeoutNanos) {
        this.timeoutNanos = timeoutNanos;
    }

    /** The reader starts from here; what lies before will never come. */
    void started(String file, long offset) {
        locked(() -> {
            complete.clear();
            bufferedRows = 0;
            open = null;
            keepsUp = false;
            trusted = true;
            forgetMissedBefore(file, offset);
        });
    }

    /** The reader is gone: nobody waits any more. */
    void stopped() {
        locked(() -> {
            open = null;
            keepsUp = false;
        });
    }

    /** What has come is no good, nor is what comes before a reader starts again. */
    void distrust() {
        locked(() -> {
            complete.clear();
            bufferedRows = 0;
            open = null;
            keepsUp = false;
            trusted = false;
        });
    }

    /** The reader had nothing else to read; if it owes nothing, it is at the end of the binlog. */
    void idle() {
        locked(() -> keepsUp |= trusted && missed.isEmpty());
    }

    /** @param offset of the row's event, or an earlier one of its transaction */
    void row(String gtid, String file, long offset, RowChange row) {
        lock.lock();
        try {
            if (!trusted) {
                return;
            }
            Open current = open;
            if (current == null || !current.gtid.equals(gtid)) {
                current = new Open(gtid, file);
                open = current;
            }
            current.offset = offset;
            current.count++;
            if (current.count <= MOST_ROWS) {
                current.rows.add(row);
            } else if (current.count == MOST_ROWS + 1) {
                // Whoever waits for it need not wait for the rest.
                current.rows.clear();
                add(new Complete(gtid, file, offset, null));
            }
        } finally {
            lock.unlock();
        }
    }

    /** The transaction ended, and the reader counted so many rows in it. */
    void end(String gtid, long count) {
        lock.lock();
        try {
            if (!trusted) {
                return;
            }
            Open current = open;
            open = null;
            if (current == null || !current.gtid.equals(gtid)) {
                // None of its rows is one that the reader brings.
                complete.add(new Complete(gtid, "", 0, null));
                changed.signalAll();
            } else if (current.count <= MOST_ROWS) {
                boolean whole = current.count == count;
                add(new Complete(gtid, current.file, current.offset, whole ? List.copyOf(current.rows) : null));
            }
        } finally {
            lock.unlock();
        }
    }

    private void add(Complete transaction) {
        long now = System.nanoTime();
        Missed last = forgetMissedBefore(transaction.file(), transaction.offset());
        keepsUp = last == null || now - last.seenNanos() < timeoutNanos / 2;
        complete.add(transaction);
        bufferedRows += transaction.size();
        while (complete.size() > MOST_TRANSACTIONS || bufferedRows > MOST_BUFFERED_ROWS) {
            removeFirst();
        }
        changed.signalAll();
    }

    private @Nullable Missed forgetMissedBefore(String file, long offset) {
        OriginPosition place = place(file, offset);
        Missed last = null;
        while (!missed.isEmpty() && place.reached(missed.element().start())) {
            last = missed.remove();
        }
        return last;
    }

    /**
     * All rows of a transaction, or null.
     *
     * @param start the offset where it begins, {@code end} the place after it
     */
    @Nullable
    List<RowChange> await(String gtid, long start, OriginPosition end, long seenNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                Complete head = skipTo(gtid, place(end.file(), start));
                if (head != null) {
                    boolean found = head.gtid().equals(gtid);
                    return found ? removeFirst().rows() : null;
                }
                long left = timeoutNanos - (System.nanoTime() - seenNanos);
                if (!keepsUp || left <= 0) {
                    miss(place(end.file(), start), seenNanos);
                    return null;
                }
                changed.await(left, TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Drops what lies before; the first one left is the one looked for, or shows that it will not come. */
    private @Nullable Complete skipTo(String gtid, OriginPosition start) {
        while (!complete.isEmpty()) {
            Complete head = complete.element();
            if (head.gtid().equals(gtid) || place(head.file(), head.offset()).reached(start)) {
                return head;
            }
            removeFirst();
        }
        return null;
    }

    private void miss(OriginPosition start, long seenNanos) {
        keepsUp = false;
        if (missed.size() == MOST_MISSED) {
            missed.remove();
        }
        missed.add(new Missed(start, seenNanos));
    }

    /** For how long the reader owes the oldest transaction that it has not brought, in nanoseconds. */
    long owesNanos() {
        lock.lock();
        try {
            return missed.isEmpty() ? 0 : System.nanoTime() - missed.element().seenNanos();
        } finally {
            lock.unlock();
        }
    }

    private Complete removeFirst() {
        Complete first = complete.remove();
        bufferedRows -= first.size();
        return first;
    }

    private static OriginPosition place(String file, long offset) {
        return new OriginPosition("", file, offset, "");
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static final class Open {
        private final String gtid;
        private final String file;
        private final List<RowChange> rows = new ArrayList<>();
        private long offset;
        private long count;

        Open(String gtid, String file) {
            this.gtid = gtid;
            this.file = file;
        }
    }

    /** @param rows null when they are too many or not all there */
    private record Complete(String gtid, String file, long offset, @Nullable List<RowChange> rows) {
        int size() {
            return rows == null ? 0 : rows.size();
        }
    }

    private record Missed(OriginPosition start, long seenNanos) {}
}
