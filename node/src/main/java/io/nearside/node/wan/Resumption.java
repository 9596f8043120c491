package io.nearside.node.wan;

import io.nearside.cdc.log.LogBatch;
import java.util.Objects;

/**
 * Decides where a stream of batches takes up for a region that has everything up to {@code last}. To send what the region
 * has is harmless; to leave out what it lacks would void its results. First all that is held is shown to {@link #look},
 * then what is to be sent passes through {@link #isNews}.
 *
 * <p>Not thread-safe; one owner.
 */
final class Resumption {
    private final LogBatch last;
    private boolean lastIsHeld;
    private boolean passed;

    Resumption(LogBatch last) {
        this.last = last;
    }

    void look(LogBatch held) {
        lastIsHeld |= isLast(held);
    }

    /** Whether the batch is to be sent; batches are asked for in the ring's order. */
    boolean isNews(LogBatch batch) {
        if (passed) {
            return true;
        }
        if (lastIsHeld && isLast(batch)) {
            passed = true;
            return false;
        }
        int order = batch.last().compareTo(last.last());
        passed = order > 0 || (order == 0 && !lastIsHeld);
        return passed;
    }

    private boolean isLast(LogBatch batch) {
        return batch.epoch() == last.epoch()
                && batch.term() == last.term()
                && batch.writer() == last.writer()
                && batch.first() == last.first()
                && batch.records().size() == last.records().size()
                && batch.after().samePlace(last.after())
                && Objects.equals(batch.watermark(), last.watermark());
    }
}
