package io.nearside.node.validity;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.proxy.footprint.Comparison;
import io.nearside.proxy.footprint.Row;
import io.nearside.proxy.footprint.RowCondition.OneOf;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ColumnIndexTest {
    private static final List<String> COLUMNS = List.of("id", "name");
    private static final int PLACES = 1 << 10;

    private final ColumnIndex index = new ColumnIndex(COLUMNS, 0, Comparison.NUMBER, 10, PLACES);

    private static OneOf ids(Object... ids) {
        return new OneOf(0, Comparison.NUMBER, Set.of(ids), false);
    }

    private static Row row(@Nullable Object id) {
        return new Row(COLUMNS, id, "a");
    }

    @Test
    void knowsWhichValuesChangedAndWhen() {
        index.onRow(11, row(5L));

        assertThat(index.isUnchanged(ids(5L), 10)).isFalse();
        assertThat(index.isUnchanged(ids(5L), 11)).isTrue();
        assertThat(index.isUnchanged(ids(6L), 10)).isTrue();
        assertThat(index.isUnchanged(ids(6L, 5L), 10)).isFalse();
        assertThat(index.isUnchanged(ids(6L, 7L), 10)).isTrue();
    }

    @Test
    void knowsTheValueInAnyForm() {
        index.onRow(11, row(new BigDecimal("5.00")));

        assertThat(index.isUnchanged(ids(5L), 10)).isFalse();
    }

    @Test
    void isNotTrustedForWhatCameBeforeItWasBuilt() {
        assertThat(index.isUnchanged(ids(5L), 9)).isFalse();
        assertThat(index.isUnchanged(ids(5L), 10)).isTrue();
    }

    @Test
    void aValueWithoutAKeyCountsAsAnyValue() {
        index.onRow(11, row(Row.UNKNOWN));

        assertThat(index.isUnchanged(ids(5L), 10)).isFalse();
        assertThat(index.isUnchanged(ids(5L), 11)).isTrue();

        index.onRow(12, row("no number"));

        assertThat(index.isUnchanged(ids(5L), 11)).isFalse();
    }

    @Test
    void aRowOfOtherColumnsCountsAsAnyValue() {
        index.onRow(11, new Row(List.of("name", "id"), "a", 6L));

        assertThat(index.isUnchanged(ids(5L), 10)).isFalse();
    }

    @Test
    void nullEqualsNothing() {
        index.onRow(11, row(null));

        assertThat(index.isUnchanged(ids(5L), 10)).isTrue();
    }

    @Test
    void anImageThatTheKindOfChangeHasNotIsNoRow() {
        index.onRow(11, null);

        assertThat(index.isUnchanged(ids(5L), 10)).isTrue();
    }

    @Test
    void valuesThatShareAPlaceShareTheirChanges() {
        ColumnIndex small = new ColumnIndex(COLUMNS, 0, Comparison.NUMBER, 10, 1);
        small.onRow(11, row(5L));

        assertThat(small.isUnchanged(ids(6L), 10)).isFalse();
        assertThat(small.isUnchanged(ids(6L), 11)).isTrue();
    }

    @Test
    void valuesAreSpreadOverAllPlaces() {
        for (long id = 0; id < 100; id++) {
            index.onRow(11, row(id << 20));
        }
        long unchanged = 0;
        for (long id = 100; id < 1_000; id++) {
            unchanged += index.isUnchanged(ids(id << 20), 10) ? 1 : 0;
        }

        assertThat(unchanged).isGreaterThan(600);
    }

    @Test
    void isOnOneColumnComparedInOneWay() {
        assertThat(index.isOn(COLUMNS, ids(5L))).isTrue();
        assertThat(index.isOn(COLUMNS, new OneOf(1, Comparison.NUMBER, Set.of(5L), false)))
                .isFalse();
        assertThat(index.isOn(COLUMNS, new OneOf(0, Comparison.TEXT, Set.of("5"), false)))
                .isFalse();
        assertThat(index.isOn(List.of("id", "title"), ids(5L))).isFalse();
    }
}
