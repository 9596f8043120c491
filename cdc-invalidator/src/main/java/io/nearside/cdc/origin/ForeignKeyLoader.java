package io.nearside.cdc.origin;

import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.origin.ForeignKeys.ForeignKey;
import io.nearside.cdc.origin.ForeignKeys.Rule;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads the foreign keys that change other tables from the origin's metadata. */
@FunctionalInterface
public interface ForeignKeyLoader {
    ForeignKeys load() throws SQLException;

    /** Asks the origin, over a new connection each time. MariaDB may take seconds where there are many tables. */
    static ForeignKeyLoader from(OriginAccess access) {
        return () -> {
            try (OriginConnection connection = access.open(Duration.ofMinutes(1))) {
                Map<String, ForeignKey> keys = new LinkedHashMap<>();
                Set<ChangedTable> versioned = VersionedTables.find(connection);
                for (OriginConnection.Row row : connection.query(QUERY)) {
                    String name = row.text(0) + "/" + row.text(1) + "/" + row.text(2);
                    ForeignKey key = key(row);
                    keys.merge(name, key, ForeignKey::and);
                    if (versioned.contains(key.parent())) {
                        // A deleted row of such a table is in the binlog as one whose end was updated.
                        keys.merge(name + "/", key.withUpdateAsDelete(), ForeignKey::and);
                    }
                }
                return new ForeignKeys(keys.values());
            }
        };
    }

    /** One row for each column of a key. */
    String QUERY =
            """
            SELECT k.CONSTRAINT_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME,
                   k.REFERENCED_TABLE_SCHEMA, k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME,
                   k.TABLE_SCHEMA, k.TABLE_NAME, k.COLUMN_NAME, r.DELETE_RULE, r.UPDATE_RULE
            FROM information_schema.REFERENTIAL_CONSTRAINTS r
            JOIN information_schema.KEY_COLUMN_USAGE k
              ON k.CONSTRAINT_SCHEMA = r.CONSTRAINT_SCHEMA AND k.CONSTRAINT_NAME = r.CONSTRAINT_NAME
             AND k.TABLE_NAME = r.TABLE_NAME
            WHERE k.REFERENCED_TABLE_NAME IS NOT NULL
              AND (r.DELETE_RULE NOT IN ('NO ACTION', 'RESTRICT') OR r.UPDATE_RULE NOT IN ('NO ACTION', 'RESTRICT'))
            """;

    private static ForeignKey key(OriginConnection.Row row) {
        return new ForeignKey(
                new ChangedTable(row.text(3), row.text(4)),
                Set.of(row.text(5)),
                new ChangedTable(row.text(6), row.text(7)),
                Set.of(row.text(8)),
                Rule.onDelete(row.text(9)),
                Rule.onUpdate(row.text(10)));
    }
}
