package io.nearside.bench.attack.grammar;

/**
 * A constant: a string that is to be quoted as the session's sql_mode wants it, or anything else as it is written.
 */
public record Literal(boolean quoted, String text) {
    static final Literal NULL = bare("NULL");

    static Literal string(String text) {
        return new Literal(true, text);
    }

    static Literal bare(String text) {
        return new Literal(false, text);
    }
}
