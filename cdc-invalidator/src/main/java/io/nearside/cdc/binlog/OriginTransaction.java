package io.nearside.cdc.binlog;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.OriginPosition;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One transaction of the origin as the binlog tells it, or (without GTID and effects) events between transactions that
 * only move the position.
 *
 * @param gtid the origin's name for it; may be empty
 * @param start the offset where it begins, in the file in which it ends
 * @param end the place after it: where reading resumes
 * @param rowEvents its row events in order; empty when {@code detailed} is false
 * @param tables every table with row events, and what they did
 * @param mappedOnly tables announced in the transaction without row events of their own: on MariaDB those that foreign
 *     keys may have changed
 * @param effects what its other events may have changed
 * @param detailed whether row events can be matched with row images: not for very large or compressed transactions
 * @param transactional false when its effects are there already: nothing is to become visible
 */
public record OriginTransaction(
        String gtid,
        long start,
        OriginPosition end,
        List<RowEvent> rowEvents,
        Map<ChangedTable, Set<RowKind>> tables,
        Set<ChangedTable> mappedOnly,
        List<StatementEffect> effects,
        boolean detailed,
        boolean transactional) {

    public OriginTransaction {
        rowEvents = List.copyOf(rowEvents);
        Map<ChangedTable, Set<RowKind>> copy = new LinkedHashMap<>();
        tables.forEach((table, kinds) -> copy.put(table, EnumSet.copyOf(kinds)));
        tables = copy;
        mappedOnly = Set.copyOf(mappedOnly);
        effects = List.copyOf(effects);
    }

    /** Whether it may be a schema statement, as one on a whole database is. */
    public boolean mayChangeSchema() {
        return effects.stream().map(StatementEffect::kind).anyMatch(ChangeKind::changesSchema);
    }

    /** Whether tables may be defined anew in a way that is read differently: row images after it may be misread ones. */
    public boolean redefines() {
        return effects.stream().anyMatch(StatementEffect::redefines);
    }

    /** Whether rows that a foreign key may follow were updated or deleted. */
    public boolean changesParents() {
        return tables.values().stream()
                .anyMatch(kinds -> kinds.contains(RowKind.UPDATE) || kinds.contains(RowKind.DELETE));
    }
}
