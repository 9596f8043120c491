package io.nearside.proxy.sql;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** The words of SELECT that are understood here, and how a word becomes a keyword. */
final class Keywords {

    /**
     * Words that no supported server takes for a name, so one that is followed by a parenthesis calls no function, and one that
     * the parser took for a name has been misread.
     */
    private static final Set<String> RESERVED = setOf(
            "ALL AND AS ASC BETWEEN BINARY BOTH BY CASE COLLATE CROSS DECIMAL DESC DISTINCT DISTINCTROW DIV ELSE EXISTS FALSE FORCE",
            "FROM GROUP HAVING HIGH_PRIORITY IGNORE IN INDEX INNER INTERVAL IS JOIN KEY LEADING LIKE LIMIT NATURAL NOT NULL ON OR",
            "ORDER OUTER PARTITION REGEXP RLIKE SELECT SEPARATOR SQL_BIG_RESULT SQL_SMALL_RESULT STRAIGHT_JOIN THEN TRAILING TRUE",
            "UNION USE USING WHEN WHERE WITH XOR");

    /** Words that are structure in some places and, on some server, names in others. */
    private static final Set<String> STRUCTURE = setOf(
            "ANY CURRENT END ESCAPE EXCEPT FOLLOWING INTERSECT OFFSET OVER PRECEDING RANGE RECURSIVE ROLLUP ROW ROWS SOME",
            "SQL_BUFFER_RESULT SQL_CACHE UNBOUNDED UNKNOWN WINDOW",
            "CAST CONVERT EXTRACT LEFT MOD RIGHT TRIM",
            "DATE TIMESTAMP",
            "MICROSECOND SECOND MINUTE HOUR DAY WEEK MONTH QUARTER YEAR SECOND_MICROSECOND MINUTE_MICROSECOND MINUTE_SECOND",
            "HOUR_MICROSECOND HOUR_SECOND HOUR_MINUTE DAY_MICROSECOND DAY_SECOND DAY_MINUTE DAY_HOUR YEAR_MONTH");

    private Keywords() {}

    /** Whether the word, in upper case, is a keyword wherever it stands, except behind a point. */
    static boolean isReserved(String word) {
        return RESERVED.contains(word);
    }

    /** All words that are keywords wherever they stand. */
    static Set<String> reserved() {
        return RESERVED;
    }

    /** Whether the word, in upper case, may be part of a SELECT's structure that is understood here. */
    static boolean isStructure(String word) {
        return RESERVED.contains(word) || STRUCTURE.contains(word);
    }

    /** The part of the text in upper case, or an empty string if it is not all ASCII. */
    static String upper(String text, int start, int end) {
        char[] upper = new char[end - start];
        for (int i = 0; i < upper.length; i++) {
            char c = text.charAt(start + i);
            if (c >= 0x80) {
                return "";
            }
            upper[i] = c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
        }
        return new String(upper);
    }

    static Set<String> setOf(String... lines) {
        Set<String> words = new HashSet<>();
        for (String line : lines) {
            words.addAll(Arrays.asList(line.split(" ", -1)));
        }
        return Set.copyOf(words);
    }
}
