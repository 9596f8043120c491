package io.nearside.cdc.log;

import org.jspecify.annotations.Nullable;

/**
 * One change at the origin. Its sequence is its place in the batch: {@code batch.first() + index}.
 *
 * @param kind what happened
 * @param table the table that changed; absent only for {@link ChangeKind#EVERYTHING}
 * @param before the row as it was (update, delete), if known
 * @param after the row as it is (insert, update), if known
 * @param gtid the origin's name of the transaction, empty if it has none
 * @param cause for records without row images, why: a short English phrase for people, never values or statement text
 */
public record ChangeRecord(
        ChangeKind kind,
        @Nullable ChangedTable table,
        @Nullable RowImage before,
        @Nullable RowImage after,
        String gtid,
        String cause) {

    public ChangeRecord {
        if ((table == null) != (kind == ChangeKind.EVERYTHING)) {
            throw new IllegalArgumentException(kind + " record with table " + table);
        }
    }

    public static ChangeRecord everything(String gtid, String cause) {
        return new ChangeRecord(ChangeKind.EVERYTHING, null, null, null, gtid, cause);
    }

    public static ChangeRecord of(ChangeKind kind, ChangedTable table, String gtid, String cause) {
        return new ChangeRecord(kind, table, null, null, gtid, cause);
    }
}
