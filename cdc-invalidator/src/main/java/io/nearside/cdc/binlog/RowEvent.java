package io.nearside.cdc.binlog;

import io.nearside.cdc.log.ChangedTable;

/** An event of the binlog that holds rows of one table; which rows, and how many, is not looked at. */
public record RowEvent(ChangedTable table, RowKind kind) {}
