package io.nearside.proxy.sql;

import io.nearside.proxy.footprint.Comparison;
import org.jspecify.annotations.Nullable;

/** The kinds of columns, as far as comparing their values goes. */
public enum ColumnType {
    /** Integers of every size, signed or not. */
    INTEGER(Family.NUMBER, Comparison.NUMBER),

    /** DECIMAL. */
    DECIMAL(Family.NUMBER, Comparison.NUMBER),

    /** FLOAT and DOUBLE. */
    APPROXIMATE(Family.NUMBER, null),

    /** Text under a collation of which {@link Comparison#TEXT} is true. */
    TEXT(Family.TEXT, Comparison.TEXT),

    /** Text that is compared by code points. */
    BINARY_TEXT(Family.TEXT, Comparison.BINARY_TEXT),

    /** Text under any other collation; ENUM and SET. */
    OTHER_TEXT(Family.TEXT, null),

    /** BINARY and VARBINARY. */
    BYTES(Family.BYTES, Comparison.BYTES),

    /** DATE. */
    DATE(Family.CALENDAR, Comparison.DATE),

    /** DATETIME. */
    DATETIME(Family.CALENDAR, Comparison.DATETIME),

    /** TIMESTAMP, whose meaning depends on the session's time zone. */
    TIMESTAMP(Family.CALENDAR, null),

    /** TIME, which becomes a DATETIME by adding the current date. */
    TIME(Family.OTHER, null),

    /** Everything else. */
    OTHER(Family.OTHER, null);

    /** Types that are compared with each other without a conversion that could fail or warn for some row. */
    enum Family {
        NUMBER,
        TEXT,
        BYTES,
        CALENDAR,
        OTHER
    }

    private final Family family;
    private final @Nullable Comparison comparison;

    ColumnType(Family family, @Nullable Comparison comparison) {
        this.family = family;
        this.comparison = comparison;
    }

    /** How values are compared with literals; null when a comparison says nothing for sure. */
    @Nullable
    Comparison comparison() {
        return comparison;
    }

    /** Whether any two values of these types can be compared without an error or a warning. */
    boolean isQuietWith(ColumnType other) {
        return family == other.family && family != Family.OTHER;
    }

    boolean isCalendar() {
        return family == Family.CALENDAR;
    }

    boolean isNumber() {
        return family == Family.NUMBER;
    }

    boolean isText() {
        return family == Family.TEXT;
    }
}
