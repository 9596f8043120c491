package io.nearside.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that are long or deep get an answer, whatever it is, on an ordinary thread and without hanging. */
@Timeout(60)
final class DeepStatementTest {

    private static final int FAR = 200_000;

    private final StatementAnalyzer analyzer =
            new StatementAnalyzer(new TestingCatalog().with(TableKind.BASE_TABLE, "db", "t"));

    /** The innermost part, what is put around it, and the statement it then stands in. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a|(|)|SELECT % FROM t",
                "a = 1|(|)|SELECT a FROM t WHERE %",
                "a = 1|(|AND b = 2)|SELECT a FROM t WHERE %",
                "a = 1|(b = 2 OR |)|SELECT a FROM t WHERE %",
                "a|IFNULL(|, 1)|SELECT % FROM t",
                "a|CASE WHEN | THEN 1 END|SELECT % FROM t",
                "a|CASE WHEN b THEN | ELSE 1 END|SELECT % FROM t",
                "a|NOT ||SELECT a FROM t WHERE %",
                "a|NOT (|)|SELECT a FROM t WHERE %",
                "a|- ||SELECT % FROM t",
                "(1)|(SELECT a FROM t WHERE a IN |)|SELECT a FROM t WHERE a IN %",
                "t|(|)|SELECT a FROM %",
                "t|(SELECT * FROM |) x|SELECT a FROM %",
                "t|(t JOIN |)|SELECT a FROM %",
                "SELECT a FROM t|(|)|%",
                "1|(1, |)|SELECT a FROM t WHERE a IN %",
                "1|EXISTS (SELECT a FROM t WHERE |)|SELECT a FROM t WHERE %",
                "a|CAST(| AS CHAR)|SELECT % FROM t",
                "a||+ 1|SELECT % FROM t",
                "a = 1|| AND b = 2|SELECT a FROM t WHERE %",
                "a = 1|| OR b = 'x'|SELECT a FROM t WHERE %",
                "a||, b|SELECT % FROM t",
                "t|| JOIN t|SELECT a FROM %",
                "SELECT a FROM t|| UNION SELECT a FROM t|%",
                "t||, (SELECT 1) x|SELECT a FROM %"
            })
    void nestingAndRepetitionEndInAPlan(String innermost, String before, String after, String statement) {
        String opening = before == null ? "" : before;
        String closing = after == null ? "" : after;
        for (int depth : new int[] {1, 2, 5, 10, 20, 30, 50, 60, 100, 400, 1000, 4000}) {
            String nested = opening.repeat(depth) + innermost + closing.repeat(depth);
            assertThat(analyzer.analyze(statement.replace("%", nested), "db", Dialects.MYSQL))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                ")",
                "SELECT ",
                "((SELECT ",
                "'",
                "-",
                "NOT ",
                "t.",
                "/*",
                "CASE ",
                "IN (",
                ",",
                "a=",
                "`a`.",
                "f(",
                "@",
                "WITH x AS ("
            })
    void endlessRepetitionsEndInAPlan(String part) {
        assertThat(analyzer.analyze(part.repeat(FAR), "db", Dialects.MYSQL)).isNotNull();
        assertThat(analyzer.analyze("SELECT a FROM t WHERE " + part.repeat(FAR), "db", Dialects.MYSQL))
                .isNotNull();
        assertThat(analyzer.analyze("INSERT INTO t VALUES (" + part.repeat(FAR), "db", Dialects.MYSQL))
                .isNotNull();
    }

    @Test
    void ordinaryDepthIsStillUnderstood() {
        String where = "(".repeat(15) + "a = 1" + " AND (b = 2 OR c = 3))".repeat(15);
        assertThat(analyzer.analyze("SELECT a FROM t WHERE " + where, "db", Dialects.MYSQL)
                        .kind())
                .isEqualTo(StatementKind.CACHEABLE_READ);
        String list = "a = 1" + " OR a = 2".repeat(500);
        assertThat(analyzer.analyze("SELECT a FROM t WHERE " + list, "db", Dialects.MYSQL)
                        .kind())
                .isEqualTo(StatementKind.CACHEABLE_READ);
    }

    @Test
    void longListsOfLiteralsAreOneShortShape() {
        String list = "1" + ", 23456789".repeat(20_000);
        assertThat(analyzer.analyze("SELECT a FROM t WHERE a IN (" + list + ")", "db", Dialects.MYSQL)
                        .kind())
                .isEqualTo(StatementKind.CACHEABLE_READ);
    }

    @Test
    void whatIsTooLongToBePlannedIsStillSearchedForWhatTaints() {
        String terms = " + a".repeat(Shape.MAX_TOKENS);
        StatementPlan harmless = analyzer.analyze("SELECT a" + terms + " FROM t", "db", Dialects.MYSQL);
        assertThat(harmless.reason()).isEqualTo(DenyReason.TOO_COMPLEX);
        assertThat(harmless.taints()).isFalse();
        StatementPlan stored = analyzer.analyze("SELECT a" + terms + " + f(a) FROM t", "db", Dialects.MYSQL);
        assertThat(stored.reason()).isEqualTo(DenyReason.UNKNOWN_FUNCTION);
        assertThat(stored.taints()).isTrue();
    }

    @Test
    void longWritesAreClassifiedWhole() {
        String rows = "(1, 'it''s; x')" + ", (2, 'y')".repeat(FAR);
        assertThat(analyzer.analyze("INSERT INTO t (a, b) VALUES " + rows, "db", Dialects.MYSQL)
                        .kind())
                .isEqualTo(StatementKind.WRITE);
        assertThat(analyzer.analyze("INSERT INTO t (a, b) VALUES " + rows + "; SELECT 1", "db", Dialects.MYSQL)
                        .taints())
                .isTrue();
    }
}
