package io.nearside.cdc.binlog;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.OriginPosition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A transaction while its events come in. Its memory is bounded by the number of tables, not of rows. One owner. */
final class TransactionBuilder {
    /** Beyond this many row events nobody waits for row images. */
    static final int MOST_ROW_EVENTS = 1_000;

    private final String gtid;
    private final Map<Long, ChangedTable> tablesById = new HashMap<>();
    private final Set<ChangedTable> mapped = new LinkedHashSet<>();
    private final Map<ChangedTable, Set<RowKind>> tables = new LinkedHashMap<>();
    private final List<RowEvent> rowEvents = new ArrayList<>();
    private final Set<StatementEffect> effects = new LinkedHashSet<>();
    private boolean inTransaction;
    private boolean detailed = true;

    TransactionBuilder(String gtid, boolean inTransaction) {
        this.gtid = gtid;
        this.inTransaction = inTransaction;
    }

    String gtid() {
        return gtid;
    }

    boolean inTransaction() {
        return inTransaction;
    }

    void enter() {
        inTransaction = true;
    }

    void notDetailed() {
        detailed = false;
        rowEvents.clear();
    }

    void add(StatementEffect effect) {
        effects.add(effect);
    }

    void addAll(TransactionBuilder other) {
        effects.addAll(other.effects);
        other.tables.forEach((table, kinds) -> kinds(table).addAll(kinds));
        mapped.addAll(other.mapped);
        notDetailed();
    }

    void map(TableMapEventData map) {
        ChangedTable table = new ChangedTable(map.getDatabase(), map.getTable());
        tablesById.put(map.getTableId(), table);
        mapped.add(table);
    }

    void rows(long tableId, RowKind kind) {
        ChangedTable table = tablesById.get(tableId);
        if (table == null) {
            add(StatementEffect.everything("rows of a table that the binlog did not name"));
            return;
        }
        kinds(table).add(kind);
        if (rowEvents.size() == MOST_ROW_EVENTS) {
            notDetailed();
        }
        if (detailed) {
            rowEvents.add(new RowEvent(table, kind));
        }
    }

    private Set<RowKind> kinds(ChangedTable table) {
        return tables.computeIfAbsent(table, t -> EnumSet.noneOf(RowKind.class));
    }

    OriginTransaction build(long start, OriginPosition end) {
        return build(start, end, true);
    }

    OriginTransaction buildMove(OriginPosition end) {
        return build(end.offset(), end, false);
    }

    private OriginTransaction build(long start, OriginPosition end, boolean transactional) {
        Set<ChangedTable> mappedOnly = new LinkedHashSet<>(mapped);
        mappedOnly.removeAll(tables.keySet());
        return new OriginTransaction(
                gtid, start, end, rowEvents, tables, mappedOnly, List.copyOf(effects), detailed, transactional);
    }
}
