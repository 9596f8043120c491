package io.nearside.bench.attack.grammar;

import java.util.List;
import java.util.stream.Collectors;

/** Makes rows out of the columns' small pools of values. */
final class RowMaker {
    private final Dice dice;

    RowMaker(Dice dice) {
        this.dice = dice;
    }

    String insert(Relation table, String verb) {
        List<Column> columns = table.writable();
        int count = dice.percent(75) ? 1 : 3;
        StringBuilder sql = new StringBuilder(verb + " " + table.name() + " (" + names(columns) + ") VALUES ");
        for (int i = 0; i < count; i++) {
            sql.append(i == 0 ? "" : ", ")
                    .append(columns.stream().map(this::value).collect(Collectors.joining(", ", "(", ")")));
        }
        return sql.toString();
    }

    static String names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    String value(Column column) {
        if (column.nullable() && dice.percent(15)) {
            return "NULL";
        }
        List<Literal> values =
                dice.percent(85) ? column.pool() : column.family().literals();
        return Profile.PLAIN.spell(dice.of(values));
    }
}
