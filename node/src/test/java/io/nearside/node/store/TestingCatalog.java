package io.nearside.node.store;

import io.nearside.proxy.footprint.TableName;
import io.nearside.proxy.sql.Catalog;
import io.nearside.proxy.sql.TableKind;

/** A catalog that has every table, and changes when told. Not thread-safe. */
final class TestingCatalog implements Catalog {
    private long version = 1;
    private boolean ready = true;

    void change() {
        version++;
    }

    void ready(boolean now) {
        ready = now;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public TableKind kindOf(TableName table) {
        return TableKind.BASE_TABLE;
    }

    @Override
    public TableName normalize(String schema, String table) {
        return new TableName(schema, table);
    }
}
