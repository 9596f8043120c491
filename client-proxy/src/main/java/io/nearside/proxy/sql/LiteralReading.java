package io.nearside.proxy.sql;

import io.nearside.proxy.footprint.Comparison;
import io.nearside.proxy.sql.Lexer.Kind;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a literal means beside a column, by the servers' rules for comparisons of different types.
 *
 * @param key the literal as a key of the column's comparison; null if it may equal anything
 * @param quiet whether comparing can neither fail nor warn, whatever the row
 */
record LiteralReading(@Nullable Object key, boolean quiet) {
    private static final LiteralReading LOUD = new LiteralReading(null, false);
    private static final LiteralReading ANYTHING = new LiteralReading(null, true);

    /** Beyond this a server turns numbers into floating point. */
    private static final int MOST_DIGITS = 38;

    /**
     * Strings that every server reads as this very integer. They are compared as floating point with the column's values: of
     * so few digits, only the equal one is equal.
     */
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9]\\d{0,14}");

    static LiteralReading of(ColumnType type, Literal literal) {
        if (literal.kind() == Kind.PARAMETER) {
            return LOUD;
        }
        if (type.isNumber()) {
            return beside(type, literal);
        }
        String value = literal.value();
        boolean string = literal.kind() == Kind.STRING;
        if (type.isText()) {
            return string ? text(type, value) : loudUnless(literal.kind() == Kind.NATIONAL_STRING);
        }
        if (type.isCalendar()) {
            return string && value != null ? calendar(type, value) : LOUD;
        }
        if (type == ColumnType.BYTES) {
            return bytes(literal);
        }
        return LOUD;
    }

    private static LiteralReading loudUnless(boolean quiet) {
        return quiet ? ANYTHING : LOUD;
    }

    private static LiteralReading beside(ColumnType type, Literal literal) {
        String value = literal.value();
        return switch (literal.kind()) {
            case INTEGER, DECIMAL ->
                type.comparison() == null || value == null || value.length() > MOST_DIGITS
                        ? ANYTHING
                        : key(Comparison.NUMBER, new BigDecimal(value));
            // of a literal, there is an exponent in it; of a parameter, it is compared as a string of digits is
            case FLOAT ->
                type == ColumnType.INTEGER
                                && value != null
                                && INTEGER.matcher(value).matches()
                        ? key(Comparison.NUMBER, new BigDecimal(value))
                        : ANYTHING;
            case STRING -> {
                if (value == null || !INTEGER.matcher(value).matches()) {
                    yield LOUD;
                }
                // beside a decimal, both become floating point, and neighbours may fall together
                yield type == ColumnType.INTEGER ? key(Comparison.NUMBER, new BigDecimal(value)) : ANYTHING;
            }
            default -> LOUD;
        };
    }

    private static LiteralReading text(ColumnType type, @Nullable String value) {
        Comparison comparison = type.comparison();
        // other characters may have become question marks on their way into the connection's character set
        return comparison == null || value == null || Comparison.TEXT.keyOf(value) == null
                ? ANYTHING
                : key(comparison, value);
    }

    private static LiteralReading calendar(ColumnType type, String value) {
        boolean day = Comparison.DATE.keyOf(value) != null;
        if (!day && Comparison.DATETIME.keyOf(value) == null) {
            return LOUD;
        }
        Comparison comparison = type.comparison();
        return comparison == null || (!day && type == ColumnType.DATE) ? ANYTHING : key(comparison, value);
    }

    /** What bytes a string is, depends on the connection's character set. */
    private static LiteralReading bytes(Literal literal) {
        String value = literal.value();
        return value != null && literal.kind() == Kind.HEX
                ? key(Comparison.BYTES, HexFormat.of().parseHex(value))
                : loudUnless(literal.kind() == Kind.STRING || literal.kind() == Kind.NATIONAL_STRING);
    }

    private static LiteralReading key(Comparison comparison, Object value) {
        return new LiteralReading(comparison.keyOf(value), true);
    }
}
