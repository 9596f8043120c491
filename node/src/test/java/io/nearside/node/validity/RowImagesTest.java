package io.nearside.node.validity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.RowImage;
import io.nearside.proxy.footprint.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RowImagesTest {
    private static final RowImage IMAGE = RowImage.builder().set("id", 5L).build();

    private static boolean tellAll(ChangeKind kind, @Nullable RowImage before, @Nullable RowImage after) {
        ChangedTable table = kind == ChangeKind.EVERYTHING ? null : new ChangedTable("s", "t");
        return RowImages.tellAll(new ChangeRecord(kind, table, before, after, "", ""));
    }

    @Test
    void everyKindOfRowChangeNeedsItsImages() {
        assertThat(tellAll(ChangeKind.INSERT, null, IMAGE)).isTrue();
        assertThat(tellAll(ChangeKind.INSERT, null, null)).isFalse();
        assertThat(tellAll(ChangeKind.INSERT, IMAGE, IMAGE)).isFalse();
        assertThat(tellAll(ChangeKind.UPDATE, IMAGE, IMAGE)).isTrue();
        assertThat(tellAll(ChangeKind.UPDATE, null, IMAGE)).isFalse();
        assertThat(tellAll(ChangeKind.UPDATE, IMAGE, null)).isFalse();
        assertThat(tellAll(ChangeKind.DELETE, IMAGE, null)).isTrue();
        assertThat(tellAll(ChangeKind.DELETE, null, null)).isFalse();
        assertThat(tellAll(ChangeKind.DELETE, IMAGE, IMAGE)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"ROWS_UNKNOWN", "TRUNCATE", "SCHEMA", "EVERYTHING"})
    void imagesNeverTellAllOfAWholeTablesChange(ChangeKind kind) {
        assertThat(tellAll(kind, IMAGE, IMAGE)).isFalse();
        assertThat(tellAll(kind, null, IMAGE)).isFalse();
        assertThat(tellAll(kind, IMAGE, null)).isFalse();
        assertThat(tellAll(kind, null, null)).isFalse();
    }

    @Test
    void aRowHasTheImagesColumnsInOrder() {
        Row row = requireNonNull(RowImages.row(
                RowImage.builder().set("z", 1L).set("a", null).set("m", "text").build()));

        assertThat(row.hasColumns(List.of("z", "a", "m"))).isTrue();
        assertThat(row.value(0)).isEqualTo(1L);
        assertThat(row.value(1)).isNull();
        assertThat(row.value(2)).isEqualTo("text");
        assertThat(RowImages.row(null)).isNull();
    }

    @Test
    void anOmittedValueIsUnknown() {
        Row row = requireNonNull(RowImages.row(
                RowImage.builder().set("a", RowImage.Omitted.OMITTED).build()));

        assertThat(row.value(0)).isSameAs(Row.UNKNOWN);
    }

    @Test
    void weightGrowsWithTheValues() {
        int two = weight(IMAGE, IMAGE);
        assertThat(weight(null, IMAGE)).isEqualTo(weight(IMAGE, null)).isEqualTo(160);
        assertThat(two).isEqualTo(192);
        assertThat(weight(null, RowImage.builder().set("id", "abcd").build())).isEqualTo(168);
        assertThat(weight(null, RowImage.builder().set("id", new byte[5]).build()))
                .isEqualTo(165);
    }

    private static int weight(@Nullable RowImage before, @Nullable RowImage after) {
        return RowImages.weight(new ChangeRecord(ChangeKind.UPDATE, new ChangedTable("s", "t"), before, after, "", ""));
    }
}
