package io.nearside.cdc.binlog;

/** What a row event did to the rows it holds. */
public enum RowKind {
    INSERT,
    UPDATE,
    DELETE
}
