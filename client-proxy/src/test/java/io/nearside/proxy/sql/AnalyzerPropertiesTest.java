package io.nearside.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.nearside.proxy.footprint.TableFootprint;
import io.nearside.proxy.footprint.TableName;
import io.nearside.proxy.sql.Lexer.Kind;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every text. */
final class AnalyzerPropertiesTest {

    private static final List<SqlDialect> DIALECTS = List.of(
            Dialects.MYSQL,
            Dialects.MARIADB,
            Dialects.ANSI_QUOTES,
            Dialects.NO_BACKSLASH_ESCAPES,
            Dialects.IGNORE_SPACE);

    /** Statements that are denied, each for another reason. */
    private static final List<String> DENIED = List.of(
            "SELECT a FROM t FOR UPDATE",
            "SELECT a FROM t LOCK IN SHARE MODE",
            "SELECT NOW ( ) FROM t",
            "SELECT a FROM t WHERE b = RAND ( )",
            "SELECT f ( a ) FROM t",
            "SELECT db.f ( a ) FROM t",
            "SELECT @a FROM t",
            "SELECT @@x FROM t",
            "SELECT @a := 1 FROM t",
            "SELECT a INTO @x FROM t",
            "SELECT a FROM t INTO OUTFILE 'x'",
            "SELECT a FROM t ; SELECT b FROM u",
            "SELECT a FROM vw",
            "SELECT a FROM t , vw",
            "SELECT a FROM mysql.user",
            "SELECT CURRENT_DATE FROM t",
            "SELECT SQL_CALC_FOUND_ROWS a FROM t",
            "SELECT 1",
            "WITH t AS ( SELECT 1 ) SELECT * FROM t",
            "SELECT a FROM t WHERE MATCH ( a ) AGAINST ( 'x' )",
            "SELECT a FROM missing",
            "INSERT INTO t VALUES ( 1 )",
            "CREATE TEMPORARY TABLE t ( a INT )",
            "CALL p ( )",
            "SELECT a FROM t WHERE x = VALUES ( a )");

    private final StatementAnalyzer analyzer = new StatementAnalyzer(
            new TestingCatalog().with(TableKind.BASE_TABLE, "db", "t", "u").with(TableKind.VIEW, "db", "vw"));

    @Property(tries = 5000)
    void noTextMakesItThrow(@ForAll("texts") String text, @ForAll("dialects") SqlDialect dialect) {
        assertThatCode(() -> analyzer.analyze(text, "db", dialect)).doesNotThrowAnyException();
    }

    @Property
    void commentsNeverMakeADeniedStatementCacheable(
            @ForAll("denied") String statement,
            @ForAll("gaps") List<String> gaps,
            @ForAll("dialects") SqlDialect dialect) {
        StatementPlan plan = analyzer.analyze(withGaps(statement, gaps, dialect), "db", dialect);
        assertThat(plan.kind()).isNotEqualTo(StatementKind.CACHEABLE_READ);
    }

    @Property
    void commentsAndSpaceDoNotChangeWhatACacheableStatementDependsOn(@ForAll("gaps") List<String> gaps) {
        String statement = "SELECT a , b.c FROM t JOIN u AS b ON t.x = b.y WHERE d IN ( 1 , 'x' ) AND e = 'y' LIMIT 5";
        StatementPlan plain = analyzer.analyze(statement, "db", Dialects.MYSQL);
        assertThat(plain.kind()).isEqualTo(StatementKind.CACHEABLE_READ);
        assertThat(analyzer.analyze(withGaps(statement, gaps, Dialects.MYSQL), "db", Dialects.MYSQL)
                        .footprint())
                .isEqualTo(plain.footprint());
    }

    @Property
    void literalsNeverChangeThePlan(@ForAll("strings") String first, @ForAll("strings") String second) {
        String format = "SELECT a FROM t WHERE b = %s AND c LIKE %s";
        StatementPlan plan = analyzer.analyze(String.format(format, first, second), "db", Dialects.MYSQL);
        StatementPlan other = analyzer.analyze(String.format(format, "''", "'%'"), "db", Dialects.MYSQL);
        assertThat(plan.sharesShapeWith(other)).isTrue();
        assertThat(plan.kind()).isEqualTo(StatementKind.CACHEABLE_READ);
    }

    /** However a text is put together, what is read from is in the footprint. */
    @Property(tries = 20_000)
    void noTableIsOverlooked(@ForAll("selects") String text) {
        StatementPlan plan = analyzer.analyze(text, "db", Dialects.MYSQL);
        if (plan.kind() == StatementKind.CACHEABLE_READ) {
            assertThat(text).doesNotContain("FROM vw", "JOIN vw", "INTO", "FOR UPDATE", "LOCK IN", " f(");
            assertThat(plan.footprint().tables()).contains(TableFootprint.whole(new TableName("db", "t")));
            if (text.contains("FROM u") || text.contains("JOIN u")) {
                assertThat(plan.footprint().tables()).contains(TableFootprint.whole(new TableName("db", "u")));
            }
        }
    }

    @Provide
    static Arbitrary<String> texts() {
        return StatementTexts.anyText();
    }

    @Provide
    static Arbitrary<SqlDialect> dialects() {
        return Arbitraries.of(DIALECTS);
    }

    @Provide
    static Arbitrary<String> denied() {
        return Arbitraries.of(DENIED);
    }

    @Provide
    static Arbitrary<List<String>> gaps() {
        return StatementTexts.gap().list().ofSize(40);
    }

    @Provide
    static Arbitrary<String> strings() {
        return StatementTexts.stringLiteral();
    }

    @Provide
    static Arbitrary<String> selects() {
        return StatementTexts.select();
    }

    private static String withGaps(String statement, List<String> gaps, SqlDialect dialect) {
        StringBuilder text = new StringBuilder();
        Lexer lexer = new Lexer(statement, dialect);
        int gap = 0;
        while (lexer.next() != Kind.END) {
            text.append(lexer.kind() == Kind.SPACE ? gaps.get(gap++) : lexer.text());
        }
        return text.toString();
    }
}
