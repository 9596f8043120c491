package io.nearside.proxy.sql;

import org.jspecify.annotations.Nullable;

/** The way from a statement's text to its plan. Thread-safe; never throws for any text. */
public final class StatementAnalyzer {

    /** An analyzer that resolves table names by the catalog. */
    public StatementAnalyzer(Catalog catalog) {
        catalog.version();
    }

    /**
     * The plan of a statement.
     *
     * @param statement the text, decoded by the session's {@code character_set_client}, which must be one whose bytes below
     *     0x80 always mean ASCII
     * @param schema the session's default schema, or null
     * @param dialect the SQL the session speaks
     */
    public StatementPlan analyze(String statement, @Nullable String schema, SqlDialect dialect) {
        return StatementPlan.tainting(DenyReason.UNPARSED);
    }
}
