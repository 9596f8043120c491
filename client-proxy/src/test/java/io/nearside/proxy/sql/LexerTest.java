package io.nearside.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.proxy.sql.Lexer.Kind;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LexerTest {

    @Test
    void readsWordsNumbersAndOperators() {
        assertThat(tokens("SELECT a1, t.b_$ FROM`t`WHERE x<=>-1.5e+3&&y!=.5"))
                .containsExactly(
                        "WORD SELECT",
                        "WORD a1",
                        "SYMBOL ,",
                        "WORD t",
                        "SYMBOL .",
                        "WORD b_$",
                        "WORD FROM",
                        "QUOTED `t`",
                        "WORD WHERE",
                        "WORD x",
                        "SYMBOL <=>",
                        "SYMBOL -",
                        "FLOAT 1.5e+3",
                        "SYMBOL &&",
                        "WORD y",
                        "SYMBOL !=",
                        "DECIMAL .5");
    }

    @Test
    void stringsEndWhereTheServerEndsThem() {
        assertThat(tokens("'a''b' 'c\\'d' \"e\"\"f\" '' 'g\\\\'"))
                .containsExactly("STRING 'a''b'", "STRING 'c\\'d'", "STRING \"e\"\"f\"", "STRING ''", "STRING 'g\\\\'");
    }

    @Test
    void backslashIsOrdinaryUnderNoBackslashEscapes() {
        assertThat(tokens("'a\\' b", Dialects.NO_BACKSLASH_ESCAPES)).containsExactly("STRING 'a\\'", "WORD b");
        assertThat(tokens("'a\\' b", Dialects.MYSQL)).containsExactly("UNREADABLE 'a\\' b");
    }

    @Test
    void doubleQuotesMakeANameUnderAnsiQuotesOnly() {
        assertThat(tokens("\"a\"", Dialects.MYSQL)).containsExactly("STRING \"a\"");
        assertThat(tokens("\"a\"", Dialects.ANSI_QUOTES)).containsExactly("QUOTED \"a\"");
        // in a name, a backslash escapes nothing
        assertThat(tokens("\"a\\\" b", Dialects.ANSI_QUOTES)).containsExactly("QUOTED \"a\\\"", "WORD b");
    }

    @Test
    void readsHexBitAndNationalLiterals() {
        assertThat(tokens("x'4A' X'' 0x4a b'01' 0b1 N'x' n'y'"))
                .containsExactly(
                        "HEX x'4A'",
                        "HEX X''",
                        "HEX 0x4a",
                        "BIT b'01'",
                        "BIT 0b1",
                        "NATIONAL_STRING N'x'",
                        "NATIONAL_STRING n'y'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'open",
                "`open",
                "\"open",
                "/* open",
                "x'4'",
                "x'4g'",
                "b'2'",
                "0xg",
                "0x",
                "1abc",
                "1e5x",
                "1.5.6",
                "0X41",
                "0x41.t",
                "0b1.t",
                "``",
                "$a",
                "$$x$$",
                "a . b",
                "a .b",
                "t.1a",
                "t.5",
                "\\N",
                "\u00a0",
                "a\0b",
                "-- a\0",
                "/*\0*/",
                "\ud83d\ude00",
                "a\u00d7b"
            })
    void doesNotGuess(String text) {
        List<String> tokens = tokens(text);
        assertThat(tokens.get(tokens.size() - 1)).startsWith("UNREADABLE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# c\n",
                "-- c\n",
                "--\n",
                "--\t\n",
                "/* c */",
                "/**/",
                "/*/ c */",
                "/* ! */",
                "/* /* */",
                "--\u0001x\n"
            })
    void commentsAreTrivia(String comment) {
        assertThat(tokens("a " + comment + " b")).containsExactly("WORD a", "WORD b");
    }

    @Test
    void twoDashesWithoutSpaceAreTwoMinuses() {
        assertThat(tokens("5--1")).containsExactly("INTEGER 5", "SYMBOL -", "SYMBOL -", "INTEGER 1");
        assertThat(tokens("5--")).containsExactly("INTEGER 5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/*!50000 x */ b", "/*! x */ b", "/*M! x */ b", "/*M!100100 x */ b", "/*m! x */ b"})
    void executableCommentsSwallowTheRest(String text) {
        assertThat(tokens("a " + text)).containsExactly("WORD a", "EXECUTABLE_COMMENT " + text);
    }

    @Test
    void hintsAreAKindOfTheirOwn() {
        Lexer lexer = new Lexer("/*+ SET_VAR(a=1) */", Dialects.MYSQL);
        assertThat(lexer.next()).isEqualTo(Kind.HINT);
    }

    @Test
    void lettersBeyondAsciiBelongToNamesButNeverToKeywords() {
        assertThat(tokens("größe")).containsExactly("WORD größe");
        // upper case of these would be ASCII
        assertThat(lexerAtFirst("ınto").keyword()).isEmpty();
        assertThat(lexerAtFirst("ſelect").keyword()).isEmpty();
        assertThat(lexerAtFirst("into").keyword()).isEqualTo("INTO");
    }

    @Test
    void namesLoseTheirQuotes() {
        assertThat(lexerAtFirst("`a``b`").name()).isEqualTo("a`b");
        assertThat(lexerAtFirst("plain").name()).isEqualTo("plain");
    }

    @Property
    void tokensTogetherAreTheText(@ForAll("statements") String text, @ForAll boolean ansiQuotes) {
        SqlDialect dialect = ansiQuotes ? Dialects.ANSI_QUOTES : Dialects.MYSQL;
        Lexer lexer = new Lexer(text, dialect);
        StringBuilder together = new StringBuilder();
        while (lexer.next() != Kind.END) {
            assertThat(lexer.end()).isGreaterThan(lexer.start());
            together.append(lexer.text());
        }
        assertThat(together).hasToString(text);
    }

    @Provide
    static Arbitrary<String> statements() {
        return StatementTexts.anyText();
    }

    private static Lexer lexerAtFirst(String text) {
        Lexer lexer = new Lexer(text, Dialects.MYSQL);
        lexer.advance();
        return lexer;
    }

    private static List<String> tokens(String text) {
        return tokens(text, Dialects.MYSQL);
    }

    private static List<String> tokens(String text, SqlDialect dialect) {
        List<String> tokens = new ArrayList<>();
        Lexer lexer = new Lexer(text, dialect);
        while (lexer.advance() != Kind.END) {
            tokens.add(lexer.kind() + " " + lexer.text());
        }
        return tokens;
    }
}
