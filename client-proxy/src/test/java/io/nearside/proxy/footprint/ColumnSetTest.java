package io.nearside.proxy.footprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ColumnSetTest {
    private static final List<String> COLUMNS = List.of("a", "b", "c");
    private static final ColumnSet FIRST_AND_LAST = ColumnSet.of(List.of(2, 0));

    private static Row row(@Nullable Object first, @Nullable Object second, @Nullable Object third) {
        return new Row(COLUMNS, first, second, third);
    }

    @Test
    void onlyItsOwnColumnsMatter() {
        assertThat(FIRST_AND_LAST.mayDiffer(row(1L, 2L, 3L), row(1L, 9L, 3L))).isFalse();
        assertThat(FIRST_AND_LAST.mayDiffer(row(1L, 2L, 3L), row(9L, 2L, 3L))).isTrue();
        assertThat(FIRST_AND_LAST.mayDiffer(row(1L, 2L, 3L), row(1L, 2L, 9L))).isTrue();
    }

    @Test
    void allColumnsMayAlwaysDiffer() {
        assertThat(ColumnSet.ALL.mayDiffer(row(1L, 2L, 3L), row(1L, 2L, 3L))).isTrue();
    }

    @Test
    void noColumnsNeverDiffer() {
        assertThat(ColumnSet.of(List.of()).mayDiffer(row(1L, 2L, 3L), row(4L, 5L, 6L)))
                .isFalse();
    }

    @Test
    void anUnknownValueMayDifferFromItself() {
        assertThat(FIRST_AND_LAST.mayDiffer(row(Row.UNKNOWN, 2L, 3L), row(1L, 2L, 3L)))
                .isTrue();
        assertThat(FIRST_AND_LAST.mayDiffer(row(1L, 2L, 3L), row(1L, 2L, Row.UNKNOWN)))
                .isTrue();
        assertThat(FIRST_AND_LAST.mayDiffer(row(Row.UNKNOWN, 2L, 3L), row(Row.UNKNOWN, 2L, 3L)))
                .isTrue();
    }

    @Test
    void nullIsAValue() {
        assertThat(FIRST_AND_LAST.mayDiffer(row(null, 2L, 3L), row(null, 2L, 3L)))
                .isFalse();
        assertThat(FIRST_AND_LAST.mayDiffer(row(null, 2L, 3L), row(1L, 2L, 3L))).isTrue();
        assertThat(FIRST_AND_LAST.mayDiffer(row(1L, 2L, 3L), row(1L, 2L, null))).isTrue();
    }

    @Test
    void bytesAreComparedOneByOne() {
        assertThat(FIRST_AND_LAST.mayDiffer(row(new byte[] {1}, 2L, 3L), row(new byte[] {1}, 2L, 3L)))
                .isFalse();
        assertThat(FIRST_AND_LAST.mayDiffer(row(new byte[] {1}, 2L, 3L), row(new byte[] {2}, 2L, 3L)))
                .isTrue();
        assertThat(FIRST_AND_LAST.mayDiffer(row(new byte[] {1}, 2L, 3L), row("\1", 2L, 3L)))
                .isTrue();
    }

    @Test
    void whatIsWrittenInAnotherWayMayDiffer() {
        assertThat(FIRST_AND_LAST.mayDiffer(row(new BigDecimal("1.0"), 2L, 3L), row(new BigDecimal("1.00"), 2L, 3L)))
                .isTrue();
        assertThat(FIRST_AND_LAST.mayDiffer(row("a", 2L, 3L), row("A", 2L, 3L))).isTrue();
    }

    @Test
    void listsItsPositionsInOrder() {
        assertThat(FIRST_AND_LAST.positions()).containsExactly(0, 2);
        assertThat(FIRST_AND_LAST.isAll()).isFalse();
        assertThat(ColumnSet.ALL.isAll()).isTrue();
        assertThatThrownBy(ColumnSet.ALL::positions).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void setsOfTheSameColumnsAreEqual() {
        assertThat(FIRST_AND_LAST)
                .isEqualTo(ColumnSet.of(List.of(0, 2)))
                .hasSameHashCodeAs(ColumnSet.of(List.of(0, 2)));
        assertThat(FIRST_AND_LAST)
                .isNotEqualTo(ColumnSet.of(List.of(0)))
                .isNotEqualTo(ColumnSet.ALL)
                .isNotEqualTo("all")
                .doesNotHaveSameHashCodeAs(ColumnSet.ALL);
        assertThat(ColumnSet.ALL).isNotEqualTo(ColumnSet.of(List.of()));
    }

    @Test
    void saysWhichColumns() {
        assertThat(ColumnSet.ALL).hasToString("all");
        assertThat(FIRST_AND_LAST).hasToString("{0, 2}");
    }
}
