package io.nearside.bench.attack.grammar;

import java.util.ArrayList;
import java.util.List;

/** Makes random changes: of rows, mostly, and now and then of the schema. */
public final class WriteMaker {
    /** Begins a statement that is prepared first, by the protocol's own means. */
    public static final String PREPARED = "/* prepared */ ";

    private final Dice dice;
    private final Schema schema;
    private final RowMaker rows;
    private final Conditions conditions;
    private int names;

    public WriteMaker(Dice dice, Schema schema) {
        this.dice = dice;
        this.schema = schema;
        this.rows = new RowMaker(dice);
        this.conditions = new Conditions(dice, schema.swarm(), Profile.PLAIN, true);
    }

    public Step make() {
        boolean throughNode = dice.percent(35);
        return switch (dice.below(30)) {
            case 0, 1, 2 -> new Step(transaction(), throughNode);
            case 3 -> new Step(xa(), throughNode);
            case 4 -> new Step(statementFormat(), false);
            case 5 -> new Step(List.of("SET foreign_key_checks = 0", dml(), "SET foreign_key_checks = 1"), throughNode);
            case 6 -> new Step(dice.percent(40) ? ddl() : List.of(dml()), throughNode);
            case 7 -> new Step(call(), throughNode);
            case 8 -> new Step(List.of(dice.percent(40) ? truncate(dice.of(schema.tables())) : dml()), throughNode);
            case 9 -> new Step(List.of(PREPARED + dml()), throughNode);
            case 10 -> new Step(List.of(rows.load(dice.of(schema.tables()))), throughNode);
            case 11 -> new Step(dice.percent(30) ? List.of(exchange()) : several(), throughNode);
            default -> new Step(List.of(dml()), throughNode);
        };
    }

    /** Statements in one packet; a change that commits once, so that at most one of them writes outside of a transaction. */
    private List<String> several() {
        if (dice.percent(50)) {
            return List.of("SELECT 1; " + dml() + "; SELECT 2");
        }
        // An error ends the packet, and leaves the transaction open.
        return List.of("START TRANSACTION; " + dml() + "; " + dml() + "; " + dice.of("COMMIT", "ROLLBACK"), "ROLLBACK");
    }

    /** A partition takes the place of another table, of the same columns and its rows. */
    private String exchange() {
        Relation table = dice.of(schema.tables());
        Relation other = dice.of(schema.tables());
        return table.partitioned()
                ? "ALTER TABLE " + table.name() + " EXCHANGE PARTITION p" + dice.below(3) + " WITH TABLE "
                        + (dice.percent(80) ? SchemaMaker.spare(table.name()) : other.name()) + " WITHOUT VALIDATION"
                : PREPARED + dml();
    }

    private List<String> transaction() {
        List<String> statements = new ArrayList<>();
        statements.add(dice.of("START TRANSACTION", "BEGIN", "SET autocommit = 0"));
        statements.add(dml());
        boolean savepoint = dice.percent(40);
        if (savepoint) {
            statements.add("SAVEPOINT s");
        }
        statements.add(dml());
        if (savepoint) {
            statements.add("ROLLBACK TO SAVEPOINT s");
            statements.add(dml());
        }
        statements.add(dice.percent(75) ? "COMMIT" : "ROLLBACK");
        if (statements.get(0).startsWith("SET")) {
            statements.add("SET autocommit = 1");
        }
        return statements;
    }

    private List<String> xa() {
        String id = "'x" + ++names + "'";
        return List.of(
                "XA START " + id,
                dml(),
                dml(),
                "XA END " + id,
                "XA PREPARE " + id,
                dice.percent(75) ? "XA COMMIT " + id : "XA ROLLBACK " + id,
                // If one of them has failed, it may still be there.
                "XA ROLLBACK " + id);
    }

    private List<String> statementFormat() {
        return List.of("SET SESSION binlog_format = 'STATEMENT'", dml(), "SET SESSION binlog_format = 'ROW'");
    }

    private List<String> call() {
        if (schema.procedures().isEmpty()) {
            return List.of(dml());
        }
        return List.of("CALL " + dice.of(schema.procedures()) + "(" + dice.between(-1, 6) + ")");
    }

    /** What can be part of a transaction: TRUNCATE would commit it half-way, and the ledger knows one commit for each step. */
    private String dml() {
        Relation table = dice.of(schema.tables());
        return switch (dice.below(23)) {
            case 0, 1, 2, 3 -> rows.insert(table, "INSERT INTO");
            case 4 -> rows.insert(table, "INSERT IGNORE INTO");
            case 5 -> rows.insert(table, "REPLACE INTO");
            case 6 -> rows.insert(table, "INSERT INTO") + " ON DUPLICATE KEY UPDATE " + assignment(table);
            case 7 -> copy(table);
            case 8, 9, 10, 11, 12, 13, 14 -> update(table, dice.percent(80) ? "UPDATE " : "UPDATE IGNORE ");
            case 15 -> swap(table);
            case 16 -> multiUpdate(table);
            case 17, 18, 19 -> delete(table);
            case 20 -> multiDelete(table);
            case 21 -> throughView(table);
            default -> update(table, "UPDATE ");
        };
    }

