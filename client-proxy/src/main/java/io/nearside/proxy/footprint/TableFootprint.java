package io.nearside.proxy.footprint;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of one table on which a result depends.
 *
 * @param table the table, or a view: what a view's name means can change, but it has no rows of its own
 * @param columns the names of all columns of the table, in order, as the condition and {@code used} count them; empty when
 *     nothing is narrowed
 * @param used the columns whose values matter
 * @param condition what every row meets that the result was computed from
 */
public record TableFootprint(TableName table, List<String> columns, ColumnSet used, RowCondition condition) {
    public TableFootprint {
        columns = List.copyOf(columns);
    }

    /** All of a table. */
    public static TableFootprint whole(TableName table) {
        return new TableFootprint(table, List.of(), ColumnSet.ALL, RowCondition.Fixed.ANY);
    }

    /** What a name means, and no rows. */
    public static TableFootprint nameOnly(TableName view) {
        return new TableFootprint(view, List.of(), ColumnSet.of(List.of()), RowCondition.Fixed.NONE);
    }

    /** Whether every change of any row affects the result. */
    public boolean isWhole() {
        return used.isAll() && condition == RowCondition.Fixed.ANY;
    }

    /**
     * Whether a change of one row may affect the result.
     *
     * @param before the row as it was, null when it was inserted
     * @param after the row as it is, null when it was deleted
     */
    public boolean mayBeAffectedBy(@Nullable Row before, @Nullable Row after) {
        if (before == null && after == null) {
            return true;
        }
        if (isOther(before) || isOther(after)) {
            return true;
        }
        if (before != null && after != null && !used.mayDiffer(before, after)) {
            return false;
        }
        return (before != null && condition.mayHoldFor(before)) || (after != null && condition.mayHoldFor(after));
    }

    /** Whether the row is of other columns than those that this footprint is about. */
    private boolean isOther(@Nullable Row row) {
        return row != null && !row.hasColumns(columns);
    }

    /** Values of one column of which every row that matters has one: by these a change can be looked up. */
    public Optional<RowCondition.OneOf> equality() {
        return condition.equality();
    }
}
