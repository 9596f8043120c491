package io.nearside.bench.micro;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.LogPosition;
import io.nearside.cdc.log.OriginPosition;
import io.nearside.cdc.log.RowImage;
import io.nearside.cdc.log.Watermark;
import io.nearside.node.validity.AsOf;
import io.nearside.node.validity.Stamp;
import io.nearside.node.validity.Validity;
import io.nearside.proxy.footprint.ColumnSet;
import io.nearside.proxy.footprint.Comparison;
import io.nearside.proxy.footprint.RowCondition;
import io.nearside.proxy.footprint.TableFootprint;
import io.nearside.proxy.footprint.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Many cached point reads of one table, and changes of other rows of it. Not thread-safe. */
final class CachedPoints {
    private static final long EPOCH = 1;
    private static final int TERM = 1;
    private static final List<String> COLUMNS = List.of("id", "name", "v", "w");
    private static final TableName TABLE = new TableName("s", "t");

    private final Validity validity = new Validity();
    private final List<Stamp> stamps = new ArrayList<>();
    private final int count;
    private long next = LogPosition.startOfTerm(EPOCH, TERM).sequence() + 1;
    private long changed;

    /** As many results as {@code count}, for the keys from 0. */
    CachedPoints(int count) {
        this.count = count;
        LogBatch first = batch(List.of());
        validity.onRestart(first);
        applied(first);
        AsOf asOf = validity.settled();
        if (asOf == null) {
            throw new IllegalStateException("nothing is settled");
        }
        for (long id = 0; id < count; id++) {
            RowCondition condition = new RowCondition.OneOf(0, Comparison.NUMBER, Set.of(id), false);
            Stamp stamp =
                    asOf.stamp(List.of(new TableFootprint(TABLE, COLUMNS, ColumnSet.of(List.of(0, 1, 2)), condition)));
            if (stamp == null) {
                throw new IllegalStateException("no room");
            }
            stamps.add(stamp);
        }
    }

    Stamp stamp(int number) {
        return stamps.get(number);
    }

    /** Updates so many rows that no result is of. */
    void change(int rows) {
        List<ChangeRecord> records = new ArrayList<>(rows);
        for (int i = 0; i < rows; i++) {
            long id = count + changed++ % count;
            records.add(new ChangeRecord(
                    ChangeKind.UPDATE, new ChangedTable("s", "t"), row(id, changed), row(id, changed + 1), "g:1", ""));
        }
        LogBatch batch = batch(records);
        for (ChangeRecord change : records) {
            validity.onRecord(next++, change);
        }
        applied(batch);
    }

    private static RowImage row(long id, long value) {
        return RowImage.builder()
                .set("id", id)
                .set("name", "some name")
                .set("v", value)
                .set("w", null)
                .build();
    }

    private LogBatch batch(List<ChangeRecord> records) {
        return new LogBatch(
                EPOCH,
                TERM,
                1,
                next,
                OriginPosition.UNKNOWN,
                new OriginPosition("o", "binlog.000001", next, ""),
                records,
                new Watermark(next, next + records.size() - 1));
    }

    private void applied(LogBatch batch) {
        validity.onApplied(batch);
        Watermark watermark = batch.watermark();
        if (watermark != null) {
            validity.onWatermark(watermark);
        }
    }
}
