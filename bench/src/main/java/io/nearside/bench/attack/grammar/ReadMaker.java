package io.nearside.bench.attack.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Makes random reads whose answer depends on nothing but the rows. */
public final class ReadMaker {
    static final int KINDS = 38;

    private final Dice dice;
    private final Schema schema;

    public ReadMaker(Dice dice, Schema schema) {
        this.dice = dice;
        this.schema = schema;
    }

    public Read make(Profile profile) {
        return new One(profile).read();
    }

    /** One statement in the making. */
    private final class One {
        private final Profile profile;
        private final Conditions conditions;
        private final boolean prepared;
        private final List<Literal> parameters = new ArrayList<>();

        One(Profile profile) {
            this.profile = profile;
            this.prepared = dice.percent(30);
            this.conditions = new Conditions(dice, schema.swarm(), profile, dice.percent(70));
            if (prepared) {
                conditions.leaveOut(parameters);
            }
        }

        Read read() {
            Read read = kind();
            if (!prepared) {
                return read;
            }
            List<Literal> ordered = new ArrayList<>();
            String sql = Conditions.LEFT_OUT.matcher(read.sql()).replaceAll(found -> {
                ordered.add(parameters.get(Integer.parseInt(found.group(1))));
                return "?";
            });
            return new Read(profile, sql, read.ordered(), true, ordered);
        }

        private Read kind() {
            return switch (dice.of(schema.swarm().reads())) {
                case 0, 1, 2, 3, 4, 28, 29, 30, 31, 32 -> any(point());
                case 5, 6, 7, 8, 9 -> any(filtered());
                case 10, 11 -> top();
                case 12, 13 -> any(aggregate());
                case 14, 15 -> any(grouped());
                case 16, 17, 18, 19, 33, 34, 35 -> any(joined());
                case 36, 37 -> any(antiJoined());
                case 20 -> any(natural());
                case 21 -> any(derived());
                case 22 -> any(common());
                case 23 -> any(union());
                case 24, 25, 26 -> any(subquery());
                default -> any(window());
            };
        }

        private Read any(String sql) {
            return new Read(
                    profile, dice.percent(8) ? sql.replaceFirst("SELECT", "select ") : sql, false, false, List.of());
        }

        private Source source(String alias) {
            return source(alias, dice.of(schema.relations()));
        }

        private Source source(String alias, Relation relation) {
            return new Source(alias, relation);
        }

        private String from(Source source) {
            String database = dice.percent(10) ? "{db}." : "";
            String as = source.alias().equals(source.relation().name()) ? "" : dice.of(" ", " AS ") + source.alias();
            return database + profile.name(source.relation().name(), dice) + as;
        }

        private Source named() {
            Relation relation = dice.of(schema.relations());
            return switch (dice.below(5)) {
                case 0 -> source(relation.name(), relation);
                // A table under the name of another one.
                case 1 -> source(dice.of(schema.relations()).name(), relation);
                case 2 -> source("X", relation);
                default -> source("x", relation);
            };
        }

        private String columns(Source source) {
            if (dice.percent(25)) {
                return dice.of("*", source.alias() + ".*");
            }
            return dice.some(source.columns(), dice.between(1, 3)).stream()
                    .map(column -> conditions.column(source, column))
                    .collect(Collectors.joining(", "));
        }

        private String point() {
            Source source = named();
            Column column = source.relation().key().isEmpty() || dice.percent(40)
                    ? dice.of(source.columns())
                    : source.columns().get(0);
            return "SELECT " + columns(source) + " FROM " + from(source) + " WHERE " + conditions.column(source, column)
                    + " = " + conditions.value(column);
        }

        private String filtered() {
            Source source = named();
            return "SELECT " + columns(source) + " FROM " + from(source) + " WHERE "
                    + conditions.any(List.of(source), 2);
        }

        /** With LIMIT only where a key makes the order total. */
        private Read top() {
            List<Relation> keyed = schema.tables().stream()
                    .filter(table -> !table.key().isEmpty())
                    .toList();
            if (keyed.isEmpty()) {
                return any(filtered());
            }
            Relation table = dice.of(keyed);
            Source source = source("x", table);
            String direction = dice.of("", " DESC");
            String order =
                    table.key().stream().map(key -> "x." + key + direction).collect(Collectors.joining(", "));
            String where = dice.percent(60) ? " WHERE " + conditions.any(List.of(source), 1) : "";
            String limit = dice.percent(70) ? " LIMIT " + dice.of("1", "2", "3", "1, 2", "2 OFFSET 1") : "";
            return new Read(
                    profile,
                    "SELECT " + columns(source) + " FROM " + from(source) + where + " ORDER BY " + order + limit,
                    true,
                    false,
                    List.of());
        }

