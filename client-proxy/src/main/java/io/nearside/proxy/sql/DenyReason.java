package io.nearside.proxy.sql;

import java.util.Locale;

/** Why a statement is not answered from the cache; each has a {@link #label()} for metrics and logs. */
public enum DenyReason {
    /** Nothing stands against caching. */
    NONE,

    /** Not a SELECT at all; {@link StatementPlan#kind()} says what it is. */
    NOT_A_SELECT,

    /** The catalog has not been read, or changed during the analysis. */
    CATALOG_UNAVAILABLE,

    /** Longer, or nested deeper, than is analysed. */
    TOO_COMPLEX,

    /** Characters or tokens whose meaning is not certain: unclosed quotes, stray bytes, odd numbers. */
    UNREADABLE,

    /** A dialect that is not analysed. */
    DIALECT,

    /** An executable comment. */
    EXECUTABLE_COMMENT,

    /** An optimizer hint. */
    OPTIMIZER_HINT,

    /** The statement's own comment asks for the origin. */
    BYPASS,

    /** A comment addressed to the node that it does not understand. */
    BAD_HINT,

    /** More than one statement in one text. */
    MULTI_STATEMENT,

    /** The parser does not know this form. */
    UNPARSED,

    /** Parsed, but holding a construct that is not known to be harmless, or that was read in two different ways. */
    UNKNOWN_CONSTRUCT,

    /** A stored, loadable or unknown function, or a name that could mean one. */
    UNKNOWN_FUNCTION,

    /** A function whose value depends on time, chance, the session or the server. */
    VOLATILE_FUNCTION,

    /** A function or clause that does more than read: locks, waits, counts, advances a sequence. */
    SIDE_EFFECT,

    /** Looks at the outcome of the statement before, or leaves one for the statement after. */
    DIAGNOSTICS,

    /** A user variable. */
    USER_VARIABLE,

    /** A system variable. */
    SYSTEM_VARIABLE,

    /** SELECT ... INTO. */
    SELECT_INTO,

    /** SQL_NO_CACHE: the application asks for it. */
    SQL_NO_CACHE,

    /** FOR UPDATE, FOR SHARE, LOCK IN SHARE MODE. */
    LOCKING_READ,

    /** Reads no table, so there is nothing to be told about. */
    NO_TABLE,

    /** No default schema for a table named without one. */
    NO_SCHEMA,

    /** A table of the server itself. */
    SYSTEM_SCHEMA,

    /** A view that is not understood. */
    VIEW,

    /** A TIME column where it may be compared with dates: the current date would be added to it. */
    TIME_COLUMN,

    /** A table whose changes cannot be followed. */
    TABLE_KIND,

    /** A table the catalog does not know. */
    MISSING_TABLE,

    /** A common table expression with the name of a table. */
    SHADOWED_TABLE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The reason as a metric label. */
    public String label() {
        return label;
    }
}
