package io.nearside.proxy.sql;

import io.nearside.proxy.sql.Lexer.Kind;
import java.util.List;

/**
 * A statement without its literals, comments and odd spacing: all statements of one shape have one plan. The text is SQL again,
 * in one dialect for all (backticks around names that were quoted, single quotes around strings, {@code &&} as AND and {@code ||} as OR where it is not a concatenation), so that the parser cannot
 * misread what was lexed here. Each literal is replaced by one of its own kind whose value is the literal's number, counted
 * from 0; of the literals in an IN list one of each kind stays.
 *
 * @param text the shape's text, empty if the statement has none
 * @param problem why the statement has no shape, or NONE
 * @param reservation why the statement is not to be cached whatever its shape says, or NONE; harmless reasons only
 * @param literals what was cut out, by number; several literals where one of an IN list stands for all of its kind
 */
record Shape(String text, DenyReason problem, DenyReason reservation, List<List<Literal>> literals) {

    /** The longest text of a shape that is analysed, in characters. */
    static final int MAX_LENGTH = 32 * 1024;

    /** How deep parentheses may nest. */
    static final int MAX_DEPTH = 64;

    /** How many tokens a shape may have: bounds the depth of chains such as {@code a AND b AND c}. */
    static final int MAX_TOKENS = 4096;

    static Shape of(String statement, SqlDialect dialect) {
        return new ShapeBuilder(statement, dialect).build();
    }

    static Shape denied(DenyReason problem) {
        return new Shape("", problem, DenyReason.NONE, List.of());
    }

    /** The text that stands for a literal of this kind. */
    static String placeholder(Kind literal, int number) {
        return switch (literal) {
            case STRING -> "'" + number + "'";
            case NATIONAL_STRING -> "N'" + number + "'";
            case INTEGER -> Integer.toString(number);
            case DECIMAL -> number + ".0";
            case FLOAT -> number + "e0";
            case HEX -> String.format("x'%04d'", number);
            case BIT -> "b'" + Integer.toBinaryString(number) + "'";
            default -> throw new IllegalArgumentException(literal + " is no literal");
        };
    }
}
