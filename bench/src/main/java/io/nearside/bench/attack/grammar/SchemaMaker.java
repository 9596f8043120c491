package io.nearside.bench.attack.grammar;

import io.nearside.origin.OriginFlavor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Makes a random schema: tables with keys, indexes, generated columns, foreign keys, triggers, views, procedures. */
public final class SchemaMaker {
    private static final int MOST_ROWS = 14;

    private final Dice dice;
    private final Swarm swarm;
    private final ColumnMaker columns;
    private final RowMaker rows;
    private final List<String> statements = new ArrayList<>();
    private final List<Relation> relations = new ArrayList<>();
    private final List<String> procedures = new ArrayList<>();

    public SchemaMaker(Dice dice, OriginFlavor flavor) {
        this.dice = dice;
        this.swarm = Swarm.random(dice, ColumnMaker.FAMILIES);
        this.columns = new ColumnMaker(dice, swarm, flavor);
        this.rows = new RowMaker(dice);
    }

    public Schema make() {
        if (dice.percent(50)) {
            family();
        }
        if (dice.percent(20)) {
            pair();
        }
        int loners = dice.between(1, 2);
        for (int i = 0; i < loners; i++) {
            loner("t" + i);
        }
        List<Relation> tables = List.copyOf(relations);
        for (Relation table : tables) {
            index(table);
        }
        views(tables);
        triggers(tables);
        procedures(tables);
        for (Relation table : tables) {
            int count = dice.between(2, MOST_ROWS);
            for (int i = 0; i < count; i++) {
                statements.add(rows.insert(table, "INSERT IGNORE INTO"));
            }
        }
        return new Schema(swarm, statements, relations, procedures);
    }

    /** Tables that hang on each other by foreign keys. */
    private void family() {
        Column id = new Column("id", "INT", Family.INTEGER, ints("1", "2", "3", "4", "5"), false, false);
        Column k = new Column("k", "INT", Family.INTEGER, id.pool(), true, false);
        List<Column> parent = new ArrayList<>(List.of(id, columns.any("a"), columns.any("b")));
        table("parent", parent, List.of("id"), "");
        List<Column> child = new ArrayList<>(List.of(columns.of(Family.INTEGER, "n"), k, columns.any("a")));
        table("child", child, List.of(), ", UNIQUE KEY (k), FOREIGN KEY (k) REFERENCES parent (id) " + actions());
        if (dice.percent(60)) {
            List<Column> grandchild = new ArrayList<>(List.of(columns.key("id"), k, columns.any("c")));
            table(
                    "grandchild",
                    grandchild,
                    List.of("id"),
                    ", KEY (k), FOREIGN KEY (k) REFERENCES child (k) " + actions());
        }
    }

    /** Two tables tied to each other by two columns, one of which may be NULL. */
    private void pair() {
        Column k = new Column("k", "INT", Family.INTEGER, ints("1", "2", "3"), false, false);
        Column m = new Column("m", "INT", Family.INTEGER, ints("1", "2"), true, false);
        List<Column> owner = new ArrayList<>(List.of(k, m, columns.any("a")));
        table("owner", owner, List.of(), ", UNIQUE KEY (k, m)");
        Column own = new Column("k", k.type(), k.family(), k.pool(), true, false);
        List<Column> owned = new ArrayList<>(List.of(columns.key("id"), own, m, columns.any("b")));
        table("owned", owned, List.of("id"), ", FOREIGN KEY (k, m) REFERENCES owner (k, m) " + actions());
    }

    private String actions() {
        return "ON DELETE " + dice.of("CASCADE", "SET NULL") + " ON UPDATE " + dice.of("CASCADE", "SET NULL");
    }

    private static List<Literal> ints(String... values) {
        return List.of(values).stream().map(Literal::bare).toList();
    }

    private void loner(String name) {
        List<Column> list = new ArrayList<>();
        List<String> key = new ArrayList<>();
        boolean partitioned = false;
        int kind = dice.below(5);
        if (kind < 3) {
            list.add(columns.key("id"));
            key.add("id");
            partitioned = kind == 0 && list.get(0).family() == Family.INTEGER;
        } else if (kind == 3) {
            list.add(columns.key("id"));
            list.add(columns.key("k2"));
            key.addAll(List.of("id", "k2"));
        }
        int count = dice.between(2, 5);
        for (int i = 0; i < count; i++) {
            list.add(columns.any(Character.toString((char) ('a' + i))));
        }
        if (kind > 2 || dice.percent(50)) {
            list.add(columns.of(Family.INTEGER, "n"));
        }
        if (dice.percent(40)) {
            list.add(generated(list));
        }
        String end = partitioned ? " PARTITION BY HASH (id) PARTITIONS 3" : "";
        table(name, list, key, "", partitioned, end);
    }

