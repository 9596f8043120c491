package io.nearside.node.validity;

import io.nearside.proxy.footprint.Comparison;
import io.nearside.proxy.footprint.Row;
import io.nearside.proxy.footprint.RowCondition.OneOf;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * When rows with some value in one column last changed, by the hash of the value. However many results depend on rows with some
 * value, a change is noted once; however many changes there were, a result looks at one number for each of its values.
 *
 * <p>Values that share a hash share a number, which at worst makes a result look closer.
 */
final class ColumnIndex {
    private final List<String> columns;
    private final int column;
    private final Comparison comparison;
    private final long since;
    private final AtomicLongArray lastChanges;
    private final AtomicLong lastOfAnyValue = new AtomicLong(Long.MIN_VALUE);

    /**
     * An index that knows of no change yet.
     *
     * @param columns the names of all columns of the table
     * @param since changes up to here are not in it
     * @param places how many hashes are told apart, a power of two
     */
    ColumnIndex(List<String> columns, int column, Comparison comparison, long since, int places) {
        this.columns = columns;
        this.column = column;
        this.comparison = comparison;
        this.since = since;
        this.lastChanges = new AtomicLongArray(places);
        for (int i = 0; i < places; i++) {
            lastChanges.setPlain(i, Long.MIN_VALUE);
        }
    }

    boolean isOn(List<String> tableColumns, OneOf condition) {
        return column == condition.column() && comparison == condition.comparison() && columns.equals(tableColumns);
    }

    /** Takes a changed row, as it was or as it is. */
    void onRow(long sequence, @Nullable Row row) {
        if (row != null) {
            onValue(sequence, row);
        }
    }

    private void onValue(long sequence, Row row) {
        if (!row.hasColumns(columns)) {
            lastOfAnyValue.lazySet(sequence);
            return;
        }
        Object value = row.value(column);
        if (value == null) {
            // equal to nothing
            return;
        }
        Object key = comparison.keyOf(value);
        if (key == null) {
            lastOfAnyValue.lazySet(sequence);
        } else {
            lastChanges.lazySet(place(key), sequence);
        }
    }

    /** Whether no row with one of these values changed after {@code from}; false also when that is not known. */
    boolean isUnchanged(OneOf values, long from) {
        if (from < since || lastOfAnyValue.get() > from) {
            return false;
        }
        for (Object key : values.keys()) {
            if (lastChanges.get(place(key)) > from) {
                return false;
            }
        }
        return true;
    }

    private int place(Object key) {
        // The upper bits of the product are the well mixed ones, also for values whose lower bits are all alike.
        return Integer.reverse(key.hashCode() * 0x9E3779B9) & (lastChanges.length() - 1);
    }
}
