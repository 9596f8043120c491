package io.nearside.node.validity;

import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.LogPosition;
import io.nearside.cdc.log.Watermark;
import io.nearside.node.log.LogListener;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of changes, and since when: the present {@link History}. Results are stamped by it and checked
 * against it.
 *
 * <p>Written by the log's follower, read by every event loop.
 */
public final class Validity implements LogListener {
    private final Bounds bounds;
    private volatile @Nullable History current;

    public Validity() {
        this(Bounds.USUAL);
    }

    Validity(Bounds bounds) {
        this.bounds = bounds;
    }

    /**
     * The place up to which changes are applied here <em>and</em> visible at the origin: what is asked there from now on
     * includes them. Null while that is not known; then nothing can be stamped.
     */
    public @Nullable AsOf settled() {
        History history = current;
        return history == null ? null : history.settled();
    }

    /**
     * The place up to which changes are applied here. The origin may not show all of them to queries yet, so no result
     * may be stamped with it.
     */
    @Nullable
    AsOf applied() {
        History history = current;
        return history == null ? null : history.applied();
    }

    /** A place in the log as another node named it; null when it is not part of what this node has seen without a gap. */
    public @Nullable AsOf recognize(long epoch, long sequence, long writer) {
        History history = current;
        return history == null ? null : history.recognize(epoch, sequence, writer);
    }

    /** How many tables are told apart. */
    public int tableCount() {
        History history = current;
        return history == null ? 0 : history.tableCount();
    }

    @Override
    public void onLost() {
        replace(null);
    }

    @Override
    public void onRestart(LogBatch batch) {
        replace(new History(batch.last(), bounds));
    }

    @Override
    public void onRecord(long sequence, ChangeRecord change) {
        History history = current;
        if (history != null) {
            history.onRecord(sequence, change);
        }
    }

    @Override
    public void onApplied(LogBatch batch) {
        History history = current;
        if (history == null) {
            return;
        }
        if (history.isFull()) {
            LogPosition floor = batch.last();
            history = new History(floor, bounds);
            replace(history);
        }
        history.onApplied(batch);
    }

    @Override
    public void onWatermark(Watermark watermark) {
        History history = current;
        if (history != null) {
            history.onSettled(watermark.settled());
        }
    }

    private void replace(@Nullable History next) {
        History old = current;
        current = next;
        if (old != null) {
            old.end();
        }
    }
}