        private String aggregates(Source source) {
            Column column = dice.of(source.columns());
            String name = conditions.column(source, column);
            String count = dice.of("COUNT(*)", "COUNT(" + name + ")", "COUNT(DISTINCT " + name + ")");
            if (!column.family().isExact()) {
                return count;
            }
            String sum = column.family().isNumber() ? dice.of("SUM(", "AVG(", "MAX(", "MIN(") : dice.of("MAX(", "MIN(");
            return count + ", " + sum + name + ")";
        }

        private String aggregate() {
            Source source = named();
            String where = dice.percent(70) ? " WHERE " + conditions.any(List.of(source), 1) : "";
            return "SELECT " + aggregates(source) + " FROM " + from(source) + where;
        }

        /** What makes groups whose rows look the same. */
        private String exact(Source source) {
            Column column = dice.of(source.columns());
            String name = conditions.column(source, column);
            return column.family().isExact() ? name : "HEX(" + name + ")";
        }

        private String grouped() {
            Source source = named();
            String by = exact(source);
            String where = dice.percent(50) ? " WHERE " + conditions.any(List.of(source), 1) : "";
            if (dice.percent(25)) {
                return "SELECT DISTINCT " + by + " FROM " + from(source) + where;
            }
            String having = dice.percent(40) ? " HAVING COUNT(*) " + dice.of("> 1", "= 1", "< 3") : "";
            return "SELECT " + by + ", " + aggregates(source) + " FROM " + from(source) + where + " GROUP BY " + by
                    + having;
        }

        private String joined() {
            Source left = source("x");
            Source right = source(dice.percent(80) ? "y" : "Y");
            List<Source> both = List.of(left, right);
            String select = columns(left) + ", "
                    + columns(right)
                            .replace("*", right.alias() + ".*")
                            .replace(right.alias() + "." + right.alias(), right.alias());
            String on = conditions.link(both);
            if (dice.percent(50)) {
                on += dice.of(" AND ", " AND ", " OR ") + conditions.any(List.of(dice.of(both)), 1);
            }
            if (select.startsWith("*")) {
                select = "*";
            }
            String kind = dice.of(" JOIN ", " LEFT JOIN ", " LEFT JOIN ", " RIGHT JOIN ", ", ", " CROSS JOIN ");
            if (kind.equals(", ") || kind.equals(" CROSS JOIN ")) {
                return "SELECT " + select + " FROM " + from(left) + kind + from(right) + " WHERE (" + on + ") AND ("
                        + conditions.any(both, 1) + ")";
            }
            String where =
                    switch (dice.below(4)) {
                        case 0 -> "";
                        case 1 -> " WHERE " + conditions.column(right, dice.of(right.columns())) + " IS NULL";
                        case 2 -> " WHERE " + conditions.any(List.of(left), 1);
                        default -> " WHERE " + conditions.any(both, 1);
                    };
            String third = "";
            if (dice.percent(20)) {
                Source z = source("z");
                third = dice.of(" JOIN ", " LEFT JOIN ") + from(z) + " ON "
                        + conditions.link(List.of(dice.of(both), z));
            }
            return "SELECT " + select + " FROM " + from(left) + kind + from(right) + " ON " + on + third + where;
        }

        /** Rows of one side that the other side has nothing for, where a constant says what counts. */
        private String antiJoined() {
            Source left = source("x");
            Source right = source("y");
            String column = conditions.column(right, dice.of(right.columns()));
            String on = conditions.link(List.of(left, right));
            String only = conditions.any(List.of(right), 0);
            String where =
                    switch (dice.below(4)) {
                        case 0 -> column + " IS NULL";
                        case 1 -> column + " <=> NULL";
                        case 2 -> "(" + only + ") IS NOT TRUE";
                        default -> column + " IS NULL OR " + only;
                    };
            return "SELECT " + columns(left) + " FROM " + from(left) + " LEFT JOIN " + from(right) + " ON " + on
                    + (dice.percent(70) ? " AND " + only : "") + " WHERE (" + where + ")"
                    + (dice.percent(40) ? " AND " + conditions.any(List.of(left), 0) : "");
        }

        private String natural() {
            Source left = source("x");
            Source right = source("y");
            List<String> shared = left.columns().stream()
                    .map(Column::name)
                    .filter(name -> right.columns().stream()
                            .anyMatch(column -> column.name().equals(name)))
                    .toList();
            String what = dice.of("*", "COUNT(*)");
            String where =
                    dice.percent(50) ? " WHERE " + conditions.any(List.of(dice.percent(50) ? left : right), 1) : "";
            if (shared.isEmpty() || dice.percent(40)) {
                return "SELECT " + what + " FROM " + from(left) + dice.of(" NATURAL JOIN ", " NATURAL LEFT JOIN ")
                        + from(right) + where;
            }
            return "SELECT " + what + " FROM " + from(left) + dice.of(" JOIN ", " LEFT JOIN ") + from(right)
                    + " USING (" + dice.of(shared) + ")" + where;
        }

