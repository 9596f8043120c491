package io.nearside.node.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.proxy.footprint.TableName;
import io.nearside.proxy.sql.TableKind;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OriginTablesTest {
    private static final TableName STORED = new TableName("Shop", "Orders");
    private static final TableName WRITTEN = new TableName("SHOP", "orders");

    private static OriginTables tables(int lowerCaseTableNames, TableName stored) {
        return new OriginTables(lowerCaseTableNames, Map.of(stored, TableKind.BASE_TABLE), Map.of());
    }

    @Test
    void tellsCaseApartWhereTheOriginDoes() {
        OriginTables tables = tables(0, STORED);

        assertThat(tables.kindOf(tables.normalize(STORED))).isEqualTo(TableKind.BASE_TABLE);
        assertThat(tables.kindOf(tables.normalize(WRITTEN))).isEqualTo(TableKind.MISSING);
    }

    @Test
    void lowersNamesWhereTheOriginDoes() {
        OriginTables tables = tables(1, new TableName("shop", "orders"));

        assertThat(tables.normalize(WRITTEN)).isEqualTo(new TableName("shop", "orders"));
        assertThat(tables.kindOf(tables.normalize(WRITTEN))).isEqualTo(TableKind.BASE_TABLE);
    }

    @Test
    void findsTheStoredFormWhereTheOriginKeepsIt() {
        OriginTables tables = tables(2, STORED);

        assertThat(tables.normalize(WRITTEN)).isEqualTo(STORED);
        assertThat(tables.normalize(new TableName("shop", "other"))).isEqualTo(new TableName("shop", "other"));
    }
}
