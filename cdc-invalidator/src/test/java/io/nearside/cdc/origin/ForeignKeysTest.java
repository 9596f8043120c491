package io.nearside.cdc.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.origin.ForeignKeys.ForeignKey;
import io.nearside.cdc.origin.ForeignKeys.Rule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForeignKeysTest {
    private static final ForeignKey ORDERS = key("customer", "orders", Rule.DELETES, Rule.SETS_COLUMNS);
    private static final ForeignKey LINES = key("orders", "line", Rule.DELETES, Rule.NOTHING);
    private static final ForeignKey NOTES = key("line", "note", Rule.SETS_COLUMNS, Rule.NOTHING);

    @Test
    void deletesGoDownToTheLastChild() {
        ForeignKeys keys = new ForeignKeys(List.of(ORDERS, LINES, NOTES));

        assertThat(keys.changedByDelete(table("customer")))
                .containsExactly(table("orders"), table("line"), table("note"));
        assertThat(keys.changedByDelete(table("note"))).isEmpty();
    }

    @Test
    void updatesFollowOnlyChangedKeys() {
        ForeignKeys keys = new ForeignKeys(List.of(ORDERS, LINES));

        assertThat(keys.changedByUpdate(table("customer"), Set.of("name"))).isEmpty();
        assertThat(keys.changedByUpdate(table("customer"), Set.of("ID", "name")))
                .containsExactly(table("orders"));
        assertThat(keys.changedByUpdate(table("customer"), null)).containsExactly(table("orders"));
    }

    @Test
    void aSetColumnMayBeTheKeyOfTheNext() {
        ForeignKey first = key("a", "b", Rule.SETS_COLUMNS, Rule.NOTHING);
        ForeignKey other =
                new ForeignKey(table("b"), Set.of("parent"), table("c"), Set.of("x"), Rule.NOTHING, Rule.SETS_COLUMNS);
        ForeignKey unrelated =
                new ForeignKey(table("b"), Set.of("else"), table("d"), Set.of("x"), Rule.NOTHING, Rule.SETS_COLUMNS);

        assertThat(new ForeignKeys(List.of(first, other, unrelated)).changedByDelete(table("a")))
                .containsExactly(table("b"), table("c"));
    }

    @Test
    void survivesCircles() {
        ForeignKeys keys = new ForeignKeys(List.of(
                key("a", "b", Rule.DELETES, Rule.NOTHING),
                key("b", "a", Rule.DELETES, Rule.NOTHING),
                key("a", "a", Rule.DELETES, Rule.NOTHING)));

        assertThat(keys.changedByDelete(table("a"))).containsExactlyInAnyOrder(table("b"), table("a"));
    }

    @Test
    void comparesNamesWithoutCase() {
        assertThat(new ForeignKeys(List.of(ORDERS)).changedByDelete(new ChangedTable("S", "Customer")))
                .containsExactly(table("orders"));
    }

    @Test
    void theUnionKnowsBoth() {
        ForeignKeys keys = new ForeignKeys(List.of(ORDERS)).and(new ForeignKeys(List.of(LINES)));

        assertThat(keys.changedByDelete(table("customer"))).containsExactly(table("orders"), table("line"));
    }

    private static ForeignKey key(String parent, String child, Rule onDelete, Rule onUpdate) {
        return new ForeignKey(table(parent), Set.of("id"), table(child), Set.of("parent"), onDelete, onUpdate);
    }

    private static ChangedTable table(String name) {
        return new ChangedTable("s", name);
    }
}
