package io.nearside.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.binlog.RowEvent;
import io.nearside.cdc.binlog.RowKind;
import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.rows.RowChange;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowMatchTest {
    private static final ChangedTable A = new ChangedTable("s", "a");
    private static final ChangedTable B = new ChangedTable("s", "b");

    private static final RowEvent INSERT_A = new RowEvent(A, RowKind.INSERT);
    private static final RowEvent INSERT_B = new RowEvent(B, RowKind.INSERT);
    private static final RowEvent UPDATE_A = new RowEvent(A, RowKind.UPDATE);
    private static final RowEvent DELETE_A = new RowEvent(A, RowKind.DELETE);

    @Test
    void matchesRowsOfTheirEvents() {
        assertThat(RowMatch.matches(
                        List.of(INSERT_A, INSERT_B, DELETE_A),
                        List.of(
                                row(0, A, ChangeKind.INSERT),
                                row(1, A, ChangeKind.INSERT),
                                row(0, B, ChangeKind.INSERT),
                                row(0, A, ChangeKind.DELETE))))
                .isTrue();
    }

    @Test
    void missesAnEventBetweenOthersOfItsTable() {
        List<RowChange> rows = List.of(row(0, A, ChangeKind.INSERT), row(0, A, ChangeKind.INSERT));

        assertThat(RowMatch.matches(List.of(INSERT_A, INSERT_A), rows)).isTrue();
        assertThat(RowMatch.matches(List.of(INSERT_A, INSERT_A, INSERT_A), rows))
                .isFalse();
    }

    @Test
    void missesRowsInTheMiddleOfAnEvent() {
        assertThat(RowMatch.matches(
                        List.of(INSERT_A), List.of(row(0, A, ChangeKind.INSERT), row(2, A, ChangeKind.INSERT))))
                .isFalse();
    }

    @Test
    void missesTheFirstRow() {
        assertThat(RowMatch.matches(List.of(INSERT_A), List.of(row(1, A, ChangeKind.INSERT))))
                .isFalse();
    }

    @Test
    void refusesRowsThatNoEventHolds() {
        assertThat(RowMatch.matches(
                        List.of(INSERT_A), List.of(row(0, A, ChangeKind.INSERT), row(0, B, ChangeKind.INSERT))))
                .isFalse();
    }

    @Test
    void refusesNoRowsAtAll() {
        assertThat(RowMatch.matches(List.of(INSERT_A), List.of())).isFalse();
    }

    @Test
    void takesAChangedKeyForAnUpdate() {
        assertThat(RowMatch.matches(
                        List.of(UPDATE_A, INSERT_A),
                        List.of(
                                row(0, A, ChangeKind.UPDATE),
                                row(1, A, ChangeKind.DELETE),
                                row(1, A, ChangeKind.INSERT),
                                row(2, A, ChangeKind.UPDATE),
                                row(0, A, ChangeKind.INSERT))))
                .isTrue();
    }

    @Test
    void refusesHalfOfAChangedKey() {
        assertThat(RowMatch.matches(List.of(UPDATE_A), List.of(row(0, A, ChangeKind.DELETE))))
                .isFalse();
    }

    private static RowChange row(int number, ChangedTable table, ChangeKind kind) {
        return new RowChange(number, table, kind, null, null);
    }
}
