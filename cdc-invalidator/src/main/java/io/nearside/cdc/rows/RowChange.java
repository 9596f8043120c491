package io.nearside.cdc.rows;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.RowImage;
import org.jspecify.annotations.Nullable;

/**
 * One row as a change left it.
 *
 * @param offset where in its binlog file the event starts that holds the row
 * @param kind INSERT, UPDATE or DELETE
 */
public record RowChange(
        long offset, ChangedTable table, ChangeKind kind, @Nullable RowImage before, @Nullable RowImage after) {}
