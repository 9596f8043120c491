package io.nearside.node.log;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.LogPosition;
import io.nearside.cdc.log.OriginPosition;
import io.nearside.cdc.log.Watermark;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes batches that continue each other, as a log's writer does. Not thread-safe. */
public final class TestingLogSource {
    private long epoch;
    private int term = 1;
    private long writer = 77;
    private long sequence;
    private long offset = 4;

    public TestingLogSource(long epoch) {
        this.epoch = epoch;
        this.sequence = LogPosition.startOfTerm(epoch, term).sequence();
    }

    /** The number of the last record written. */
    public long sequence() {
        return sequence;
    }

    public LogBatch batch(@Nullable Watermark watermark, ChangeRecord... records) {
        long first = sequence + 1;
        OriginPosition before = position();
        sequence += records.length;
        offset += 100;
        return new LogBatch(epoch, term, writer, first, before, position(), List.of(records), watermark);
    }

    /** A batch of updates of these tables. */
    public LogBatch changes(String... tables) {
        List<ChangeRecord> records = new ArrayList<>();
        for (String table : tables) {
            records.add(change(ChangeKind.UPDATE, table));
        }
        return batch(null, records.toArray(ChangeRecord[]::new));
    }

    /** A batch that says only that all up to here was visible at {@code originMicros}. */
    public LogBatch watermark(long originMicros) {
        return batch(new Watermark(originMicros, sequence));
    }

    /** Another writer takes over; its batches continue. */
    public void nextTerm() {
        term++;
        writer++;
        sequence = LogPosition.startOfTerm(epoch, term).sequence();
    }

    /** Skips a part of the binlog: what comes next does not continue. */
    public void gap() {
        offset += 1_000;
        sequence += 10;
    }

    public void nextEpoch() {
        epoch++;
        nextTerm();
    }

    /** A record of {@code schema.table}. */
    public static ChangeRecord change(ChangeKind kind, String table) {
        String[] parts = table.split("\\.", 2);
        return ChangeRecord.of(kind, new ChangedTable(parts[0], parts[1]), "", "test");
    }

    private OriginPosition position() {
        return new OriginPosition("server", "binlog.000001", offset, "");
    }
}
