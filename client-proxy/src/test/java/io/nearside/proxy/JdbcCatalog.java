package io.nearside.proxy;

import io.nearside.origin.OriginServer;
import io.nearside.proxy.footprint.TableName;
import io.nearside.proxy.sql.Catalog;
import io.nearside.proxy.sql.TableKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What an origin has, read when asked to. Thread-safe. */
final class JdbcCatalog implements Catalog {
    private final OriginServer origin;
    private final Map<TableName, TableKind> tables = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();

    JdbcCatalog(OriginServer origin) {
        this.origin = origin;
    }

    void refresh() throws SQLException {
        version.incrementAndGet();
        tables.clear();
        try (Connection connection = origin.connect("");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT table_schema, table_name, table_type FROM information_schema.tables"
                                + " WHERE table_schema NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')")) {
            while (rows.next()) {
                tables.put(new TableName(rows.getString(1), rows.getString(2)), kind(rows.getString(3)));
            }
        }
    }

    private static TableKind kind(String type) {
        return switch (type) {
            case "BASE TABLE" -> TableKind.BASE_TABLE;
            case "VIEW" -> TableKind.VIEW;
            default -> TableKind.OTHER;
        };
    }

    @Override
    public long version() {
        return version.get();
    }

    @Override
    public boolean ready() {
        return version.get() > 0;
    }

    @Override
    public TableKind kindOf(TableName table) {
        return tables.getOrDefault(table, TableKind.MISSING);
    }

    @Override
    public TableName normalize(String schema, String table) {
        return new TableName(schema, table);
    }
}
