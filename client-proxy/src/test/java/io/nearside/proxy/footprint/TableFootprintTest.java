package io.nearside.proxy.footprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.proxy.footprint.RowCondition.Fixed;
import io.nearside.proxy.footprint.RowCondition.OneOf;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TableFootprintTest {
    private static final TableName T = new TableName("s", "t");
    private static final List<String> COLUMNS = List.of("id", "name", "note");
    private static final OneOf ID_5 = new OneOf(0, Comparison.NUMBER, Set.of(5L), false);

    /** SELECT name FROM t WHERE id = 5. */
    private static final TableFootprint NAME_OF_5 = new TableFootprint(T, COLUMNS, ColumnSet.of(List.of(0, 1)), ID_5);

    private static Row row(@Nullable Object first, @Nullable Object second, @Nullable Object third) {
        return new Row(COLUMNS, first, second, third);
    }

    @Test
    void anInsertedRowThatMeetsTheConditionAffects() {
        assertThat(NAME_OF_5.mayBeAffectedBy(null, row(5L, "a", "n"))).isTrue();
        assertThat(NAME_OF_5.mayBeAffectedBy(null, row(6L, "a", "n"))).isFalse();
    }

    @Test
    void aDeletedRowThatMetTheConditionAffects() {
        assertThat(NAME_OF_5.mayBeAffectedBy(row(5L, "a", "n"), null)).isTrue();
        assertThat(NAME_OF_5.mayBeAffectedBy(row(6L, "a", "n"), null)).isFalse();
    }

    @Test
    void anUpdateFromTheConditionAndOneToItAffect() {
        assertThat(NAME_OF_5.mayBeAffectedBy(row(5L, "a", "n"), row(6L, "a", "n")))
                .isTrue();
        assertThat(NAME_OF_5.mayBeAffectedBy(row(6L, "a", "n"), row(5L, "a", "n")))
                .isTrue();
        assertThat(NAME_OF_5.mayBeAffectedBy(row(6L, "a", "n"), row(7L, "a", "n")))
                .isFalse();
    }

    @Test
    void anUpdateOfOtherColumnsThanTheUsedDoesNotAffect() {
        assertThat(NAME_OF_5.mayBeAffectedBy(row(5L, "a", "n"), row(5L, "a", "m")))
                .isFalse();
        assertThat(NAME_OF_5.mayBeAffectedBy(row(5L, "a", "n"), row(5L, "b", "n")))
                .isTrue();
    }

    @Test
    void aChangeWithoutImagesAffects() {
        assertThat(NAME_OF_5.mayBeAffectedBy(null, null)).isTrue();
        assertThat(TableFootprint.nameOnly(T).mayBeAffectedBy(null, null)).isTrue();
    }

    @Test
    void aRowOfOtherColumnsThanKnownAffects() {
        Row fewer = new Row(List.of("id", "name"), 6L, "a");
        Row renamed = new Row(List.of("id", "title", "note"), 6L, "a", "n");

        assertThat(NAME_OF_5.mayBeAffectedBy(null, fewer)).isTrue();
        assertThat(NAME_OF_5.mayBeAffectedBy(renamed, null)).isTrue();
        assertThat(NAME_OF_5.mayBeAffectedBy(row(6L, "a", "n"), renamed)).isTrue();
        assertThat(NAME_OF_5.mayBeAffectedBy(fewer, row(6L, "a", "n"))).isTrue();
        assertThat(TableFootprint.nameOnly(T).mayBeAffectedBy(null, row(6L, "a", "n")))
                .isTrue();
    }

    @Test
    void aValueThatIsNotKnownAffects() {
        assertThat(NAME_OF_5.mayBeAffectedBy(null, row(Row.UNKNOWN, "a", "n"))).isTrue();
        assertThat(NAME_OF_5.mayBeAffectedBy(row(5L, Row.UNKNOWN, "n"), row(5L, Row.UNKNOWN, "n")))
                .isTrue();
        assertThat(NAME_OF_5.mayBeAffectedBy(null, row(6L, Row.UNKNOWN, Row.UNKNOWN)))
                .isFalse();
    }

    @Test
    void aWholeTableIsAffectedByAnything() {
        TableFootprint whole = TableFootprint.whole(T);

        assertThat(whole.isWhole()).isTrue();
        assertThat(whole.mayBeAffectedBy(null, row(1L, "a", "n"))).isTrue();
        assertThat(whole.mayBeAffectedBy(row(1L, "a", "n"), row(1L, "a", "n"))).isTrue();
        assertThat(whole.equality()).isEmpty();
        assertThat(whole.table()).isEqualTo(T);
    }

    @Test
    void whatNarrowsIsNotWhole() {
        assertThat(NAME_OF_5.isWhole()).isFalse();
        assertThat(new TableFootprint(T, COLUMNS, ColumnSet.ALL, ID_5).isWhole())
                .isFalse();
        assertThat(new TableFootprint(T, COLUMNS, ColumnSet.of(List.of(0)), Fixed.ANY).isWhole())
                .isFalse();
        assertThat(TableFootprint.nameOnly(T).isWhole()).isFalse();
    }

    @Test
    void isLookedUpByItsCondition() {
        assertThat(NAME_OF_5.equality()).contains(ID_5);
    }

    @Test
    void aFootprintHasItsTablesInOrderAndOnce() {
        TableFootprint a = TableFootprint.whole(new TableName("s", "a"));
        TableFootprint b = TableFootprint.whole(new TableName("s", "b"));
        TableFootprint earlierSchema = TableFootprint.whole(new TableName("r", "z"));

        Footprint footprint = new Footprint(List.of(b, a, b, earlierSchema, NAME_OF_5), 1);

        assertThat(footprint.tables()).containsExactly(earlierSchema, a, b, NAME_OF_5);
    }

    @Test
    void knowsTheServersOwnTables() {
        assertThat(new TableName("mysql", "user").isSystem()).isTrue();
        assertThat(new TableName("Information_Schema", "tables").isSystem()).isTrue();
        assertThat(T.isSystem()).isFalse();
        assertThat(T).hasToString("s.t");
    }

    @Test
    void aRowHasAValueForEachColumn() {
        Row row = row(1L, null, "n");

        assertThat(row.value(0)).isEqualTo(1L);
        assertThat(row.value(1)).isNull();
        assertThatThrownBy(() -> new Row(COLUMNS, 1L, 2L)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Row.UNKNOWN).hasToString("UNKNOWN");
    }

    @Test
    void columnsAreTheSameInAnyCaseAndInOneOrderOnly() {
        Row row = row(1L, "a", "n");

        assertThat(row.hasColumns(COLUMNS)).isTrue();
        assertThat(row.hasColumns(List.of("ID", "Name", "note"))).isTrue();
        assertThat(row.hasColumns(List.of("name", "id", "note"))).isFalse();
        assertThat(row.hasColumns(List.of("id", "name"))).isFalse();
        assertThat(row.hasColumns(List.of("id", "name", "note", "more"))).isFalse();
        assertThat(row.hasColumns(List.of("id", "name", "remark"))).isFalse();
    }
}
