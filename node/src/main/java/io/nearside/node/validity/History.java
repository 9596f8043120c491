package io.nearside.node.validity;

import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.LogPosition;
import io.nearside.proxy.footprint.TableFootprint;
import io.nearside.proxy.footprint.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What this node has seen of the log without a gap: since {@code floor} of an epoch, what changed in each table, and
 * which writer each term belongs to. When continuity breaks this one ends, with every result that is stamped with it, and
 * another begins.
 *
 * <p>Table names are folded to lower case whatever the origin's settings: two tables that differ in case only share their
 * state, which voids too much and never too little, and needs no knowledge of the origin.
 *
 * <p>Written by the log's follower, read by every event loop.
 */
final class History {
    private static final long UNSETTLED = -1;

    private record Key(String schema, String table) {
        static Key of(String schema, String table) {
            return new Key(schema.toLowerCase(Locale.ROOT), table.toLowerCase(Locale.ROOT));
        }
    }

    private final LogPosition floor;
    private final Bounds bounds;
    private final Map<Key, TableState> tables = new ConcurrentHashMap<>();
    private final Map<Integer, Long> writers = new ConcurrentHashMap<>();
    private final RecentChanges recent;
    private final AtomicInteger indexes = new AtomicInteger();
    private volatile long lastEverything = Long.MIN_VALUE;
    private volatile long applied;
    private volatile long settled = UNSETTLED;
    private volatile boolean full;
    private volatile boolean ended;

    /**
     * Begins just after {@code floor}.
     *
     * @param floor before which nothing is known
     * @param bounds how much is kept
     */
    History(LogPosition floor, Bounds bounds) {
        this.floor = floor;
        this.bounds = bounds;
        this.recent = new RecentChanges(bounds.recentChanges(), bounds.recentBytes(), bounds.mostSteps());
        this.applied = floor.sequence();
    }

    long epoch() {
        return floor.epoch();
    }

    void onRecord(long sequence, ChangeRecord change) {
        ChangedTable table = change.table();
        TableState state = table == null ? null : state(Key.of(table.schema(), table.table()));
        if (state == null) {
            lastEverything = sequence;
        } else if (RowImages.tellAll(change)) {
            state.onRowChange(
                    sequence,
                    recent,
                    RowImages.row(change.before()),
                    RowImages.row(change.after()),
                    RowImages.weight(change));
        } else {
            state.onWholeChange(sequence, change.kind().changesSchema());
        }
    }

    void onApplied(LogBatch batch) {
        writers.putIfAbsent(batch.term(), batch.writer());
        applied = batch.last().sequence();
    }

    /** Takes what the origin confirmed as visible; a place before the floor leaves open what came in between. */
    void onSettled(long sequence) {
        if (sequence >= floor.sequence()) {
            settled = Math.min(sequence, applied);
        }
    }

    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Whether a table found no room: time for another history. */
    boolean isFull() {
        return full;
    }

    int tableCount() {
        return tables.size();
    }

    boolean everythingChangedAfter(long sequence) {
        return lastEverything > sequence;
    }

    /** Up to where changes are visible at the origin, as far as known; null when nothing is known. */
    @Nullable
    AsOf settled() {
        return asOf(settled);
    }

    /** Up to where changes are known here; the origin may not show them to queries yet. */
    @Nullable
    AsOf applied() {
        return asOf(applied);
    }

    private @Nullable AsOf asOf(long sequence) {
        Long writer = sequence == UNSETTLED ? null : writerAt(sequence);
        return writer == null ? null : new AsOf(this, sequence, writer);
    }

    /** A place as another node named it; null when it is not of this history, or not known to be. */
    @Nullable
    AsOf recognize(long epoch, long sequence, long writer) {
        boolean mine = epoch == epoch() && sequence >= floor.sequence();
        Long known = mine ? writerAt(sequence) : null;
        return known != null && known == writer ? new AsOf(this, sequence, writer) : null;
    }

    private @Nullable Long writerAt(long sequence) {
        return writers.get(new LogPosition(epoch(), sequence).term());
    }

    long appliedSequence() {
        return applied;
    }

    Bounds bounds() {
        return bounds;
    }

    /** Whether one more column may be looked up by value; if so it counts. */
    boolean mayAddIndex() {
        if (indexes.incrementAndGet() <= bounds.mostIndexes()) {
            return true;
        }
        indexes.decrementAndGet();
        return false;
    }

    void dropped(int droppedIndexes) {
        indexes.addAndGet(-droppedIndexes);
    }

    /** What tells of changes to the tables; null when there is no room to keep it. */
    TableWatch @Nullable [] watch(List<TableFootprint> footprints) {
        TableWatch[] watches = new TableWatch[footprints.size()];
        for (int i = 0; i < watches.length; i++) {
            TableName table = footprints.get(i).table();
            TableState state = state(Key.of(table.schema(), table.table()));
            if (state == null) {
                return null;
            }
            watches[i] = new TableWatch(footprints.get(i), state, recent);
        }
        return watches;
    }

    private @Nullable TableState state(Key key) {
        TableState known = tables.get(key);
        if (known != null) {
            return known;
        }
        if (tables.size() >= bounds.mostTables()) {
            full = true;
            return null;
        }
        return tables.computeIfAbsent(key, absent -> new TableState(this));
    }
}
