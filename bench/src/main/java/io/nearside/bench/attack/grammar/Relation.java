package io.nearside.bench.attack.grammar;

import java.util.List;

/**
 * A table or a view.
 *
 * @param key the columns of its primary key; none for a view or a table without
 * @param partitioned whether it has the partitions p0, p1 and p2
 */
public record Relation(String name, List<Column> columns, List<String> key, boolean isTable, boolean partitioned) {
    public Relation {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    List<Column> writable() {
        return columns.stream().filter(column -> !column.generated()).toList();
    }

    List<Column> of(Family family) {
        return columns.stream().filter(column -> column.family() == family).toList();
    }
}
