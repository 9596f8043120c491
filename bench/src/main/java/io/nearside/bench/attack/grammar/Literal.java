package io.nearside.bench.attack.grammar;

import java.util.regex.Pattern;

/**
 * A constant: a string that is to be quoted as the session's sql_mode wants it, or anything else as it is written.
 */
public record Literal(boolean quoted, String text) {
    static final Literal NULL = bare("NULL");

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(e-?\\d+)?");

    /** Whether it can be the parameter of a prepared statement. */
    boolean isParameter() {
        return quoted || NUMBER.matcher(text).matches();
    }

    static Literal string(String text) {
        return new Literal(true, text);
    }

    static Literal bare(String text) {
        return new Literal(false, text);
    }
}
