package io.nearside.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeLog;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.LogCursor;
import io.nearside.cdc.log.LogCursor.Verdict;
import io.nearside.cdc.log.LogPosition;
import io.nearside.cdc.log.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Follows a log as a node does and keeps all it applied. Used by one test thread. */
final class LogFollower {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChangeLog log;
    private final LogCursor cursor = new LogCursor();
    private final List<ChangeRecord> applied = new ArrayList<>();
    private final List<Watermark> watermarks = new ArrayList<>();
    private long next;
    private int voids;

    LogFollower(ChangeLog log) {
        this.log = log;
        this.next = log.oldest();
    }

    void read() {
        ChangeLog.Read read = log.read(next, 1_000, 5);
        next = read.next();
        for (LogBatch batch : read.batches()) {
            Verdict verdict = cursor.accept(batch);
            if (verdict == Verdict.IGNORE) {
                continue;
            }
            if (verdict == Verdict.VOID) {
                voids++;
            }
            applied.addAll(batch.records());
            Watermark watermark = batch.watermark();
            if (watermark != null) {
                watermarks.add(watermark);
            }
        }
    }

    /** Waits until all that happened at the origin (of this machine, with its clock) is in the log and settled. */
    LogFollower settle() {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        return until(() -> !watermarks.isEmpty()
                && last().originMicros() >= now
                && last().settled() == applied().sequence());
    }

    LogFollower until(BooleanSupplier condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    read();
                    return condition.getAsBoolean();
                });
        return this;
    }

    /** Waits for a record on this table, of a kind or any. */
    ChangeRecord await(@Nullable ChangeKind kind, String schema, String table) {
        return await(record ->
                new ChangedTable(schema, table).equals(record.table()) && (kind == null || record.kind() == kind));
    }

    ChangeRecord await(Predicate<ChangeRecord> wanted) {
        until(() -> applied.stream().anyMatch(wanted));
        return applied.stream().filter(wanted).findFirst().orElseThrow();
    }

    /** Everything applied since the last call of this. */
    List<ChangeRecord> take() {
        List<ChangeRecord> taken = List.copyOf(applied);
        applied.clear();
        return taken;
    }

    Watermark last() {
        assertThat(watermarks).isNotEmpty();
        return watermarks.get(watermarks.size() - 1);
    }

    LogPosition applied() {
        return cursor.applied();
    }

    LogCursor cursor() {
        return cursor;
    }

    int voids() {
        return voids;
    }
}
