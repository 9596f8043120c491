package io.nearside.cdc;

import io.nearside.cdc.binlog.OriginTransaction;
import io.nearside.cdc.binlog.RowKind;
import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.RowImage;
import io.nearside.cdc.origin.ForeignKeys;
import io.nearside.cdc.rows.RowChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the change records of a transaction: row by row where row images explain all that the sentinel saw of a table,
 * else one for the table; and one for each table that foreign keys may have changed with it. Stateless.
 */
final class RecordMaker {
    static final String NO_IMAGES = "row images are missing";
    static final String CASCADE = "a foreign key may have changed it";

    /** Tables of the system whose rows decide what statements answer and who may ask. */
    private static final Set<String> RULING_TABLES = Set.of(
            "user",
            "db",
            "host",
            "tables_priv",
            "columns_priv",
            "procs_priv",
            "proxies_priv",
            "global_priv",
            "roles_mapping",
            "default_roles",
            "role_edges",
            "global_grants",
            "func",
            "proc",
            "time_zone",
            "time_zone_name",
            "time_zone_transition",
            "time_zone_transition_type",
            "time_zone_leap_second");

    private final boolean mariaDb;

    RecordMaker(boolean mariaDb) {
        this.mariaDb = mariaDb;
    }

    List<ChangeRecord> make(OriginTransaction transaction, @Nullable List<RowChange> rows, ForeignKeys keys) {
        List<ChangeRecord> records = new ArrayList<>();
        String gtid = transaction.gtid();
        transaction.effects().forEach(effect -> records.add(effect.record(gtid)));
        Map<ChangedTable, List<RowChange>> images = explained(transaction, rows == null ? List.of() : rows);
        Set<ChangedTable> unknown = new LinkedHashSet<>();
        for (ChangedTable table : transaction.tables().keySet()) {
            if (table.schema().equals("mysql") && RULING_TABLES.contains(table.table())) {
                records.add(ChangeRecord.everything(gtid, "a system table was written to"));
            }
            List<RowChange> known = images.get(table);
            if (known == null) {
                unknown.add(table);
            } else {
                known.forEach(
                        row -> records.add(new ChangeRecord(row.kind(), table, row.before(), row.after(), gtid, "")));
            }
        }
        unknown.forEach(table -> records.add(ChangeRecord.of(ChangeKind.ROWS_UNKNOWN, table, gtid, NO_IMAGES)));
        Set<ChangedTable> children = children(transaction, images, keys);
        children.removeAll(unknown);
        children.forEach(table -> records.add(ChangeRecord.of(ChangeKind.ROWS_UNKNOWN, table, gtid, CASCADE)));
        return records;
    }

    /** The rows of each table, if they account for all that the sentinel saw of the transaction; else nothing. */
    private static Map<ChangedTable, List<RowChange>> explained(OriginTransaction transaction, List<RowChange> rows) {
        boolean matched = transaction.detailed() && RowMatch.matches(transaction.rowEvents(), rows);
        return matched ? rows.stream().collect(Collectors.groupingBy(RowChange::table)) : Map.of();
    }

    private Set<ChangedTable> children(
            OriginTransaction transaction, Map<ChangedTable, List<RowChange>> images, ForeignKeys keys) {
        Set<ChangedTable> children = new LinkedHashSet<>();
        Set<ChangedTable> known = new HashSet<>(transaction.tables().keySet());
        transaction.tables().forEach((table, kinds) -> {
            if (kinds.contains(RowKind.DELETE)) {
                children.addAll(keys.changedByDelete(table));
            }
            if (kinds.contains(RowKind.UPDATE)) {
                children.addAll(keys.changedByUpdate(table, changedColumns(images.get(table))));
            }
            known.addAll(keys.changedByDelete(table));
            known.addAll(keys.changedByUpdate(table, null));
        });
        // MariaDB announces the children it may change. One that the keys do not explain is one they do not know yet.
        if (mariaDb && transaction.changesParents()) {
            transaction.mappedOnly().stream()
                    .filter(table -> !known.contains(table))
                    .forEach(children::add);
        }
        return children;
    }

    /** A changed primary key comes as a deleted and an inserted row, so these count as changes of every column. */
    private static @Nullable Set<String> changedColumns(@Nullable List<RowChange> rows) {
        if (rows == null) {
            return null;
        }
        Set<String> changed = new HashSet<>();
        for (RowChange row : rows) {
            RowImage before = row.before();
            RowImage after = row.after();
            if (before == null || after == null) {
                return null;
            }
            before.values().forEach((column, value) -> {
                if (!sameValue(value, after.values().get(column))) {
                    changed.add(column);
                }
            });
        }
        return changed;
    }

    private static boolean sameValue(@Nullable Object left, @Nullable Object right) {
        boolean comparable = left != RowImage.Omitted.OMITTED && right != RowImage.Omitted.OMITTED;
        return comparable && Objects.deepEquals(left, right);
    }
}
