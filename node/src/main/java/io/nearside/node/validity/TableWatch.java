package io.nearside.node.validity;

import io.nearside.proxy.footprint.RowCondition.OneOf;
import io.nearside.proxy.footprint.TableFootprint;
import org.jspecify.annotations.Nullable;

/** What one result looks at to learn whether one table's changes affect it. Immutable; its parts are kept up to date. */
final class TableWatch {
    private final TableFootprint footprint;
    private final TableState state;
    private final RecentChanges recent;
    private final @Nullable OneOf values;
    private final @Nullable ColumnIndex index;

    TableWatch(TableFootprint footprint, TableState state, RecentChanges recent) {
        this.footprint = footprint;
        this.state = state;
        this.recent = recent;
        this.values = footprint.equality().orElse(null);
        this.index = values == null ? null : state.indexFor(footprint, values);
    }

    /** Whether a change after {@code from} may affect the result. */
    boolean mayBeAffectedAfter(long from) {
        if (!state.changedAfter(from)) {
            return false;
        }
        if (state.changedAsAWholeAfter(from) || footprint.isWhole()) {
            return true;
        }
        if (index != null && values != null && index.isUnchanged(values, from)) {
            return false;
        }
        return recent.mayAffect(state.latest(), from, footprint);
    }
}
