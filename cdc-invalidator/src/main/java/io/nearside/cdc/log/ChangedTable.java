package io.nearside.cdc.log;

/** A table as the binlog names it; not folded to lower case, the reader does that as the origin's settings want. */
public record ChangedTable(String schema, String table) {
    @Override
    public String toString() {
        return schema + "." + table;
    }
}
