package io.nearside.proxy.footprint;

import java.util.Comparator;
import java.util.Locale;
import java.util.Set;

/**
 * A table's full name in the form the origin stores it; equal exactly when the origin means the same table.
 *
 * @param schema the schema, never empty
 * @param table the table's name inside the schema, never empty
 */
public record TableName(String schema, String table) implements Comparable<TableName> {

    private static final Comparator<TableName> ORDER =
            Comparator.comparing(TableName::schema).thenComparing(TableName::table);

    private static final Set<String> SYSTEM_SCHEMAS =
            Set.of("information_schema", "mysql", "performance_schema", "sys");

    /** Whether the table belongs to the server itself: such tables change without a trace in the binlog and are never cached. */
    public boolean isSystem() {
        return SYSTEM_SCHEMAS.contains(schema.toLowerCase(Locale.ROOT));
    }

    @Override
    public int compareTo(TableName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return schema + "." + table;
    }
}
