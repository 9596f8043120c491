package io.nearside.proxy.sql;

/**
 * A column.
 *
 * @param name as the origin stores it
 * @param type how its values compare
 * @param collation the collation's name, empty if the type has none
 * @param generation the expression a generated column is computed by, empty for others
 */
public record ColumnDefinition(String name, ColumnType type, String collation, String generation) {
    boolean isGenerated() {
        return !generation.isEmpty();
    }
}
