package io.nearside.proxy.sql;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random texts for properties: noise, near-SQL made of tricky pieces, and SELECTs with exchangeable literals. */
final class StatementTexts {

    /** Pieces in which lexers differ, and the words that decide what a statement is. */
    private static final List<String> PIECES = List.of(
            "SELECT",
            "select",
            "FROM",
            "t",
            "u",
            "db.t",
            "`t`",
            "\"t\"",
            "vw",
            "a",
            "b.a",
            "WHERE",
            "AND",
            "(",
            ")",
            ",",
            ";",
            "*",
            "=",
            "<=>",
            "1",
            "1.5",
            "1e5",
            ".5",
            "0x41",
            "x'41'",
            "b'1'",
            "'x'",
            "''",
            "'",
            "\"",
            "`",
            "\\",
            "\\'",
            "''",
            "N'x'",
            "_utf8'x'",
            "_foo'x'",
            "?",
            "@a",
            "@@x",
            ":=",
            "--",
            "-- ",
            "#",
            "/*",
            "*/",
            "/*!",
            "/*+",
            "/*M!",
            "\n",
            " ",
            "\t",
            "\0",
            "INTO",
            "FOR",
            "UPDATE",
            "LOCK",
            "NOW()",
            "f()",
            "db.f()",
            "COUNT(",
            "count (",
            "IN",
            "UNION",
            "WITH",
            "AS",
            "JOIN",
            "ON",
            "USING",
            "LIMIT",
            "ORDER BY",
            "GROUP BY",
            "CASE",
            "END",
            "NOT",
            "NULL",
            "INSERT",
            "SET",
            "é",
            "\u00a0",
            "\ud83d\ude00",
            "{",
            "}",
            "$",
            "||",
            "&&",
            "!",
            "~",
            "%",
            "DIV",
            "INTERVAL",
            "DAY",
            "TABLE",
            "VALUES",
            "EXISTS",
            "BETWEEN",
            "LIKE");

    private static final List<String> SELECT_PARTS = List.of(
            """
            ,|(|)|JOIN u|LEFT JOIN u x|JOIN vw|ON 1|USING (a)|WHERE 1|AND|a IN|EXISTS|SELECT a FROM u|(SELECT 1 FROM u)|SELECT 1|UNION
            AS x|x|ORDER BY a|GROUP BY a|LIMIT 1|= 1|a|INTO @x|FOR UPDATE|LOCK IN SHARE MODE|f(1)|WINDOW w AS|PARTITION (p)
            USE INDEX (a)|STRAIGHT_JOIN u|NATURAL JOIN u y|LATERAL|OFFSET|EXCEPT|t.a|OVER (a)|INTERVAL 1 DAY|EXTRACT(DAY FROM a)
            TRIM(a FROM b)|CASE WHEN 1 THEN 2 END|BETWEEN 1 AND 2|DESC|*|+|'x'|1|FROM vw|(SELECT a FROM vw)|NOT|HAVING 1|, t z|MATCH
            AGAINST|END|VALUES|TABLE u|IN (SELECT a FROM u)|, (SELECT a FROM u) w|WHERE a|OR|, u|UNION SELECT a FROM u|LIMIT 1 OFFSET 2"""
                    .split("[|\n]", -1));

    private StatementTexts() {}

    /** Any characters at all, or any sequence of the pieces. */
    static Arbitrary<String> anyText() {
        Arbitrary<String> noise = Arbitraries.strings().all().ofMaxLength(40);
        Arbitrary<String> ascii = Arbitraries.strings().ascii().ofMaxLength(60);
        Arbitrary<String> pieces = Combinators.combine(joined(""), joined(" "), Arbitraries.of(true, false))
                .as((glued, apart, which) -> which ? glued : apart);
        return Arbitraries.oneOf(noise, ascii, pieces, pieces.map(text -> "SELECT a FROM t " + text));
    }

    private static Arbitrary<String> joined(String separator) {
        return Arbitraries.of(PIECES).list().ofMaxSize(20).map(list -> String.join(separator, list));
    }

    /** A text that begins as a SELECT, and goes on with words that could hide a table from one who reads them otherwise. */
    static Arbitrary<String> select() {
        return Arbitraries.of(SELECT_PARTS).list().ofMinSize(1).ofMaxSize(7).map(StatementTexts::select);
    }

    /** The same from another source of chance. */
    static String select(Random random) {
        return select(random.ints(1 + random.nextInt(7), 0, SELECT_PARTS.size())
                .mapToObj(SELECT_PARTS::get)
                .toList());
    }

    private static String select(List<String> parts) {
        return "SELECT a FROM t " + String.join(" ", parts);
    }

    /** A string literal with any content. */
    static Arbitrary<String> stringLiteral() {
        return Arbitraries.strings()
                .all()
                .excludeChars('\\', '\'')
                .ofMaxLength(12)
                .map(content -> "'" + content + "'");
    }

    /** An integer literal. */
    static Arbitrary<String> integerLiteral() {
        return Arbitraries.longs().between(0, Long.MAX_VALUE).map(String::valueOf);
    }

    /** What may stand between two tokens without changing what they mean. */
    static Arbitrary<String> gap() {
        return Arbitraries.of(
                " ", "\n", "\t ", " /* c */ ", "/**/", " -- x\n", "# y\n", "/* 'open */", " /* FROM v */");
    }
}
