package io.nearside.cdc.binlog;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.ChangedTable;
import org.jspecify.annotations.Nullable;

/**
 * What an event that is not a row event may have changed.
 *
 * @param kind TRUNCATE, SCHEMA, ROWS_UNKNOWN or EVERYTHING
 * @param table absent for EVERYTHING only
 * @param cause why, for people: never statement text
 */
public record StatementEffect(ChangeKind kind, @Nullable ChangedTable table, String cause) {
    static StatementEffect everything(String cause) {
        return new StatementEffect(ChangeKind.EVERYTHING, null, cause);
    }

    public ChangeRecord record(String gtid) {
        return new ChangeRecord(kind, table, null, null, gtid, cause);
    }
}
