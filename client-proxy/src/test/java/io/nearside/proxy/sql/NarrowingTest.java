package io.nearside.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rows of each table must meet to contribute to a result. */
final class NarrowingTest {

    private static ColumnDefinition column(String name, ColumnType type) {
        String collation = type == ColumnType.TEXT ? "utf8mb4_general_ci" : "";
        return new ColumnDefinition(name, type, collation, "");
    }

    private static final TableDefinition T = new TableDefinition(
            List.of(
                    column("id", ColumnType.INTEGER),
                    column("a", ColumnType.INTEGER),
                    column("s", ColumnType.TEXT),
                    column("b", ColumnType.BINARY_TEXT),
                    column("d", ColumnType.DATE),
                    column("dt", ColumnType.DATETIME),
                    column("n", ColumnType.DECIMAL),
                    column("f", ColumnType.APPROXIMATE),
                    column("x", ColumnType.BYTES),
                    column("ts", ColumnType.TIMESTAMP),
                    column("e", ColumnType.OTHER_TEXT),
                    column("o", ColumnType.OTHER),
                    new ColumnDefinition("g", ColumnType.INTEGER, "", "(`a` + 1)"),
                    column("ti", ColumnType.TIME)),
            List.of(List.of(0)),
            "");

    private static final TableDefinition U = new TableDefinition(
            List.of(
                    column("uid", ColumnType.INTEGER),
                    column("tid", ColumnType.INTEGER),
                    column("kind", ColumnType.INTEGER),
                    column("us", ColumnType.TEXT),
                    column("a", ColumnType.INTEGER)),
            List.of(List.of(0), List.of(1, 2)),
            "");

    private final TestingCatalog catalog = new TestingCatalog()
            .define(TableKind.BASE_TABLE, "db", "t", T)
            .define(TableKind.BASE_TABLE, "db", "u", U)
            .with(TableKind.BASE_TABLE, "db", "plain")
            .define(
                    TableKind.BASE_TABLE,
                    "db",
                    "keyless",
                    new TableDefinition(
                            List.of(
                                    column("k", ColumnType.INTEGER),
                                    column("u1", ColumnType.INTEGER),
                                    column("u2", ColumnType.INTEGER)),
                            List.of(List.of(), List.of(0)),
                            ""))
            .define(
                    TableKind.VIEW,
                    "db",
                    "v",
                    new TableDefinition(
                            List.of(column("id", ColumnType.INTEGER), column("a", ColumnType.INTEGER)),
                            List.of(List.of()),
                            "select `db`.`t`.`id` AS `id`,`db`.`t`.`a` AS `a` from `db`.`t` where (`db`.`t`.`a` = 7)"))
            .define(
                    TableKind.VIEW,
                    "db",
                    "vv",
                    new TableDefinition(
                            List.of(column("id", ColumnType.INTEGER)),
                            List.of(List.of()),
                            "select `v`.`id` AS `id` from `db`.`v`"))
            .define(
                    TableKind.VIEW,
                    "db",
                    "calls",
                    new TableDefinition(
                            List.of(column("id", ColumnType.INTEGER)),
                            List.of(List.of()),
                            "select `db`.`f`(`db`.`t`.`id`) AS `id` from `db`.`t`"));

    private final StatementAnalyzer analyzer = new StatementAnalyzer(catalog);

    private StatementPlan plan(String statement) {
        return analyzer.analyze(statement, "db", Dialects.MYSQL);
    }

    private String conditions(String statement) {
        StatementPlan plan = plan(statement);
        assertThat(plan.kind()).as(plan.toString()).isEqualTo(StatementKind.CACHEABLE_READ);
        return FootprintText.conditions(plan.footprint());
    }

