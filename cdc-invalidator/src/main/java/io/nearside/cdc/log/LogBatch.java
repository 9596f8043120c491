package io.nearside.cdc.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One item of the ring: consecutive change records of one writer with the binlog positions before and after them, so
 * that a reader can prove that it continues what it has.
 *
 * <p>Records are in binlog order. A batch without records moves the origin position or carries a watermark; a
 * {@linkplain #isClaim claim} opens a term and has neither.
 *
 * @param epoch the unbroken history this belongs to
 * @param term the writer's term; within an epoch a reader ignores every term below the highest it has seen
 * @param writer the writer's random identity: of several claims of one term the first in the ring wins
 * @param first sequence of the first record (of the next record, when there are none)
 * @param before binlog position before the first record: where the previous batch ended
 * @param after binlog position after the last record
 * @param records the changes; their sequences count up from {@code first}
 * @param watermark what the origin confirmed since the last one, if anything
 */
public record LogBatch(
        long epoch,
        int term,
        long writer,
        long first,
        OriginPosition before,
        OriginPosition after,
        List<ChangeRecord> records,
        @Nullable Watermark watermark) {

    public LogBatch {
        records = List.copyOf(records);
    }

    /** A writer's bid for a term; it says nothing of the origin. */
    public static LogBatch claim(long epoch, int term, long writer) {
        long first = LogPosition.startOfTerm(epoch, term).sequence() + 1;
        return new LogBatch(
                epoch, term, writer, first, OriginPosition.UNKNOWN, OriginPosition.UNKNOWN, List.of(), null);
    }

    public boolean isClaim() {
        return after.equals(OriginPosition.UNKNOWN);
    }

    /** Where the log stands once this batch is applied. */
    public LogPosition last() {
        return new LogPosition(epoch, first + records.size() - 1);
    }
}
