package io.nearside.bench.attack.grammar;

import java.util.List;
import java.util.stream.Collectors;

/** Makes rows out of the columns' small pools of values. */
public final class RowMaker {
    /** How text begins that gives a server a file of the client's. */
    public static final String LOAD = "LOAD DATA LOCAL INFILE '";

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

    /** Lines end by ';', columns by ','; the place of the file's name holds what is in it. */
    String load(Relation table) {
        List<Column> columns = table.writable();
        StringBuilder file = new StringBuilder();
        int count = dice.between(1, 3);
        for (int i = 0; i < count; i++) {
            file.append(columns.stream().map(this::field).collect(Collectors.joining(",")))
                    .append(';');
        }
        return LOAD + file + "' " + dice.of("REPLACE", "IGNORE", "") + " INTO TABLE " + table.name()
                + " FIELDS TERMINATED BY ',' LINES TERMINATED BY ';' (" + names(columns) + ")";
    }

    private String field(Column column) {
        String text = dice.of(column.pool()).text();
        boolean plain = text.chars().allMatch(c -> c >= ' ' && c <= '~' && "',;\\".indexOf(c) < 0);
        return plain && dice.percent(90) ? text : "\\\\N";
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
