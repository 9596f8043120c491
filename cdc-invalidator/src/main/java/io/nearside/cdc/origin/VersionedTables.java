package io.nearside.cdc.origin;

import io.nearside.cdc.log.ChangedTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * MariaDB's tables with system versioning. Their rows in the binlog have columns that their definition may not show, and a
 * deleted row is one whose end has changed.
 */
public final class VersionedTables {
    private static final String QUERY =
            "SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_TYPE = 'SYSTEM VERSIONED'";

    private VersionedTables() {}

    /** MariaDB may take seconds where there are many tables. */
    public static Set<ChangedTable> find(OriginAccess access) throws SQLException {
        try (OriginConnection connection = access.open(Duration.ofMinutes(1))) {
            return find(connection);
        }
    }

    static Set<ChangedTable> find(OriginConnection connection) throws SQLException {
        Set<ChangedTable> tables = new LinkedHashSet<>();
        if (connection.server().mariaDb()) {
            connection.query(QUERY).forEach(row -> tables.add(new ChangedTable(row.text(0), row.text(1))));
        }
        return tables;
    }
}