    /** Compared as floating point, neighbours of a long integer are equal to it. */
    @Test
    void aRangeFromADoubleToAnIntegerIsNotNarrowed() {
        StatementPlan plan = analyzer.analyze(
                "SELECT id FROM t WHERE id BETWEEN ? AND ?",
                "db",
                Dialects.MYSQL,
                List.of(
                        new Parameter(Parameter.Kind.APPROXIMATE, "1"),
                        new Parameter(Parameter.Kind.INTEGER, "9007199254740992")));

        assertThat(FootprintText.conditions(plan.footprint())).isEqualTo(conditions("SELECT id FROM t"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\1',
            value = {
                // numbers
                "id = 5                              | id in {5}",
                "5 = id                              | id in {5}",
                "(id = 5)                            | id in {5}",
                "id <=> 5                            | id in {5}",
                "id = -5                             | id in {-5}",
                "id = 5.0                            | id in {5}",
                "id = '5'                            | id in {5}",
                "id = 18446744073709551615           | id in {18446744073709551615}",
                "id IN (1, 2, 3)                     | id in {1, 2, 3}",
                "id IN (1, -2, 3, NULL)              | id in {-2, 1, 3}",
                "id IN (1, '2')                      | id in {1, 2}",
                "n = 1.50                            | n in {1, 1.5, 2}",
                "id > 5                              | 5 <= id",
                "5 > id                              | id <= 5",
                "id BETWEEN 1 AND 9                  | (1 <= id and id <= 9)",
                "id >= 1 AND id < 9                  | (1 <= id and id <= 9)",
                // text
                "s = 'Ab '                           | s in {ab}",
                "b = 'Ab '                           | b in {Ab}",
                "s LIKE 'Ab%c'                       | s like ab%",
                "b LIKE 'Ab_'                        | b like Ab%",
                "s IN ('a', 'b')                     | s in {a, b}",
                "s = 'it''s'                         | s in {it's}",
                "s = 'a' 'b'                         | s in {ab}",
                "s = \"q\"                           | s in {q}",
                // dates
                "d = '2024-02-29'                    | d in {2024-02-29}",
                "dt >= '2024-02-29'                  | 2024-02-29 00:00:00.000000 <= dt",
                "dt < '2024-02-29 10:11:12.5'        | dt <= 2024-02-29 10:11:12.500000",
                // bytes
                "x = x'00FF00'                       | x in {\0\u00ff}",
                "x = 0x41                            | x in {A}",
                // a look-up by an index finds what the value is rounded to
                "id = 5.4                            | id in {5, 5.4}",
                "n IN (1.005, 2)                     | n in {1, 1.005, 1.01, 2}",
                "dt = '2024-02-29 10:11:12.0'        | dt in {2024-02-29 10:11:12.000000}",
                "n BETWEEN 1.5 AND 2                 | (1.5 <= n and n <= 2)",
                "id BETWEEN '1' AND '9'              | (1 <= id and id <= 9)",
                // NULL
                "a IS NULL                           | a null",
                "a IS NOT NULL                       | a not null",
                // AND and OR
                "id = 5 AND a = 6                    | (id in {5} and a in {6})",
                "id = 5 OR a = 6                     | (id in {5} or a in {6})",
                "id = 5 AND (a = 1 OR a = 2)         | (id in {5} and (a in {1} or a in {2}))",
                "1 = 1 AND id = 5                    | id in {5}",
                "id = 5 AND NOT a = 6                | id in {5}",
                "id = 5 AND a <> 6                   | id in {5}",
                "id = 5 AND f = 0.1                  | id in {5}",
                "id = 5 AND e = 'x'                  | id in {5}",
                "id = 5 AND ts > '2024-01-01'        | id in {5}",
                "id = 5 AND s = 'é'                  | id in {5}",
                "id = 5 AND EXISTS (SELECT 1 FROM plain) | id in {5}"
            })
    void aConditionNarrows(String where, String expected) {
        String conditions = conditions("SELECT a FROM t WHERE " + where.strip());
        assertThat(conditions.replaceFirst("plain: any; ", "")).isEqualTo("t: " + expected.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id = 5 OR f = 1",
                "id = 5 XOR a = 6",
                "! id = 5",
                "NOT (id = 5)",
                "id <> 5",
                "id NOT IN (5)",
                "id NOT BETWEEN 1 AND 2",
                "id IS NOT TRUE",
                "f = 1",
                "e = 'x'",
                "s = 'é'",
                "s = _latin1'a'",
                "s = N'a'",
                "s > 'a'",
                "s LIKE '%a'",
                "s LIKE 'a' ESCAPE '|'",
                "s NOT LIKE 'a%'",
                "s = '\\t'",
                "ts = '2024-01-01'",
                "d = '2024-01-01 10:00:00'",
                "g = 5",
                "id = 5e0",
                "id = a",
                "(id, a) = (1, 2)",
                "x = 'a'",
                "dt = '2024-01-01 10:00:00.6'",
                "n BETWEEN '1' AND 9007199254740992",
                "n BETWEEN 1e0 AND 9007199254740992",
                "id BETWEEN 9007199254740993 AND f",
                "id = 99999999999999999999999999999999999999999"
            })
    void whatSaysNothingForSureNarrowsNothing(String where) {
        assertThat(conditions("SELECT a FROM t WHERE " + where)).isEqualTo("t: any");
    }

    /** A row that another part turns away could still make the statement fail or warn. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a / n > 1",
                "a + 1 = 2",
                "s = 5",
                "s",
                "id = 'x'",
                "id = '5x'",
                "id IN (1, 'x')",
                "d = 'tomorrow'",
                "d = '2023-02-29'",
                "d = 20240101",
                "o = 1",
                "a = s",
                "ROUND(s) = 1",
                "a = (SELECT kind FROM u)",
                "CASE WHEN a = 1 THEN s ELSE n END = 2"
            })
    void aLoudPartKeepsTheOthersFromNarrowing(String part) {
        assertThat(conditions("SELECT a FROM t WHERE id = 5 AND " + part)).contains("t: any");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // inner joins
                "t JOIN u ON t.id = u.tid WHERE t.id = 5      | t: id in {5}; u: tid in {5}",
                "t JOIN u ON t.id = u.tid AND u.kind = 3      | t: any; u: kind in {3}",
                "t, u WHERE t.id = u.tid AND u.tid = 5        | t: id in {5}; u: tid in {5}",
                "t STRAIGHT_JOIN u ON s = us WHERE us = 'X'   | t: s in {x}; u: us in {x}",
                "t JOIN u USING (a) WHERE id = 5              | t: id in {5}; u: any",
                "t x JOIN t y ON x.id = y.a WHERE x.id = 5    | t: a in {5}; t: id in {5}",
                // not resolved: of which table is a?
                "t JOIN u ON id = tid WHERE u.a = 5 AND t.a = 6 | t: a in {6}; u: a in {5}",
                // outer joins
                "t LEFT JOIN u ON t.id = u.tid WHERE t.id = 5 | t: id in {5}; u: tid in {5}",
                "t LEFT JOIN u ON t.id = u.tid AND u.kind = 3 | t: any; u: kind in {3}",
                "t LEFT JOIN u ON t.id = u.tid AND t.a = 3    | t: any; u: any",
                "t LEFT JOIN u ON t.id = u.tid WHERE u.kind = 3 | t: any; u: any",
                "t LEFT JOIN u ON t.id = u.tid WHERE u.uid IS NULL | t: any; u: any",
                "t LEFT JOIN u ON t.id = u.tid WHERE u.kind = 3 OR u.uid IS NULL | t: any; u: any",
                "u RIGHT JOIN t ON t.id = u.tid WHERE t.id = 5 | t: id in {5}; u: tid in {5}",
                "u RIGHT JOIN t ON t.id = u.tid WHERE u.kind = 5 | t: any; u: any",
                "plain LEFT JOIN (t JOIN u ON t.id = u.tid AND t.id = 5) ON plain.p = 1 | plain: any; t: any; u: any",
                "t LEFT JOIN (u JOIN t y ON y.id = u.tid AND y.id = 5) ON t.id = u.uid | t: any; t: id in {5}; u: tid in {5}",
                "t LEFT JOIN u ON t.id = u.tid JOIN t y ON y.id = u.kind AND u.kind = 4 | t: any; u: any",
                // what the second ON joins stands further left
                "t LEFT JOIN u JOIN t y ON u.tid = y.id ON t.a = u.a WHERE y.d IS NULL | t: any; u: any",
                // fractions may be rounded on the way from one column to the other
                "t JOIN t y ON t.id = y.n WHERE y.n >= 5      | t: 5 <= n; t: any",
                // a comma binds less than JOIN: what stands before it is not seen
                "t, u JOIN plain ON t.id = 5                  | plain: any; t: any; u: any"
            })
    void joins(String from, String expected) {
        assertThat(conditions("SELECT 1 FROM " + from.strip())).isEqualTo(expected.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT a FROM t WHERE id = 5 UNION SELECT a FROM u WHERE uid = 6 | t: id in {5}; u: uid in {6}",
                "SELECT q FROM (SELECT a AS q FROM t WHERE id = 5) z WHERE q = 1  | t: id in {5}",
                "WITH c AS (SELECT a FROM t WHERE id = 5) SELECT a FROM c         | t: id in {5}",
                "SELECT a FROM t WHERE id IN (SELECT tid FROM u WHERE kind = 3)   | t: any; u: kind in {3}",
                "SELECT (SELECT MAX(kind) FROM u WHERE tid = t.id AND uid = 1) FROM t WHERE id = 5 | t: id in {5}; u: uid in {1}",
                "SELECT a FROM t WHERE id = 5 AND a = (SELECT MAX(kind) FROM u WHERE u.tid = 6) | t: id in {5}; u: tid in {6}",
                "SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE tid = id AND kind = 4) | t: any; u: kind in {4}",
                "SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE tid = id AND id = 4)   | t: any; u: any",
                "SELECT a, COUNT(*) FROM t WHERE a IN (1, 2) GROUP BY a HAVING COUNT(*) > s ORDER BY 2 LIMIT 1 | t: a in {1, 2}",
                "SELECT T.a FROM t WHERE T.id = 5 | t: any",
                "SELECT a FROM db.t WHERE db.t.id = 5 | t: id in {5}"
            })
    void blocks(String statement, String expected) {
        assertThat(conditions(statement.strip())).isEqualTo(expected.strip());
    }

    @Test
    void aViewIsWhatItIsMadeOf() {
        assertThat(FootprintText.of(plan("SELECT id FROM v WHERE id = 1").footprint()))
                .isEqualTo("t[id a]: a in {7}; v[]: none");
        assertThat(FootprintText.conditions(plan("SELECT id FROM vv").footprint()))
                .isEqualTo("t: a in {7}; v: none; vv: none");
    }

    @Test
    void aViewThatIsNotUnderstoodIsOpaque() {
        assertThat(plan("SELECT id FROM calls").kind()).isEqualTo(StatementKind.OPAQUE);
        assertThat(plan("SELECT id FROM calls").reason()).isEqualTo(DenyReason.VIEW);
    }

    @Test
    void aViewBesideSomethingLoudNarrowsNothing() {
        assertThat(conditions("SELECT v.id FROM v JOIN t ON t.id = v.id WHERE t.s = 5"))
                .isEqualTo("t: any; t: any; v: none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT a FROM t                            | t[id a]: any",
                "SELECT COUNT(*) FROM t WHERE s = 'x'       | t[id s]: s in {x}",
                "SELECT t.a FROM t AS q JOIN t ON t.id = q.n | t[id a n]: any",
                "SELECT * FROM t WHERE id = 1               | t[*]: id in {1}",
                "SELECT q.* FROM t AS q JOIN u ON q.id = uid | t[*]: any; u[uid tid kind]: any",
                "SELECT g FROM t                            | t[*]: any",
                "SELECT kind FROM u                         | u[uid tid kind]: any",
                "SELECT a FROM u                            | u[uid a]: any",
                "SELECT uid FROM u                          | u[uid tid kind]: any",
                "SELECT s AS a FROM t                       | t[id a s]: any",
                "SELECT `S` FROM t                          | t[id s]: any",
                "SELECT 1 FROM plain NATURAL JOIN u         | plain[*]: any; u[*]: any",
                "SELECT u1 FROM keyless                     | keyless[k u1]: any",
                "SELECT p FROM plain                        | plain[*]: any"
            })
    void columnsUsed(String statement, String expected) {
        assertThat(FootprintText.of(plan(statement.strip()).footprint())).isEqualTo(expected.strip());
    }

    @Test
    void aTimeThatMayMeetADateDependsOnToday() {
        assertThat(plan("SELECT * FROM t WHERE id = 1").kind()).isEqualTo(StatementKind.CACHEABLE_READ);
        assertThat(plan("SELECT ti FROM t WHERE id = 1").kind()).isEqualTo(StatementKind.CACHEABLE_READ);
        assertThat(List.of(
                        plan("SELECT a FROM t WHERE ti = dt"),
                        plan("SELECT DATE(ti) FROM t"),
                        plan("SELECT ti + INTERVAL 1 DAY FROM t"),
                        plan("SELECT ti FROM t UNION SELECT dt FROM t"),
                        plan("SELECT * FROM t UNION SELECT * FROM t")))
                .extracting(StatementPlan::reason)
                .containsOnly(DenyReason.TIME_COLUMN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\1',
            value = {
                "id = ?              | INTEGER     | 5          | id in {5}",
                "id = ?              | INTEGER     | -5         | id in {-5}",
                "id > ?              | INTEGER     | 5          | 5 <= id",
                "id = ?              | APPROXIMATE | 5          | id in {5}",
                "id = ?              | TEXT        | 5          | id in {5}",
                "n = ?               | INTEGER     | 5          | n in {5}",
                "s = ?               | TEXT        | Anna       | s in {anna}",
                "s LIKE ?            | TEXT        | An%        | s like an%",
                "d = ?               | TEXT        | 2024-02-29 | d in {2024-02-29}",
                // may equal a neighbour, or anything
                "n = ?               | APPROXIMATE | 5          | any",
                "f = ?               | INTEGER     | 5          | any",
                "s = ?               | TEXT        | José       | any",
                // a comparison that may warn, for any row
                "s = ?               | INTEGER     | 5          | any",
                "s = ?               | APPROXIMATE | 5          | any",
                "id = ?              | TEXT        | 5x         | any",
                "d = ?               | INTEGER     | 20240229   | any",
                "id = ?              | UNREAD      | ''         | any",
                "a = 3 AND id = ?    | UNREAD      | ''         | any",
                // beside what is known anyway
                "a = 3 AND f = ?     | INTEGER     | 5          | a in {3}",
            })
    void readsAParameterLikeTheLiteralThatItIsComparedLike(
            String where, Parameter.Kind kind, String value, String condition) {
        StatementPlan plan = analyzer.analyze(
                "SELECT id FROM t WHERE " + where, "db", Dialects.MYSQL, List.of(new Parameter(kind, value)));

        assertThat(plan.kind()).isEqualTo(StatementKind.CACHEABLE_READ);
        assertThat(FootprintText.conditions(plan.footprint())).isEqualTo("t: " + condition);
    }
}
