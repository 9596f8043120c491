package io.nearside.proxy.sql;

import io.nearside.proxy.footprint.TableName;

/**
 * What the origin has: the names and kinds of its tables, as last read. Implementations are thread-safe and answer from
 * memory; they are refreshed when a change record tells of a schema change.
 */
public interface Catalog {

    /**
     * Changes with every refresh, and before the first answer of the refreshed state is given. A plan is good for the version
     * it was made with only ({@link Footprint#catalogVersion()}).
     */
    long version();

    /** Whether the catalog has been read at all; as long as it has not, nothing is cached. */
    boolean ready();

    /**
     * The kind of a table named by {@link #normalize}. Temporary tables are not seen: a session that may have some does not
     * use plans.
     */
    TableKind kindOf(TableName table);

    /** What a table or view is made of; {@link TableDefinition#UNKNOWN} when only the name is known, or not even that. */
    default TableDefinition definitionOf(TableName table) {
        return TableDefinition.UNKNOWN;
    }

    /**
     * The name in the form the origin stores it, following its {@code lower_case_table_names}.
     *
     * @param schema the schema as written, or the session's default schema
     * @param table the table as written, without quotes
     */
    TableName normalize(String schema, String table);
}
