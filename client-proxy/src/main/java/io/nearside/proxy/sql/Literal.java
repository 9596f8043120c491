package io.nearside.proxy.sql;

import io.nearside.proxy.sql.Lexer.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A literal that was cut out of a statement.
 *
 * @param kind its kind; a string behind an introducer counts as {@link Kind#NATIONAL_STRING}
 * @param value digits of a number; the characters of a string; the hexadecimal digits of bytes, two for each, in lower case; null
 *     where the value is not worth knowing
 */
record Literal(Kind kind, @Nullable String value) {

    /** A literal whose value is not known. */
    static Literal unread(Kind kind) {
        return new Literal(kind, null);
    }

    /** A literal as it is written, quotes and all. */
    static Literal read(Kind kind, String text, boolean backslashEscapes) {
        return switch (kind) {
            case INTEGER, DECIMAL, FLOAT -> new Literal(kind, text);
            case STRING -> new Literal(kind, characters(text, backslashEscapes));
            case HEX -> new Literal(kind, hexDigits(text));
            default -> unread(kind);
        };
    }

    /** A parameter's value, as the literal that it is compared like. */
    static Literal of(Parameter parameter) {
        return switch (parameter.kind()) {
            case INTEGER -> new Literal(Kind.INTEGER, parameter.text());
            case APPROXIMATE -> new Literal(Kind.FLOAT, parameter.text());
            case TEXT -> new Literal(Kind.STRING, parameter.text());
            case UNREAD -> unread(Kind.PARAMETER);
        };
    }

    /** This string with an adjacent one. */
    Literal followedBy(Literal next) {
        return new Literal(kind, value == null || next.value == null ? null : value + next.value);
    }

    private static @Nullable String characters(String text, boolean backslashEscapes) {
        char quote = text.charAt(0);
        StringBuilder characters = new StringBuilder(text.length());
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            if (c == quote) {
                // doubled
                i++;
            } else if (c == '\\' && backslashEscapes) {
                i++;
                c = text.charAt(i);
                if (c != '\'' && c != '"' && c != '\\') {
                    // stands for another character, or for a wildcard that is none
                    return null;
                }
            }
            characters.append(c);
        }
        return characters.toString();
    }

    private static String hexDigits(String text) {
        boolean quoted = text.charAt(text.length() - 1) == '\'';
        String digits = text.substring(2, quoted ? text.length() - 1 : text.length());
        return (digits.length() % 2 == 0 ? digits : "0" + digits).toLowerCase(Locale.ROOT);
    }
}