    private String assignment(Relation table) {
        Column column = dice.of(table.writable());
        if (column.family() == Family.INTEGER && dice.percent(30)) {
            return column.name() + " = " + column.name() + dice.of(" + 1", " - 1");
        }
        return column.name() + " = " + rows.value(column);
    }

    private String where(Relation table) {
        return conditions.any(List.of(new Source(table.name(), table)), dice.percent(70) ? 0 : 1);
    }

    private String update(Relation table, String verb) {
        String second = dice.percent(20) ? ", " + assignment(table) : "";
        return verb + table.name() + " SET " + assignment(table) + second
                + (dice.percent(95) ? " WHERE " + where(table) : "");
    }

    /** Of two columns' values, by way of the order in which a server assigns. */
    private String swap(Relation table) {
        List<Column> two = dice.some(table.writable(), 2);
        String one = two.get(0).name();
        String other = two.get(two.size() - 1).name();
        return "UPDATE IGNORE " + table.name() + " SET " + one + " = " + other + " WHERE " + where(table);
    }

    private String copy(Relation table) {
        List<Column> columns = table.writable();
        String names = RowMaker.names(columns);
        List<String> select = new ArrayList<>();
        for (Column column : columns) {
            select.add(dice.percent(60) ? column.name() : rows.value(column));
        }
        return dice.of("INSERT IGNORE INTO ", "REPLACE INTO ") + table.name() + " (" + names + ") SELECT "
                + String.join(", ", select) + " FROM " + table.name() + " WHERE " + where(table);
    }

    private String multiUpdate(Relation table) {
        Relation other = dice.of(schema.tables());
        Source one = new Source("x", table);
        Source two = new Source("y", other);
        Column left = dice.of(table.writable());
        Column right = dice.of(other.writable());
        return "UPDATE IGNORE " + table.name() + " x JOIN " + other.name() + " y ON "
                + conditions.link(List.of(one, two)) + " SET x." + left.name() + " = " + rows.value(left) + ", y."
                + right.name() + " = " + rows.value(right) + " WHERE " + conditions.any(List.of(one, two), 0);
    }

    private String delete(Relation table) {
        return "DELETE FROM " + table.name() + " WHERE " + where(table);
    }

    private String multiDelete(Relation table) {
        Relation other = dice.of(schema.tables());
        Source one = new Source("x", table);
        Source two = new Source("y", other);
        return "DELETE " + dice.of("x", "x, y") + " FROM " + table.name() + " x JOIN " + other.name() + " y ON "
                + conditions.link(List.of(one, two)) + " WHERE " + conditions.any(List.of(one, two), 0);
    }

    private String throughView(Relation table) {
        List<Relation> views =
                schema.relations().stream().filter(view -> !view.isTable()).toList();
        if (views.isEmpty()) {
            return update(table, "UPDATE ");
        }
        Relation view = dice.of(views);
        return "UPDATE " + view.name() + " SET " + assignment(view) + " WHERE " + where(view);
    }

    private String truncate(Relation table) {
        if (table.partitioned()) {
            return "ALTER TABLE " + table.name() + " TRUNCATE PARTITION p" + dice.below(3);
        }
        return "TRUNCATE TABLE " + table.name();
    }

    private List<String> ddl() {
        Relation table = dice.of(schema.tables());
        Column column = dice.of(table.writable());
        String alter = "ALTER TABLE " + table.name();
        return switch (dice.below(9)) {
            case 0 ->
                List.of(alter + " ADD COLUMN z" + ++names + " INT DEFAULT 7 "
                        + dice.of("FIRST", "AFTER " + column.name(), ""));
            case 1 ->
                List.of(alter + " MODIFY " + column.name() + " " + column.type().replaceAll(" (CHAR|COLL).*", "")
                        + dice.of(" FIRST", ""));
            case 2 ->
                List.of(alter + " MODIFY " + column.name() + " VARCHAR(30) CHARACTER SET utf8mb4 COLLATE "
                        + dice.of("utf8mb4_bin", "utf8mb4_unicode_ci"));
            case 3 -> List.of("CREATE INDEX j" + ++names + " ON " + table.name() + " (" + column.name() + ")");
            case 4 -> swapNames(table);
            case 5 ->
                List.of("CREATE OR REPLACE VIEW v0 AS SELECT x." + column.name() + " AS x_" + column.name() + " FROM "
                        + table.name() + " x WHERE " + conditions.any(List.of(new Source("x", table)), 1));
            case 6 -> List.of(alter + " DROP COLUMN " + column.name());
            case 7 -> List.of(alter + " ENGINE=InnoDB");
            default -> List.of(alter + " CHANGE " + column.name() + " " + column.name() + "_ " + column.type());
        };
    }

    private List<String> swapNames(Relation table) {
        Relation other = dice.of(schema.tables());
        if (other.name().equals(table.name())) {
            return List.of("RENAME TABLE " + table.name() + " TO swapped");
        }
        return List.of("RENAME TABLE " + table.name() + " TO swapped, " + other.name() + " TO " + table.name()
                + ", swapped TO " + other.name());
    }
}
