package io.nearside.cdc.log;

import org.jspecify.annotations.Nullable;

/**
 * The reader's judgement of continuity: what to do with the next batch of the ring. Every reader of the log (a node, a
 * feeder, a writer that takes over) uses this one rule, so all of them see one history.
 *
 * <p>Not thread-safe; one owner.
 */
public final class LogCursor {
    /** What to do with a batch. */
    public enum Verdict {
        /** It continues what was applied: apply its records. */
        APPLY,
        /** Already applied, of a lower term, or of a writer that lost its claim: nothing to do. */
        IGNORE,
        /** It does not continue what was applied: void everything older, then go on from {@code batch.last()}. */
        VOID
    }

    private LogPosition applied = LogPosition.NONE;
    private OriginPosition origin = OriginPosition.UNKNOWN;
    private long epoch;
    private int term;
    private long writer;
    private boolean writerProved;

    /** Judges the batch and, unless it is ignored, moves past it. */
    public Verdict accept(LogBatch batch) {
        if (isFenced(batch)) {
            return Verdict.IGNORE;
        }
        boolean newEpoch = batch.epoch() > epoch;
        boolean firstOfTerm = newEpoch || batch.term() > term;
        if (firstOfTerm || !batch.isClaim()) {
            writer = batch.writer();
            writerProved = !batch.isClaim();
        }
        epoch = batch.epoch();
        term = batch.term();
        if (batch.isClaim()) {
            return Verdict.IGNORE;
        }
        if (!newEpoch && isRepeat(batch)) {
            return Verdict.IGNORE;
        }
        boolean continues = !newEpoch && continuesApplied(batch);
        applied = batch.last();
        origin = batch.after();
        return continues ? Verdict.APPLY : Verdict.VOID;
    }

    /**
     * Of one term's writers only the one with the first claim ever writes more than its claim. So until such a batch is
     * seen the first claim names the writer, and such a batch names it for good (the claim itself may be older than
     * what the ring still holds).
     */
    private boolean isFenced(LogBatch batch) {
        if (batch.epoch() != epoch) {
            return batch.epoch() < epoch;
        }
        if (batch.term() != term) {
            return batch.term() < term;
        }
        return writerProved && batch.writer() != writer;
    }

    /** A writer that is not sure of an append repeats it; a repeat brings neither records nor positions that are new. */
    private boolean isRepeat(LogBatch batch) {
        if (!applied.includes(batch.last())) {
            return false;
        }
        boolean bringsNoRecords =
                batch.last().sequence() < applied.sequence() || !batch.records().isEmpty();
        return bringsNoRecords || (!batch.before().samePlace(origin) && origin.reached(batch.after()));
    }

    private boolean continuesApplied(LogBatch batch) {
        if (applied.epoch() != batch.epoch() || !batch.before().samePlace(origin)) {
            return false;
        }
        return applied.term() == batch.term()
                ? batch.first() == applied.sequence() + 1
                : batch.first()
                        == LogPosition.startOfTerm(batch.epoch(), batch.term()).sequence() + 1;
    }

    /** Up to where the log was applied; {@link LogPosition#NONE} before the first batch. */
    public LogPosition applied() {
        return applied;
    }

    /** The origin's binlog position that {@link #applied} corresponds to. */
    public OriginPosition origin() {
        return origin;
    }

    /** The epoch and term seen last, also from claims: what a new writer must exceed. */
    public long epoch() {
        return epoch;
    }

    public int term() {
        return term;
    }

    /** The writer of {@link #term}, by its claim or its batches; null before the first. */
    public @Nullable Long writer() {
        return epoch == 0 ? null : writer;
    }
}
