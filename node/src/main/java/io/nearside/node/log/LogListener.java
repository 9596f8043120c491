package io.nearside.node.log;

import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.Watermark;

/**
 * Learns from the {@link LogFollower} what the log says. For each batch all listeners get all its records first, then
 * all get {@link #onApplied}, then all get {@link #onWatermark}: whoever sees a watermark may rely on everything before
 * it having reached every listener.
 *
 * <p>Called by one thread at a time; implementations publish to others what they learn. They must not block for long: the
 * log waits.
 */
public interface LogListener {
    /** The log cannot be trusted to continue: everything known from it is void until {@link #onRestart}. */
    default void onLost() {}

    /** The log goes on after {@code batch}, and nothing is known of what came before its end. */
    default void onRestart(LogBatch batch) {}

    default void onRecord(long sequence, ChangeRecord change) {}

    /** All records of {@code batch} were told. */
    default void onApplied(LogBatch batch) {}

    default void onWatermark(Watermark watermark) {}
}
