package io.nearside.node.validity;

import io.nearside.cdc.log.ChangeRecord;

/**
 * What is known of changes to one table within one {@link History}; shared by all results that depend on the table.
 *
 * <p>Here is where conditions on rows will narrow what a change affects; for now every change affects the whole table.
 * Written by the log's follower, read by every event loop.
 */
final class TableState {
    private volatile long lastChange;

    /** Takes a change of this table, or one that may be of it. */
    void onChange(long sequence, ChangeRecord change) {
        lastChange = Math.max(lastChange, sequence);
    }

    /** Whether something after {@code sequence} affects a result that depends on this table. */
    boolean changedAfter(long sequence) {
        return lastChange > sequence;
    }
}
