package io.nearside.proxy.sql;

/** What the origin has under a table name. */
public enum TableKind {
    /** A permanent table whose every change is in the binlog. */
    BASE_TABLE,

    /** A view, whatever it is made of. */
    VIEW,

    /**
     * Something that can be read like a table but whose changes the binlog does not tell completely, or whose reads depend on
     * more than its rows: a sequence, a system-versioned table, an engine over foreign data.
     */
    OTHER,

    /** Nothing under this name, as far as known. */
    MISSING
}
