package io.nearside.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.proxy.footprint.TableFootprint;
import io.nearside.proxy.footprint.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SELECTs that are understood, and the tables they depend on. */
final class CacheableSelectTest {

    private final TestingCatalog catalog = new TestingCatalog()
            .with(TableKind.BASE_TABLE, "db", "t", "u", "v", "w", "odd name", "größe")
            .with(TableKind.BASE_TABLE, "other", "t", "x");
    private final StatementAnalyzer analyzer = new StatementAnalyzer(catalog);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT a FROM t|db.t",
                "select * from `t`|db.t",
                "SELECT a FROM other.t|other.t",
                "SELECT a FROM `other`.`x` AS y, t|db.t other.x",
                "SELECT db.t.a FROM db.t|db.t",
                "SELECT a FROM `odd name`|db.odd name",
                "SELECT größe FROM größe|db.größe",
                "SELECT 1 FROM t UNION SELECT 2 FROM u|db.t db.u",
                "(SELECT a FROM t ORDER BY b LIMIT 1) UNION ALL (SELECT a FROM u) ORDER BY a|db.t db.u",
                "SELECT a FROM t JOIN u ON t.a = u.a LEFT JOIN v USING (b) NATURAL JOIN w|db.t db.u db.v db.w",
                "SELECT a FROM t STRAIGHT_JOIN u|db.t db.u",
                "SELECT a FROM (t, u) LEFT OUTER JOIN (v CROSS JOIN w) ON t.a = v.a|db.t db.u db.v db.w",
                "SELECT a FROM t x JOIN t y ON x.a = y.b|db.t",
                "SELECT * FROM (SELECT a FROM t) x, (SELECT b FROM u) AS y|db.t db.u",
                "SELECT * FROM ((SELECT a FROM t) UNION (SELECT a FROM u)) x|db.t db.u",
                "SELECT a FROM t WHERE a IN (SELECT b FROM u WHERE EXISTS (SELECT 1 FROM v WHERE v.a = t.a))|db.t db.u db.v",
                "SELECT a, (SELECT MAX(b) FROM u) FROM t|db.t db.u",
                "SELECT a FROM t WHERE a > ALL (SELECT b FROM u) OR a = ANY (SELECT c FROM v)|db.t db.u db.v",
                "SELECT a FROM t ORDER BY (SELECT b FROM u WHERE u.a = t.a)|db.t db.u",
                "WITH x AS (SELECT a FROM t) SELECT * FROM x|db.t",
                "WITH x (a, b) AS (SELECT a, b FROM t), y (c) AS (SELECT a FROM x) SELECT * FROM y JOIN u|db.t db.u",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<9) SELECT * FROM n JOIN t ON t.a=n.i|db.t",
                "SELECT * FROM (WITH x AS (SELECT a FROM t) SELECT * FROM x) y JOIN u|db.t db.u",
                "SELECT a FROM t WHERE b = 'FROM u'|db.t",
                "SELECT a /* FROM u */ FROM t -- JOIN v|db.t",
                "SELECT a FROM t;|db.t"
            })
    void dependsOnExactlyItsBaseTables(String statement, String tables) {
        StatementPlan plan = analyzer.analyze(statement, "db", Dialects.MYSQL);
        assertThat(plan.kind()).as(plan.toString()).isEqualTo(StatementKind.CACHEABLE_READ);
        assertThat(plan.reason()).isEqualTo(DenyReason.NONE);
        assertThat(plan.taints()).isFalse();
        assertThat(plan.footprint().tables().stream().map(table -> table.table().toString()))
                .containsExactly(names(tables));
        assertThat(plan.footprint().catalogVersion()).isEqualTo(catalog.version());
    }

    /** Schema names hold no space in these tests, table names may. */
    private static String[] names(String tables) {
        return tables.split(" (?=(db|other)\\.)", -1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // what applications and their frameworks send
                "SELECT emp_no, birth_date, hire_date, first_name, last_name, gender FROM t WHERE emp_no = 10001",
                "SELECT COUNT(*), MAX(s.salary), MIN(s.salary) FROM t e JOIN u de ON e.emp_no = de.emp_no JOIN v d ON"
                        + " d.dept_no = de.dept_no JOIN w s ON s.emp_no = e.emp_no WHERE d.dept_name = 'Sales'",
                "SELECT `t`.* FROM `t` WHERE `t`.`id` = 1 LIMIT 1",
                "select distinct u1_0.id,u1_0.name from u u1_0 left join v o1_0 on u1_0.id=o1_0.user_id where u1_0.active=1"
                        + " order by u1_0.name asc limit ?,?",
                "SELECT   t.* FROM t  WHERE 1=1  AND t.post_type = 'page' AND ((t.post_status = 'publish'))"
                        + "  ORDER BY t.post_date DESC LIMIT 0, 5",
                "SELECT COUNT(*) AS `__count` FROM `t`",
                "SELECT (1) AS `a` FROM `t` WHERE `t`.`id` = 1 LIMIT 1",
                "SELECT SUM(k) FROM t WHERE id BETWEEN 1 AND 100",
                "SELECT DISTINCT c FROM t WHERE id BETWEEN ? AND ? ORDER BY c",
                // literals and operators
                "SELECT NULL, TRUE, FALSE, 1.5, 1e5, 0x41, x'41', b'01', N'x', _utf8mb4'x' FROM t",
                "SELECT a FROM t WHERE b = 'x' 'y' \"z\" AND c = _latin1 'x' COLLATE latin1_bin",
                "SELECT a + 1, a - 1, a * 2, a / 2, a % 2, a DIV 2, -a, ~a, a | 1, a & 1, a ^ 1, a << 1, a >> 1, !a FROM t",
                "SELECT a FROM t WHERE a <=> b OR a <> 1 XOR a != 2 AND NOT a >= 3 || b && c",
                "SELECT a FROM t WHERE a IS NULL OR b IS NOT NULL OR c IS TRUE OR d IS NOT FALSE OR e IS UNKNOWN",
                "SELECT a FROM t WHERE a LIKE 'x%' ESCAPE '!' AND b NOT LIKE ? AND c REGEXP 'x' AND d NOT RLIKE 'y'",
                "SELECT a FROM t WHERE a NOT BETWEEN 1 AND 2 AND (b, c) IN ((1, 2), (3, 4)) AND (d, e) = (1, 2)",
                "SELECT CASE a WHEN 1 THEN 'x' ELSE 'y' END, CASE WHEN a > 1 THEN b END FROM t",
                "SELECT a FROM t WHERE d > DATE '2020-01-01' - INTERVAL 1 MONTH AND e < TIMESTAMP '2020-01-01 00:00:00'",
                "SELECT a->'$.x', a->>'$.y' FROM t",
                // functions
                "SELECT CONCAT(a, 'x'), LEFT(a, 1), RIGHT(a, 1), REPLACE(a, 'x', 'y'), INSERT(a, 1, 1, 'x'), TRIM(BOTH 'x' FROM a) FROM t",
                "SELECT IF(a, b, c), IFNULL(a, 0), COALESCE(a, b), NULLIF(a, b), GREATEST(a, b), MOD(a, 2) FROM t",
                "SELECT YEAR(d), DATE_FORMAT(d, '%Y'), DATE_ADD(d, INTERVAL 1 DAY), TIMESTAMPDIFF(MINUTE, a, b) FROM t",
                "SELECT EXTRACT(DAY FROM d), POSITION('x' IN a), SUBSTRING(a FROM 2), UNIX_TIMESTAMP(d) FROM t",
                "SELECT CAST(a AS CHAR(10)), CAST(a AS DECIMAL(10, 2)), CAST(a AS UNSIGNED), CONVERT(a USING utf8mb4) FROM t",
                "SELECT COUNT(DISTINCT a, b), GROUP_CONCAT(DISTINCT a ORDER BY b DESC SEPARATOR ',') FROM t",
                "SELECT IFNULL (a, 0), UPPER (b) FROM t",
                "SELECT JSON_EXTRACT(a, '$.x'), JSON_OBJECT('k', b), json_arrayagg(c) FROM t",
                "SELECT ROW_NUMBER() OVER (PARTITION BY a ORDER BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t",
                "SELECT SUM(a) OVER w, LAG(a, 1) OVER (ORDER BY b) FROM t WINDOW w AS (PARTITION BY c)",
                // clauses
                "SELECT a, COUNT(*) FROM t GROUP BY a WITH ROLLUP HAVING COUNT(*) > 1 ORDER BY 2 DESC, a LIMIT 5 OFFSET 2",
                "SELECT DISTINCTROW a FROM t USE INDEX (x, y) WHERE b = 1",
                "SELECT a AS 'total', b `x y`, c z FROM t",
                "SELECT t.key, t.order, t.date, date, timestamp, status, type, value, year, end FROM t"
            })
    void everydaySelectsAreUnderstood(String statement) {
        StatementPlan plan = analyzer.analyze(statement, "db", Dialects.MYSQL);
        assertThat(plan.kind()).as(plan.toString()).isEqualTo(StatementKind.CACHEABLE_READ);
    }

    @Test
    void aPlanServesEveryLiteral() {
        StatementPlan first = analyzer.analyze("SELECT a FROM t WHERE b = 1 AND c IN ('x')", "db", Dialects.MYSQL);
        StatementPlan second =
                analyzer.analyze("SELECT a FROM t WHERE b = 22 AND c IN ('y', 'z')", "db", Dialects.MYSQL);
        assertThat(second.sharesShapeWith(first)).isTrue();
    }

    @Test
    void theDefaultSchemaDecidesWhichTableIsMeant() {
        assertThat(analyzer.analyze("SELECT a FROM t", "other", Dialects.MYSQL)
                        .footprint()
                        .tables())
                .containsExactly(TableFootprint.whole(new TableName("other", "t")));
        assertThat(analyzer.analyze("SELECT a FROM t", null, Dialects.MYSQL).reason())
                .isEqualTo(DenyReason.NO_SCHEMA);
        assertThat(analyzer.analyze("SELECT a FROM db.t", null, Dialects.MYSQL)
                        .footprint()
                        .tables())
                .containsExactly(TableFootprint.whole(new TableName("db", "t")));
    }

    @Test
    void namesAreNormalizedByTheCatalog() {
        Catalog lowerCase = new Catalog() {
            @Override
            public long version() {
                return catalog.version();
            }

            @Override
            public boolean ready() {
                return true;
            }

            @Override
            public TableKind kindOf(TableName table) {
                return catalog.kindOf(table);
            }

            @Override
            public TableName normalize(String schema, String table) {
                return new TableName(schema.toLowerCase(Locale.ROOT), table.toLowerCase(Locale.ROOT));
            }
        };
        StatementPlan plan = new StatementAnalyzer(lowerCase).analyze("SELECT a FROM T, DB.t", "Db", Dialects.MYSQL);
        assertThat(plan.footprint().tables()).containsExactly(TableFootprint.whole(new TableName("db", "t")));
    }

    @Test
    void aNewVersionOfTheCatalogMeansNewPlans() {
        StatementPlan before = analyzer.analyze("SELECT a FROM t", "db", Dialects.MYSQL);
        catalog.with(TableKind.VIEW, "db", "t");
        StatementPlan after = analyzer.analyze("SELECT a FROM t", "db", Dialects.MYSQL);
        assertThat(before.kind()).isEqualTo(StatementKind.CACHEABLE_READ);
        assertThat(after.reason()).isEqualTo(DenyReason.VIEW);
    }

    @Test
    void nothingIsCacheableWhileTheCatalogIsNotReady() {
        catalog.setReady(false);
        assertThat(analyzer.analyze("SELECT a FROM t", "db", Dialects.MYSQL).reason())
                .isEqualTo(DenyReason.CATALOG_UNAVAILABLE);
        catalog.setReady(true);
        assertThat(analyzer.analyze("SELECT a FROM t", "db", Dialects.MYSQL).kind())
                .isEqualTo(StatementKind.CACHEABLE_READ);
    }

    @Test
    void aCatalogThatChangesUnderTheAnalysisDenies() {
        List<Boolean> changed = new ArrayList<>();
        Catalog moving = new Catalog() {
            @Override
            public long version() {
                return changed.size();
            }

            @Override
            public boolean ready() {
                return true;
            }

            @Override
            public TableKind kindOf(TableName table) {
                changed.add(true);
                return TableKind.BASE_TABLE;
            }

            @Override
            public TableName normalize(String schema, String table) {
                return new TableName(schema, table);
            }
        };
        assertThat(new StatementAnalyzer(moving)
                        .analyze("SELECT a FROM t", "db", Dialects.MYSQL)
                        .reason())
                .isEqualTo(DenyReason.CATALOG_UNAVAILABLE);
    }

    @Test
    void functionsOfOneServerOnlyAreKnownToThatServerOnly() {
        assertThat(analyzer.analyze("SELECT NVL(a, 1) FROM t", "db", Dialects.MARIADB)
                        .kind())
                .isEqualTo(StatementKind.CACHEABLE_READ);
        assertThat(analyzer.analyze("SELECT NVL(a, 1) FROM t", "db", Dialects.MYSQL)
                        .reason())
                .isEqualTo(DenyReason.UNKNOWN_FUNCTION);
        assertThat(analyzer.analyze("SELECT ANY_VALUE(a) FROM t", "db", Dialects.MYSQL)
                        .kind())
                .isEqualTo(StatementKind.CACHEABLE_READ);
        assertThat(analyzer.analyze("SELECT ANY_VALUE(a) FROM t", "db", Dialects.MARIADB)
                        .reason())
                .isEqualTo(DenyReason.UNKNOWN_FUNCTION);
        assertThat(analyzer.analyze("SELECT JSON_VALUE(a, '$') FROM t", "db", Dialects.MYSQL)
                        .reason())
                .as("not before 8.0.21")
                .isEqualTo(DenyReason.UNKNOWN_FUNCTION);
    }
}
