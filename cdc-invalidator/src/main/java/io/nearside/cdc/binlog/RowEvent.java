package io.nearside.cdc.binlog;

import io.nearside.cdc.log.ChangedTable;

/**
 * An event of the binlog that holds rows of one table; which rows is not looked at.
 *
 * @param offset where the event starts in its binlog file
 */
public record RowEvent(long offset, ChangedTable table, RowKind kind) {}
