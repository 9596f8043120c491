package io.nearside.node.validity;

import io.nearside.proxy.footprint.Row;
import io.nearside.proxy.footprint.RowCondition.OneOf;
import io.nearside.proxy.footprint.TableFootprint;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What is known of changes to one table within one {@link History}; shared by all results that depend on the table.
 *
 * <p>Written by the log's follower, read by every event loop: a reader that sees a change's sequence sees all that belongs to it.
 */
final class TableState {
    private final History history;
    private final List<ColumnIndex> indexes = new CopyOnWriteArrayList<>();
    private volatile long latest = RecentChanges.NONE;
    private volatile long lastWholeChange = Long.MIN_VALUE;
    private volatile long lastChange = Long.MIN_VALUE;

    TableState(History history) {
        this.history = history;
    }

    /** Takes a change that may be of any row, or of what the table is. */
    synchronized void onWholeChange(long sequence, boolean ofSchema) {
        if (ofSchema) {
            history.dropped(indexes.size());
            indexes.clear();
        }
        lastWholeChange = sequence;
        lastChange = sequence;
    }

    /** Takes a change of one row. */
    synchronized void onRowChange(
            long sequence, RecentChanges recent, @Nullable Row before, @Nullable Row after, int weight) {
        for (ColumnIndex index : indexes) {
            index.onRow(sequence, before);
            index.onRow(sequence, after);
        }
        latest = recent.add(sequence, latest, before, after, weight);
        lastChange = sequence;
    }

    /** Where changes of the rows that these values select are found fast; null if there is no room for that. */
    @Nullable
    ColumnIndex indexFor(TableFootprint footprint, OneOf values) {
        for (ColumnIndex index : indexes) {
            if (index.isOn(footprint.columns(), values)) {
                return index;
            }
        }
        return addIndex(footprint, values);
    }

    private synchronized @Nullable ColumnIndex addIndex(TableFootprint footprint, OneOf values) {
        for (ColumnIndex index : indexes) {
            if (index.isOn(footprint.columns(), values)) {
                return index;
            }
        }
        if (indexes.size() >= history.bounds().mostIndexesOfTable() || !history.mayAddIndex()) {
            return null;
        }
        ColumnIndex index = new ColumnIndex(
                footprint.columns(),
                values.column(),
                values.comparison(),
                lastChange,
                history.bounds().indexPlaces());
        indexes.add(index);
        return index;
    }

    boolean changedAfter(long sequence) {
        return lastChange > sequence;
    }

    boolean changedAsAWholeAfter(long sequence) {
        return lastWholeChange > sequence;
    }

    /** The number of the latest change of a row, or {@link RecentChanges#NONE}. */
    long latest() {
        return latest;
    }
}
