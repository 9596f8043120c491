package io.nearside.cdc.rows;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.RowImage;
import org.jspecify.annotations.Nullable;

/**
 * One row as a change left it.
 *
 * @param number the row's place in its binlog event, from 0; a row whose key changed comes as a deleted and an inserted
 *     one with one number
 * @param kind INSERT, UPDATE or DELETE
 */
public record RowChange(
        int number, ChangedTable table, ChangeKind kind, @Nullable RowImage before, @Nullable RowImage after) {}
