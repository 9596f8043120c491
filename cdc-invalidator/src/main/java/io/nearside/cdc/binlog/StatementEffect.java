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
 * @param redefines whether it may define tables anew in a way that another reader of the binlog can understand otherwise, or not
 *     at all
 */
public record StatementEffect(ChangeKind kind, @Nullable ChangedTable table, String cause, boolean redefines) {
    static StatementEffect everything(String cause) {
        return new StatementEffect(ChangeKind.EVERYTHING, null, cause, false);
    }

    /** Everything, and what rows look like may have changed unseen. */
    static StatementEffect unread(String cause) {
        return new StatementEffect(ChangeKind.EVERYTHING, null, cause, true);
    }

    public ChangeRecord record(String gtid) {
        return new ChangeRecord(kind, table, null, null, gtid, cause);
    }
}
