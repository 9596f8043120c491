package io.nearside.proxy.footprint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row before or after a change, by position.
 *
 * <p>Values are {@code null}, {@link Long}, {@link Double}, {@link java.math.BigDecimal}, {@link String}, {@code byte[]} or
 * {@link #UNKNOWN}. Immutable, as long as nobody changes the arrays handed in.
 */
public final class Row {
    /** Stands for a value that is not known: it may be anything. */
    public static final Object UNKNOWN = new Object() {
        @Override
        public String toString() {
            return "UNKNOWN";
        }
    };

    private final List<String> columns;
    private final @Nullable Object[] values;

    /**
     * A row of a table with these columns.
     *
     * @param columns the names of all columns of the table, in order
     * @param values one for each column; taken over
     */
    public Row(List<String> columns, @Nullable Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(values.length + " values for " + columns.size() + " columns");
        }
        this.columns = columns;
        this.values = values;
    }

    /** The value at a position, from 0. */
    public @Nullable Object value(int column) {
        return values[column];
    }

    /** Whether the row is of a table with exactly these columns, so that a position means the same column in both. */
    public boolean hasColumns(List<String> names) {
        if (columns == names) {
            return true;
        }
        if (columns.size() != names.size()) {
            return false;
        }
        for (int i = 0; i < names.size(); i++) {
            if (!columns.get(i).equalsIgnoreCase(names.get(i))) {
                return false;
            }
        }
        return true;
    }
}