    private Column generated(List<Column> list) {
        Column source = dice.of(list);
        String stored = dice.of(" VIRTUAL", " STORED");
        if (source.family() == Family.INTEGER) {
            return new Column(
                    "g",
                    "DECIMAL(30) AS (" + source.name() + " * 2)" + stored,
                    Family.DECIMAL,
                    ints("0", "2", "4", "14"),
                    true,
                    true);
        }
        return new Column(
                "g", "INT AS (" + source.name() + " IS NULL)" + stored, Family.INTEGER, ints("0", "1"), true, true);
    }

    /** The table that a partition may be exchanged with. */
    static String spare(String name) {
        return name + "_spare";
    }

    private void table(String name, List<Column> list, List<String> key, String constraints) {
        table(name, list, key, constraints, false, "");
    }

    private void table(
            String name, List<Column> list, List<String> key, String constraints, boolean partitioned, String end) {
        String definitions = list.stream()
                .map(column -> column.name() + " " + column.type() + (column.nullable() ? "" : " NOT NULL"))
                .collect(Collectors.joining(", "));
        String primary = key.isEmpty() ? "" : ", PRIMARY KEY (" + String.join(", ", key) + ")";
        statements.add("CREATE TABLE " + name + " (" + definitions + primary + constraints + ")" + end);
        relations.add(new Relation(name, list, key, true, partitioned));
        if (partitioned) {
            statements.add("CREATE TABLE " + spare(name) + " (" + definitions + primary + ")");
            relations.add(new Relation(spare(name), list, key, true, false));
        }
    }

    private void index(Relation table) {
        Column column = dice.of(table.columns());
        boolean needsLength = column.type().startsWith("TEXT") || column.type().startsWith("BLOB");
        if (dice.percent(60) && column.family() != Family.JSON) {
            statements.add("CREATE INDEX i_" + column.name() + " ON " + table.name() + " (" + column.name()
                    + (needsLength ? "(5)" : "") + ")");
        }
    }

    private void views(List<Relation> tables) {
        Conditions conditions = new Conditions(dice, swarm, Profile.PLAIN, dice.percent(60));
        if (dice.percent(40)) {
            Relation table = dice.of(tables);
            String where = dice.percent(60) ? " WHERE " + conditions.any(List.of(new Source("x", table)), 1) : "";
            view("v0", List.of(new Source("x", table)), table.name() + " x" + where);
        }
        if (dice.percent(25) && tables.size() > 1) {
            List<Source> sources = List.of(new Source("x", tables.get(0)), new Source("y", tables.get(1)));
            String join = dice.of(" JOIN ", " LEFT JOIN ");
            view(
                    "v1",
                    sources,
                    tables.get(0).name() + " x" + join + tables.get(1).name() + " y ON " + conditions.link(sources));
        }
    }

    private void view(String name, List<Source> sources, String from) {
        List<Column> list = new ArrayList<>();
        List<String> select = new ArrayList<>();
        for (Source source : sources) {
            for (Column column : dice.some(source.relation().columns(), 3)) {
                String as = source.alias() + "_" + column.name();
                list.add(column.named(as));
                select.add(source.alias() + "." + column.name() + " AS " + as);
            }
        }
        statements.add("CREATE VIEW " + name + " AS SELECT " + String.join(", ", select) + " FROM " + from);
        relations.add(new Relation(name, list, List.of(), false, false));
    }

    private void triggers(List<Relation> tables) {
        if (!dice.percent(40)) {
            return;
        }
        Column what = new Column(
                "what",
                "VARCHAR(10)",
                Family.TEXT,
                List.of(Literal.string("insert"), Literal.string("update"), Literal.string("delete")),
                true,
                false);
        Column n = new Column("n", "INT", Family.INTEGER, ints("1", "2", "3"), true, false);
        table("trace", List.of(what, n), List.of(), "");
        Relation watched = dice.of(tables);
        for (String event : List.of("INSERT", "UPDATE", "DELETE")) {
            statements.add("CREATE TRIGGER g_" + event + " AFTER " + event + " ON " + watched.name()
                    + " FOR EACH ROW INSERT INTO trace (what, n) SELECT '" + event.toLowerCase(Locale.ROOT)
                    + "', COUNT(*) FROM trace");
        }
    }

    private void procedures(List<Relation> tables) {
        if (!dice.percent(40)) {
            return;
        }
        Relation table = dice.of(tables);
        List<Column> numbers = table.of(Family.INTEGER).stream()
                .filter(column -> !column.generated())
                .toList();
        if (!numbers.isEmpty()) {
            String number = dice.of(numbers).name();
            statements.add("CREATE PROCEDURE p0 (v INT) UPDATE IGNORE " + table.name() + " SET " + number
                    + " = v WHERE " + number + " < v + 2");
            procedures.add("p0");
        }
    }
}