        /** A query whose columns are those of its source, so that it can stand where the source could. */
        private String inner(Source source) {
            return "SELECT * FROM " + from(source)
                    + (dice.percent(80) ? " WHERE " + conditions.any(List.of(source), 1) : "");
        }

        private String derived() {
            Source source = source("x");
            Source outer = new Source("d", source.relation());
            String where = dice.percent(60) ? " WHERE " + conditions.any(List.of(outer), 1) : "";
            if (dice.percent(40)) {
                Source other = source("y");
                return "SELECT COUNT(*), COUNT(" + conditions.column(outer, dice.of(outer.columns())) + ") FROM "
                        + from(other) + dice.of(" LEFT JOIN (", " JOIN (") + inner(source) + ") AS d ON "
                        + conditions.link(List.of(other, outer)) + where;
            }
            return "SELECT " + columns(outer) + " FROM (" + inner(source) + ") AS d" + where;
        }

        private String common() {
            Source source = source("x");
            if (dice.percent(30)) {
                List<Column> numbers = source.relation().of(Family.INTEGER);
                if (!numbers.isEmpty()) {
                    String n = conditions.column(source, dice.of(numbers));
                    return "WITH RECURSIVE r (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM r WHERE i < 4) SELECT r.i, COUNT("
                            + n + ") FROM r LEFT JOIN " + from(source) + " ON " + n + " = r.i GROUP BY r.i";
                }
            }
            // Sometimes under the name of a table.
            Source outer =
                    new Source(dice.percent(85) ? "c" : dice.of(schema.tables()).name(), source.relation());
            String where = dice.percent(60) ? " WHERE " + conditions.any(List.of(outer), 1) : "";
            return "WITH " + outer.alias() + " AS (" + inner(source) + ") SELECT " + columns(outer) + " FROM "
                    + outer.alias() + where;
        }

        private String union() {
            Source one = source("x");
            Source other = source("y");
            if (dice.percent(50)) {
                return "SELECT " + exact(one) + " FROM " + from(one) + " WHERE " + conditions.any(List.of(one), 1)
                        + " UNION ALL SELECT " + exact(other) + " FROM " + from(other) + " WHERE "
                        + conditions.any(List.of(other), 1);
            }
            return "(SELECT HEX(" + conditions.column(one, dice.of(one.columns())) + ") FROM " + from(one) + " WHERE "
                    + conditions.any(List.of(one), 1) + ") UNION (SELECT HEX("
                    + conditions.column(other, dice.of(other.columns())) + ") FROM " + from(other) + ")";
        }

        private String subquery() {
            Source outer = source("x");
            Source inner = source("y");
            List<Source> both = List.of(outer, inner);
            Column of = dice.of(outer.columns());
            String name = conditions.column(outer, of);
            Column in = outerLike(of, inner);
            String innerName = conditions.column(inner, in);
            String innerWhere = " WHERE " + conditions.any(dice.percent(60) ? List.of(inner) : both, 1);
            String rows = "SELECT " + innerName + " FROM " + from(inner) + innerWhere;
            String head = "SELECT " + columns(outer) + " FROM " + from(outer) + " WHERE ";
            return switch (dice.below(7)) {
                case 0 -> head + name + " IN (" + rows + ")";
                case 1 -> head + name + " NOT IN (" + rows + ")";
                case 2 -> head + "EXISTS (SELECT 1 FROM " + from(inner) + " WHERE " + conditions.link(both) + ")";
                case 3 ->
                    head + "NOT EXISTS (SELECT 1 FROM " + from(inner) + " WHERE " + conditions.link(both) + " AND "
                            + conditions.any(both, 1) + ")";
                case 4 -> head + name + dice.of(" = ANY (", " > ALL (", " <= SOME (") + rows + ")";
                case 5 ->
                    head + dice.of("1", "2", "0") + dice.of(" = ", " < ", " <= ") + "(SELECT COUNT(*) FROM "
                            + from(inner) + innerWhere + ")";
                default ->
                    "SELECT " + name + ", (SELECT COUNT(*) FROM " + from(inner) + innerWhere + ") AS cnt FROM "
                            + from(outer);
            };
        }

        private Column outerLike(Column column, Source inner) {
            List<Column> same = inner.relation().of(column.family());
            return same.isEmpty() ? dice.of(inner.columns()) : dice.of(same);
        }

        private String window() {
            Source source = source("x");
            String by = exact(source);
            String where = dice.percent(50) ? " WHERE " + conditions.any(List.of(source), 1) : "";
            return "SELECT " + by + ", "
                    + dice.of(
                            "COUNT(*)",
                            "COUNT(*)",
                            "COUNT(x." + dice.of(source.columns()).name() + ")",
                            "RANK()") + " OVER ("
                    + dice.of("PARTITION BY " + by, "ORDER BY " + by) + ") FROM " + from(source) + where;
        }
    }
}
