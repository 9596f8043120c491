package io.nearside.proxy.sql;

import java.util.List;

/**
 * What a table or a view is made of.
 *
 * @param columns all columns, in order
 * @param indexes the positions of each index's columns, {@link #EXPRESSION} for a part that is none; the primary key first, an
 *     empty list if there is none
 * @param query for a view, the SELECT that it stands for, with all names qualified; empty for a table, or when it is not known
 */
public record TableDefinition(List<ColumnDefinition> columns, List<List<Integer>> indexes, String query) {
    /** The place of an index's part that is not a column. */
    public static final int EXPRESSION = -1;

    /** Nothing is known but the name. */
    public static final TableDefinition UNKNOWN = new TableDefinition(List.of(), List.of(List.of()), "");

    public TableDefinition {
        columns = List.copyOf(columns);
        indexes = indexes.stream().map(List::copyOf).toList();
    }

    List<String> columnNames() {
        return columns.stream().map(ColumnDefinition::name).toList();
    }

    List<Integer> primaryKey() {
        return indexes.get(0);
    }
}
