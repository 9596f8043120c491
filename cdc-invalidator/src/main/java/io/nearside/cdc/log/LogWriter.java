package io.nearside.cdc.log;

import io.nearside.cdc.log.LogCursor.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One process's part in writing the change log: it follows the log as every reader does, claims a term to write it, and
 * appends batches that continue what the log holds.
 *
 * <p>States: following (at first, and after {@link #append} or {@link #follow} found the term lost) and writing (after a
 * claim that won). After a {@link ChangeLogException} nothing is known but by a new claim. Not thread-safe; one owner.
 */
public final class LogWriter {
    private static final int READ_ITEMS = 1_000;
    private static final long READ_MILLIS = 10_000;
    private static final int MOST_RECORDS = 1_000;
    private static final int MOST_BYTES = 256 << 10;

    private final ChangeLog log;
    private final LongSupplier clockMillis;
    private final LongSupplier random;
    private final LogCursor cursor = new LogCursor();
    private long next;
    private long epoch;
    private int term;
    private long writer;
    private boolean writing;

    /**
     * @param clockMillis wall clock: names epochs
     * @param random where the writer's identity of each claim comes from
     */
    public LogWriter(ChangeLog log, LongSupplier clockMillis, LongSupplier random) {
        this.log = log;
        this.clockMillis = clockMillis;
        this.random = random;
    }

    /** Reads what others wrote, waiting for it up to {@code waitMillis}; true when a batch came that readers follow. */
    public boolean follow(long waitMillis) {
        boolean alive = readOnce(waitMillis, Long.MIN_VALUE).alive();
        while (next <= log.newest()) {
            alive |= readOnce(READ_MILLIS, Long.MIN_VALUE).alive();
        }
        writing &= owns();
        return alive;
    }

    /**
     * Bids for the next term of the epoch that the log is in, or of the first one when it is empty.
     *
     * @return whether this writer now writes; if so it goes on from {@link #origin}
     */
    public boolean claimTerm() {
        catchUp();
        if (cursor.epoch() == 0) {
            return claim(clockMillis.getAsLong(), 1);
        }
        // Terms leap with time, so that two claims never name one term even if the log lost the first of them.
        long minutes = TimeUnit.MILLISECONDS.toMinutes(clockMillis.getAsLong() - cursor.epoch());
        long next = Math.max(cursor.term() + 1L, minutes);
        return next > LogPosition.LAST_TERM ? claimEpoch() : claim(cursor.epoch(), (int) next);
    }

    /** Opens an epoch: the history in the log ends, and the first batch makes every reader void what it has. */
    public boolean claimEpoch() {
        catchUp();
        return claim(Math.max(clockMillis.getAsLong(), cursor.epoch() + 1), 1);
    }

    private boolean claim(long newEpoch, int newTerm) {
        epoch = newEpoch;
        term = newTerm;
        writer = random.getAsLong();
        writing = false;
        log.append(List.of(LogBatch.claim(epoch, term, writer)));
        boolean seen = false;
        while (next <= log.newest()) {
            seen |= readOnce(READ_MILLIS, writer).claimSeen();
        }
        writing = seen && owns();
        return writing;
    }

    /**
     * Appends records that end at {@code after} in the origin's binlog, in as many batches as their size asks for.
     * Batches before the last leave the origin position where it was: whoever resumes there reads the rest again.
     *
     * @return whether this writer still holds its term; if not, readers ignored at least part of this
     */
    public boolean append(List<ChangeRecord> records, OriginPosition after, @Nullable Watermark watermark) {
        if (!writing) {
            return false;
        }
        List<LogBatch> batches = split(records, after, watermark);
        writing = false; // unless the append is certain
        long newest = log.append(batches);
        batches.forEach(cursor::accept);
        boolean alone = newest == next + batches.size() - 1;
        if (alone) {
            next = newest + 1;
        } else {
            catchUp();
        }
        writing = owns();
        return writing;
    }

    private List<LogBatch> split(List<ChangeRecord> records, OriginPosition after, @Nullable Watermark watermark) {
        List<LogBatch> batches = new ArrayList<>(1);
        OriginPosition before = origin().withoutGtids();
        long first = nextSequence();
        int from = 0;
        int size = 0;
        for (int i = 0; i < records.size(); i++) {
            int more = RecordSize.of(records.get(i));
            if (i > from && (i - from == MOST_RECORDS || size + more > MOST_BYTES)) {
                batches.add(batch(first + from, before, origin(), records.subList(from, i), null));
                from = i;
                size = 0;
            }
            size += more;
        }
        batches.add(batch(first + from, before, after, records.subList(from, records.size()), watermark));
        return batches;
    }

    private LogBatch batch(
            long first,
            OriginPosition before,
            OriginPosition after,
            List<ChangeRecord> records,
            @Nullable Watermark watermark) {
        return new LogBatch(epoch, term, writer, first, before, after, records, watermark);
    }

    private long nextSequence() {
        LogPosition start = LogPosition.startOfTerm(epoch, term);
        return Math.max(
                        start.sequence(),
                        cursor.applied().includes(start) ? cursor.applied().sequence() : 0)
                + 1;
    }

    /** The last sequence this writer gave, or the place just before its first. */
    public LogPosition last() {
        return new LogPosition(epoch, nextSequence() - 1);
    }

    /** Up to where the log holds the origin's binlog; {@link OriginPosition#UNKNOWN} when it holds nothing of it. */
    public OriginPosition origin() {
        return cursor.applied().epoch() == cursor.epoch() ? cursor.origin() : OriginPosition.UNKNOWN;
    }

    /** Starts the history of a new epoch at this place of the origin's binlog. */
    public boolean begin(OriginPosition start) {
        LogBatch opening = batch(nextSequence(), start.withoutGtids(), start, List.of(), null);
        writing = false;
        log.append(List.of(opening));
        catchUp();
        writing = owns();
        return writing;
    }

    public long epoch() {
        return cursor.epoch();
    }

    public int term() {
        return cursor.term();
    }

    private boolean owns() {
        return cursor.epoch() == epoch
                && cursor.term() == term
                && Long.valueOf(writer).equals(cursor.writer());
    }

    private void catchUp() {
        if (next > log.newest() + 1) {
            next = log.oldest();
        }
        while (next <= log.newest()) {
            readOnce(READ_MILLIS, Long.MIN_VALUE);
        }
    }

    private Seen readOnce(long waitMillis, long claimant) {
        ChangeLog.Read read = log.read(next, READ_ITEMS, waitMillis);
        boolean alive = false;
        boolean claimSeen = false;
        for (LogBatch batch : read.batches()) {
            int termBefore = cursor.term();
            long epochBefore = cursor.epoch();
            alive |= cursor.accept(batch) != Verdict.IGNORE
                    || cursor.term() != termBefore
                    || cursor.epoch() != epochBefore;
            claimSeen |= batch.isClaim() && batch.writer() == claimant;
        }
        next = read.next();
        return new Seen(alive, claimSeen);
    }

    private record Seen(boolean alive, boolean claimSeen) {}
}
