package io.nearside.proxy.sql;

/** What a session has to do about a statement: the coarse classes of everything a client can send as text. */
public enum StatementKind {
    /** A fully understood SELECT: {@link StatementPlan#footprint()} says on which tables its result depends. */
    CACHEABLE_READ,

    /** Provably neither writes nor changes session state, but is not to be cached: {@link StatementPlan#reason()} says why. */
    READ,

    /** Changes data, grants or the schema, but no session state that reads depend on. */
    WRITE,

    /** Sets system variables (also SET NAMES and SET CHARACTER SET), and possibly user variables beside them. */
    SETTING,

    /** USE: changes the default schema to {@link StatementPlan#schema()}, if it succeeds. */
    USE_SCHEMA,

    /** Begins, ends or structures a transaction; the origin's status flags tell which state results. */
    TRANSACTION,

    /** Anything else: may have written, and may have changed session state in ways that cannot be read back. */
    OPAQUE
}
