package io.nearside.cdc.log;

/** What happened at the origin, as far as it is known. */
public enum ChangeKind {
    INSERT,
    UPDATE,
    DELETE,
    /** Rows of the table changed, which ones is not known: affects every footprint on the table. */
    ROWS_UNKNOWN,
    TRUNCATE,
    /** The table, or what its name means, changed (DDL): affects every footprint on the table and voids plans. */
    SCHEMA,
    /** Anything may have changed, and what names mean too: affects every footprint, voids plans. */
    EVERYTHING;

    /** Whether statement plans and metadata made before it are void. */
    public boolean changesSchema() {
        return this == SCHEMA || this == EVERYTHING;
    }
}
