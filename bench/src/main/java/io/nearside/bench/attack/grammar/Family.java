package io.nearside.bench.attack.grammar;

import java.util.List;
import java.util.stream.Stream;

/** The kinds of values a column may have, each with values that have been trouble somewhere. */
public enum Family {
    INTEGER(
            true,
            bare(
                    "0",
                    "1",
                    "2",
                    "3",
                    "-1",
                    "5",
                    "7",
                    "10",
                    "127",
                    "32767",
                    "2147483647",
                    "-2147483648",
                    "9223372036854775807")),
    DECIMAL(true, bare("0", "1", "1.5", "-1.5", "0.1", "2.50", "-0.00", "10", "99999999999.9999", "0.0001", "3")),
    FLOAT(false, bare("0", "-0e0", "0.1", "1", "1.5", "-1.5", "1e10", "3e-5", "2", "16777217", "1e0")),
    TEXT(
            false,
            strings(
                    "",
                    " ",
                    "a",
                    "A",
                    "á",
                    "a ",
                    "ab",
                    "abc",
                    "b",
                    "B",
                    "ß",
                    "ss",
                    "æ",
                    "ae",
                    "\uD83D\uDE00",
                    "1",
                    "01",
                    "1e0",
                    " 1",
                    "0",
                    "\t",
                    "\u0001",
                    "a%",
                    "_a",
                    "a\\b",
                    "it's",
                    "é",
                    "E",
                    "zz",
                    "a\u00ad",
                    "null",
                    "2024-02-29")),
    BINARY(
            false,
            Stream.concat(
                            strings("a", "A", "a ", "", "ab", "1").stream(),
                            bare("x'6100'", "x'00'", "0x61", "x'ff'").stream())
                    .toList()),
    DATE(
            true,
            strings("2024-02-29", "2023-12-31", "2024-01-01", "0000-00-00", "0050-01-01", "9999-12-31", "2024-03-01")),
    DATETIME(
            true,
            strings(
                    "2024-02-29 00:00:00",
                    "2024-02-29 12:34:56",
                    "2023-12-31 23:59:59.999999",
                    "2024-01-01 00:00:00",
                    "0000-00-00 00:00:00",
                    "2024-03-31 02:30:00",
                    "2024-10-27 01:30:00",
                    "2024-02-29 12:34:56.5")),
    TIME(true, strings("00:00:00", "12:34:56", "-01:00:00", "838:59:59", "24:00:00", "12:34:56.5")),
    YEAR(true, bare("0", "1901", "2024", "2155", "70", "69")),
    ENUM(false, strings("a", "B", "c d", "1", "")),
    SET(false, strings("x", "x,y", "", "y", "z,x", "x,y,z")),
    BIT(true, bare("0", "1", "b'101'", "5", "255")),
    JSON(false, strings("{\"a\": 1}", "[1, 2]", "\"a\"", "1", "1.0", "null", "{\"a\": \"x\", \"b\": null}", "true"));

    private final boolean exact;
    // The lists are immutable ones.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<Literal> values;

    Family(boolean exact, List<Literal> values) {
        this.exact = exact;
        this.values = values;
    }

    /** Whether equal values look equal, so that it does not matter which of several equal ones an answer shows. */
    boolean isExact() {
        return exact;
    }

    boolean isNumber() {
        return this == INTEGER || this == DECIMAL;
    }

    List<Literal> literals() {
        return values;
    }

    /** Groups of values that some comparison takes for each other. */
    List<List<Literal>> kin() {
        return switch (this) {
            case TEXT ->
                List.of(
                        strings("a", "A", "á", "a ", "a\u00ad", " a"),
                        strings("ss", "ß", "SS", "s", "S", "ss "),
                        strings("ab", "AB", "abc", "Ab ", "ab%", "áb"),
                        strings("1", "01", "1e0", " 1", "1 ", "1.0"),
                        strings("", " ", "  ", "\t", "\u0001", "\u00ad"),
                        strings("e", "E", "é", "É", "æ", "ae"),
                        strings("\uD83D\uDE00", "\uD83D\uDE01", "?", "a\\b", "it's", "zz"));
            case BINARY ->
                List.of(Stream.concat(strings("a", "a ", "A").stream(), bare("x'6100'", "x'610000'").stream())
                        .toList());
            case DATETIME ->
                List.of(
                        strings(
                                "2024-02-29 12:34:56",
                                "2024-02-29 12:34:56.5",
                                "2024-02-29 12:34:56.499999",
                                "2024-02-29"),
                        strings(
                                "2023-12-31 23:59:59.999999",
                                "2024-01-01 00:00:00",
                                "2023-12-31 23:59:59",
                                "2024-01-01"));
            case DECIMAL -> List.of(bare("1", "1.0", "1.004", "1.005", "0.999"), bare("0", "-0.00", "0.001", "-0.004"));
            default -> List.of(values);
        };
    }

    private static List<Literal> bare(String... texts) {
        return Stream.of(texts).map(Literal::bare).toList();
    }

    private static List<Literal> strings(String... texts) {
        return Stream.of(texts).map(Literal::string).toList();
    }
}
