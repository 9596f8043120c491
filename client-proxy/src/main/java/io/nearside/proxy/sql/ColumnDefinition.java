package io.nearside.proxy.sql;

import java.util.List;

/**
 * A column.
 *
 * @param name as the origin stores it
 * @param type how its values compare
 * @param collation the collation's name, empty if the type has none
 * @param generation the expression a generated column is computed by, empty for others
 */
public record ColumnDefinition(String name, ColumnType type, String collation, String generation) {
    /** The position of the column of this name, in any case; -1 if there is none. */
    public static int position(List<ColumnDefinition> columns, String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    boolean isGenerated() {
        return !generation.isEmpty();
    }
}
