package io.nearside.node.validity;

import static io.nearside.node.validity.TestingFootprints.COLUMNS;
import static io.nearside.node.validity.TestingFootprints.T;
import static io.nearside.node.validity.TestingFootprints.byId;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.LogPosition;
import io.nearside.proxy.footprint.Comparison;
import io.nearside.proxy.footprint.Row;
import io.nearside.proxy.footprint.RowCondition.OneOf;
import io.nearside.proxy.footprint.TableFootprint;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TableStateTest {
    private static final OneOf ID_5 = new OneOf(0, Comparison.NUMBER, Set.of(5L), false);
    private static final OneOf ID_6 = new OneOf(0, Comparison.NUMBER, Set.of(6L), false);
    private static final OneOf VALUE_5 = new OneOf(1, Comparison.NUMBER, Set.of(5L), false);
    private static final OneOf VALUE_TEXT = new OneOf(1, Comparison.TEXT, Set.of("a"), false);

    private final History history = new History(new LogPosition(1_000, 0), new Bounds(16, 16, 3, 2, 64, 1 << 16, 64));
    private final RecentChanges recent = new RecentChanges(64, 1 << 16, 64);
    private final TableState state = new TableState(history);

    private @Nullable ColumnIndex index(TableState table, OneOf values) {
        return table.indexFor(new TableFootprint(T, COLUMNS, byId(5L).used(), values), values);
    }

    private void insert(long sequence, long id) {
        state.onRowChange(sequence, recent, null, new Row(COLUMNS, id, 0L), 100);
    }

    @Test
    void remembersWhenItChanged() {
        assertThat(state.changedAfter(Long.MIN_VALUE)).isFalse();
        insert(7, 5);

        assertThat(state.changedAfter(6)).isTrue();
        assertThat(state.changedAfter(7)).isFalse();
        assertThat(state.changedAsAWholeAfter(6)).isFalse();
        assertThat(state.latest()).isNotEqualTo(RecentChanges.NONE);
    }

    @Test
    void remembersWhenItChangedAsAWhole() {
        state.onWholeChange(7, false);

        assertThat(state.changedAfter(6)).isTrue();
        assertThat(state.changedAsAWholeAfter(6)).isTrue();
        assertThat(state.changedAsAWholeAfter(7)).isFalse();
        assertThat(state.latest()).isEqualTo(RecentChanges.NONE);
    }

    @Test
    void sharesOneIndexAmongAllThatLookUpTheSameColumn() {
        ColumnIndex index = requireNonNull(index(state, ID_5));

        assertThat(index(state, ID_6)).isSameAs(index);
        assertThat(index(state, VALUE_5)).isNotSameAs(index);
    }

    @Test
    void anIndexKnowsBothImagesOfAChange() {
        ColumnIndex index = requireNonNull(index(state, ID_5));
        state.onRowChange(7, recent, new Row(COLUMNS, 5L, 0L), new Row(COLUMNS, 6L, 0L), 100);

        assertThat(index.isUnchanged(ID_5, 6)).isFalse();
        assertThat(index.isUnchanged(ID_6, 6)).isFalse();
    }

    @Test
    void anIndexBuiltLateIsNotTrustedForEarlierChanges() {
        insert(7, 5);
        ColumnIndex index = requireNonNull(index(state, ID_5));

        assertThat(index.isUnchanged(ID_5, 6)).isFalse();
        assertThat(index.isUnchanged(ID_5, 7)).isTrue();
    }

    @Test
    void aSchemaChangeDropsItsIndexesAndOtherChangesDoNot() {
        ColumnIndex index = requireNonNull(index(state, ID_5));
        state.onWholeChange(7, false);
        assertThat(index(state, ID_5)).isSameAs(index);
        state.onWholeChange(8, true);

        ColumnIndex next = requireNonNull(index(state, ID_5));
        assertThat(next).isNotSameAs(index);
        assertThat(next.isUnchanged(ID_5, 7)).isFalse();
        assertThat(next.isUnchanged(ID_5, 8)).isTrue();
    }

    @Test
    void hasNoMoreIndexesThanOneTableMayHave() {
        assertThat(index(state, ID_5)).isNotNull();
        assertThat(index(state, VALUE_5)).isNotNull();
        assertThat(index(state, VALUE_TEXT)).isNull();
    }

    @Test
    void hasNoMoreIndexesThanAllTablesMayHave() {
        TableState other = new TableState(history);
        assertThat(index(state, ID_5)).isNotNull();
        assertThat(index(state, VALUE_5)).isNotNull();
        assertThat(index(other, ID_5)).isNotNull();
        assertThat(index(other, VALUE_5)).isNull();
        assertThat(index(other, VALUE_5)).isNull();

        state.onWholeChange(7, true);

        assertThat(index(other, VALUE_5)).isNotNull();
        assertThat(index(state, ID_5)).isNotNull();
        assertThat(index(state, VALUE_5)).isNull();
    }
}
