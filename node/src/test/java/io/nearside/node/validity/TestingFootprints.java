package io.nearside.node.validity;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.RowImage;
import io.nearside.proxy.footprint.ColumnSet;
import io.nearside.proxy.footprint.Comparison;
import io.nearside.proxy.footprint.RowCondition;
import io.nearside.proxy.footprint.RowCondition.OneOf;
import io.nearside.proxy.footprint.RowCondition.Within;
import io.nearside.proxy.footprint.TableFootprint;
import io.nearside.proxy.footprint.TableName;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Footprints on, and changes of, tables with the columns {@code id} and {@code v}. */
public final class TestingFootprints {
    static final TableName T = new TableName("s", "t");
    static final List<String> COLUMNS = List.of("id", "v");

    private TestingFootprints() {}

    /** {@code SELECT v FROM t WHERE id = ...}. */
    public static TableFootprint byId(Object... ids) {
        return on(T, new OneOf(0, Comparison.NUMBER, Set.of(ids), false));
    }

    /** {@code SELECT v FROM t WHERE id BETWEEN low AND high}. */
    public static TableFootprint within(long low, long high) {
        return on(T, new Within(0, Comparison.NUMBER, low, high));
    }

    static TableFootprint on(TableName table, RowCondition condition) {
        return new TableFootprint(table, COLUMNS, ColumnSet.of(List.of(0, 1)), condition);
    }

    static RowImage image(@Nullable Object id, @Nullable Object value) {
        return RowImage.builder().set("id", id).set("v", value).build();
    }

    static ChangeRecord insert(@Nullable Object id) {
        return change(ChangeKind.INSERT, null, image(id, 0L));
    }

    static ChangeRecord delete(@Nullable Object id) {
        return change(ChangeKind.DELETE, image(id, 0L), null);
    }

    /** An update of the value of one row. */
    public static ChangeRecord update(long id, long before, long after) {
        return change(ChangeKind.UPDATE, image(id, before), image(id, after));
    }

    static ChangeRecord change(ChangeKind kind, @Nullable RowImage before, @Nullable RowImage after) {
        return new ChangeRecord(kind, new ChangedTable("s", "t"), before, after, "", "");
    }
}
