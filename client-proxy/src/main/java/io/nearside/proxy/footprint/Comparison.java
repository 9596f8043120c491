package io.nearside.proxy.footprint;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a column are compared. A comparison makes a key of each value, such that two values which the origin takes
 * for equal never have different keys; keys of one comparison can be compared with each other. A value of which this cannot
 * be promised has no key: it may equal anything.
 */
public enum Comparison {
    /** Integers and decimals, compared exactly. Keys are {@link Long} or, where that is too small, {@link BigDecimal}. */
    NUMBER {
        @Override
        @Nullable
        Object keyOfKnown(Object value) {
            if (value instanceof Long number) {
                return number;
            }
            return value instanceof BigDecimal number ? canonical(number) : null;
        }

        @Override
        public int compare(Object left, Object right) {
            return left instanceof Long one && right instanceof Long other
                    ? Long.compare(one, other)
                    : decimal(left).compareTo(decimal(right));
        }
    },

    /**
     * Text under a collation that tells printable ASCII characters apart at least unless they differ in case only. Keys are in
     * lower case and without trailing blanks. Other characters have no key: accents, ligatures, ignorable characters and
     * contractions make them equal to what only the collation knows.
     */
    TEXT {
        @Override
        @Nullable
        Object keyOfKnown(Object value) {
            return value instanceof String text && isPrintableAscii(text)
                    ? withoutTrailing(text, ' ').toLowerCase(Locale.ROOT)
                    : null;
        }
    },

    /** Text that is compared by code points. Keys are without trailing blanks, which count in some collations. */
    BINARY_TEXT {
        @Override
        @Nullable
        Object keyOfKnown(Object value) {
            return value instanceof String text ? withoutTrailing(text, ' ') : null;
        }
    },

    /** Bytes. Keys are strings of one character for each byte, without trailing zeros, with which some types are filled up. */
    BYTES {
        @Override
        @Nullable
        Object keyOfKnown(Object value) {
            return value instanceof byte[] bytes
                    ? withoutTrailing(new String(bytes, StandardCharsets.ISO_8859_1), '\0')
                    : null;
        }
    },

    /** DATE. Keys are {@code YYYY-MM-DD}. */
    DATE {
        @Override
        @Nullable
        Object keyOfKnown(Object value) {
            return value instanceof String text && Calendar.isDate(text) ? text : null;
        }
    },

    /** DATETIME. Keys are {@code YYYY-MM-DD HH:MM:SS.ffffff}. */
    DATETIME {
        @Override
        @Nullable
        Object keyOfKnown(Object value) {
            return value instanceof String text ? Calendar.dateTime(text) : null;
        }
    };

    private static final int LONG_DIGITS = 19;

    /** The key of a value, or null if it may equal anything. */
    public @Nullable Object keyOf(Object value) {
        return value == Row.UNKNOWN ? null : keyOfKnown(value);
    }

    /** The key of a value of a known kind, in the forms of {@link Row}. */
    abstract @Nullable Object keyOfKnown(Object value);

    /** Compares two keys; only where the origin orders values as their keys. */
    public int compare(Object left, Object right) {
        return ((String) left).compareTo((String) right);
    }

    /** Whether the origin orders values as their keys. */
    public boolean isOrdered() {
        return this == NUMBER || this == DATE || this == DATETIME;
    }

    /** Whether {@code LIKE 'prefix%'} compares beginnings of keys. */
    public boolean hasPrefixes() {
        return this == TEXT || this == BINARY_TEXT;
    }

    /** One form for each number, however it is written: whatever fits is a Long. */
    private static Object canonical(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        boolean small = stripped.scale() <= 0 && (long) stripped.precision() - stripped.scale() <= LONG_DIGITS;
        boolean fits = small && stripped.toBigInteger().bitLength() < Long.SIZE;
        return fits ? (Object) stripped.longValue() : stripped;
    }

    private static BigDecimal decimal(Object key) {
        return key instanceof Long number ? BigDecimal.valueOf(number) : (BigDecimal) key;
    }

    static boolean isPrintableAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    static String withoutTrailing(String text, char filler) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == filler) {
            end--;
        }
        return text.substring(0, end);
    }
}
