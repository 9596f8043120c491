package io.nearside.proxy.sql;

/**
 * The value of a parameter of a prepared statement.
 *
 * @param text digits, with a minus where one belongs; or the text
 */
public record Parameter(Kind kind, String text) {
    /** NULL, or a value of which nothing is known. */
    public static final Parameter UNREAD = new Parameter(Kind.UNREAD, "");

    /** What a value is, to those who compare it. */
    public enum Kind {
        INTEGER,
        /** A double that is an integer of at most 15 digits. */
        APPROXIMATE,
        TEXT,
        UNREAD
    }
}
