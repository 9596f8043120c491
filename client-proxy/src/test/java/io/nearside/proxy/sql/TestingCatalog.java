package io.nearside.proxy.sql;

import io.nearside.proxy.footprint.TableName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A catalog held in a map, with case-sensitive names, as on Linux. */
final class TestingCatalog implements Catalog {

    private final Map<TableName, TableKind> tables = new ConcurrentHashMap<>();
    private final Map<TableName, TableDefinition> definitions = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong(1);
    private volatile boolean ready = true;

    TestingCatalog with(TableKind kind, String schema, String... names) {
        for (String name : names) {
            tables.put(new TableName(schema, name), kind);
        }
        version.incrementAndGet();
        return this;
    }

    TestingCatalog define(TableKind kind, String schema, String name, TableDefinition definition) {
        definitions.put(new TableName(schema, name), definition);
        return with(kind, schema, name);
    }

    @Override
    public TableDefinition definitionOf(TableName table) {
        return definitions.getOrDefault(table, TableDefinition.UNKNOWN);
    }

    void setReady(boolean ready) {
        this.ready = ready;
        version.incrementAndGet();
    }

    @Override
    public long version() {
        return version.get();
    }

    @Override
    public boolean ready() {
        return ready;
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
