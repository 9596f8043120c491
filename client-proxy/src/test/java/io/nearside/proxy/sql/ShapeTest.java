package io.nearside.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ShapeTest {

    @Test
    void numbersItsLiterals() {
        assertThat(shape("select a from t where b=42 and c = 'x' and d<1.5 and e>1e9 and f=x'ff' and g=b'11' limit ?"))
                .isEqualTo(
                        "select a from t where b = 0 and c = '1' and d < 2.0 and e > 3e0 and f = x'0004' and g = b'101' limit ?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a FROM t WHERE b = 'x'",
                "SELECT  a\nFROM t\tWHERE b='y'",
                "/* c */ SELECT a /* 'c */ FROM t -- d\n WHERE b = 'z' # e",
                "SELECT a FROM t WHERE b = 'x' 'y' \"z\"",
                "SELECT a FROM t WHERE b = \"it's\"",
                "SELECT a FROM t WHERE b = 'it''s \\' all'",
                "SELECT a FROM t WHERE b = 'x';",
                "SELECT a FROM t WHERE b = 'x' ; \n"
            })
    void foldsSpaceCommentsAndLiterals(String statement) {
        assertThat(shape(statement)).isEqualTo("SELECT a FROM t WHERE b = '0'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "N'x'|N'0'",
                "_utf8mb4'x'|N'0'",
                "_latin1 'x' 'y'|N'0'",
                "_binary x'41'|N'0'",
                "_UTF8 0x41|N'0'",
                "n'x' 'y'|N'0'"
            })
    void literalsWithACharacterSetAreOneLiteralOfAKindOfTheirOwn(String literal, String placeholder) {
        assertThat(shape("SELECT " + literal)).isEqualTo("SELECT " + placeholder);
    }

    @Test
    void anUnknownIntroducerIsNotGuessedAt() {
        assertThat(Shape.of("SELECT _foo'x'", Dialects.MYSQL).problem()).isEqualTo(DenyReason.UNREADABLE);
        assertThat(shape("SELECT _foo , _utf8 FROM t")).isEqualTo("SELECT _foo , _utf8 FROM t");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "IN (1)|IN ( 0 )",
                "in(1,2,3)|in( 0 )",
                "IN (1, 2, 'x', 3, 'y')|IN ( 0 , '1' )",
                "IN (1, 2, x, 3)|IN ( 0 , x , 1 )",
                "IN (1, 2, ?)|IN ( 0 , ? )",
                "IN (1, 2 + 3, 4)|IN ( 0 , 1 + 2 , 3 )",
                "IN (1, -2, 3)|IN ( 0 , - 1 , 2 )",
                "IN ('a' 'b', 'c')|IN ( '0' )",
                "IN (SELECT 1, 2)|IN ( SELECT 0 , 1 )",
                "IN ((1, 2), (3, 4))|IN ( ( 0 , 1 ) , ( 2 , 3 ) )",
                "(1, 2)|( 0 , 1 )"
            })
    void inListsKeepOneLiteralOfEachKind(String list, String expected) {
        assertThat(shape(list)).isEqualTo(expected);
    }

    @Test
    void keepsWhatPartsANameFromItsParenthesis() {
        assertThat(shape("count(x)")).isEqualTo("count( x )");
        assertThat(shape("count  (x)")).isEqualTo("count ( x )");
        assertThat(shape("count/* c */(x)")).isEqualTo("count /**/ ( x )");
        assertThat(shape("count /* c */ (x)")).isEqualTo("count /**/ ( x )");
    }

    @Test
    void writesQuotedNamesInOneWay() {
        assertThat(shape("SELECT `a b`.`c` FROM t")).isEqualTo("SELECT `a b`.`c` FROM t");
        assertThat(Shape.of("SELECT \"a b\".\"c\" FROM t", Dialects.ANSI_QUOTES).text())
                .isEqualTo("SELECT `a b`.`c` FROM t");
        assertThat(Shape.of("SELECT \"a\" FROM t", Dialects.MYSQL).text()).isEqualTo("SELECT '0' FROM t");
    }

    @Test
    void writesLogicalOperatorsInOneWay() {
        assertThat(shape("SELECT a && b || c")).isEqualTo("SELECT a AND b OR c");
        SqlDialect concat = SqlDialect.of("8.0.15", "PIPES_AS_CONCAT");
        assertThat(Shape.of("SELECT a && b || c", concat).text()).isEqualTo("SELECT a AND b || c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT `a``b`", "SELECT `a\nb`", "SELECT `a\"b`", "SELECT `a\\b`"})
    void namesThatTheParserWouldReadOtherwiseHaveNoShape(String statement) {
        assertThat(Shape.of(statement, Dialects.MYSQL).problem()).isEqualTo(DenyReason.UNKNOWN_CONSTRUCT);
    }

    @Test
    void saysWhatStandsAgainstAShape() {
        assertThat(Shape.of("SELECT 1; SELECT 2", Dialects.MYSQL).problem()).isEqualTo(DenyReason.MULTI_STATEMENT);
        assertThat(Shape.of("SELECT 1;;", Dialects.MYSQL).problem()).isEqualTo(DenyReason.MULTI_STATEMENT);
        assertThat(Shape.of("SELECT 1; /*! x */", Dialects.MYSQL).problem()).isEqualTo(DenyReason.EXECUTABLE_COMMENT);
        assertThat(Shape.of("SELECT /*!1*/ 1", Dialects.MYSQL).problem()).isEqualTo(DenyReason.EXECUTABLE_COMMENT);
        assertThat(Shape.of("SELECT '", Dialects.MYSQL).problem()).isEqualTo(DenyReason.UNREADABLE);
        assertThat(Shape.of("SELECT 1; -- c", Dialects.MYSQL).reservation()).isEqualTo(DenyReason.MULTI_STATEMENT);
        assertThat(Shape.of("SELECT /*+ x */ 1", Dialects.MYSQL).reservation()).isEqualTo(DenyReason.OPTIMIZER_HINT);
    }

    @Test
    void largeAndDeepTextsHaveNoShapeButLongListsDo() {
        assertThat(Shape.of("SELECT " + "(".repeat(Shape.MAX_DEPTH + 2), Dialects.MYSQL)
                        .problem())
                .isEqualTo(DenyReason.TOO_COMPLEX);
        assertThat(Shape.of("SELECT 1" + "+a".repeat(Shape.MAX_TOKENS), Dialects.MYSQL)
                        .problem())
                .isEqualTo(DenyReason.TOO_COMPLEX);
        assertThat(Shape.of("SELECT " + "a".repeat(Shape.MAX_LENGTH) + " , b", Dialects.MYSQL)
                        .problem())
                .isEqualTo(DenyReason.TOO_COMPLEX);
        assertThat(shape("a IN (1" + ",1".repeat(100_000) + ")")).isEqualTo("a IN ( 0 )");
    }

    @Property
    void literalsDoNotMatter(
            @ForAll("strings") String string1,
            @ForAll("strings") String string2,
            @ForAll("integers") String integer1,
            @ForAll("integers") String integer2) {
        String format = "SELECT a FROM t WHERE b = %s AND c IN (%s, %s) LIMIT %s";
        assertThat(shape(String.format(format, string1, integer1, integer2, integer1)))
                .isEqualTo(shape(String.format(format, string2, integer2, integer1, integer2)));
    }

    @Property
    void aShapeIsItsOwnShape(@ForAll("texts") String text) {
        Shape shape = Shape.of(text, Dialects.MYSQL);
        if (shape.problem() == DenyReason.NONE) {
            assertThat(shape(shape.text())).isEqualTo(shape.text());
        }
    }

    @Provide
    static Arbitrary<String> strings() {
        return StatementTexts.stringLiteral();
    }

    @Provide
    static Arbitrary<String> integers() {
        return StatementTexts.integerLiteral();
    }

    @Provide
    static Arbitrary<String> texts() {
        return StatementTexts.anyText();
    }

    private static String shape(String statement) {
        Shape shape = Shape.of(statement, Dialects.MYSQL);
        assertThat(shape.problem()).isEqualTo(DenyReason.NONE);
        return shape.text();
    }
}
