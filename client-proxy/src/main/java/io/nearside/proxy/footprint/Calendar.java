package io.nearside.proxy.footprint;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dates in the one form in which every server reads them alike. Years before 1000 are left out: how they are written and read
 * differs too much.
 */
final class Calendar {
    private static final Pattern DATE = Pattern.compile("([1-9]\\d{3})-(\\d{2})-(\\d{2})");

    /** No hour beyond 23, no leap second. */
    private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.(\\d{1,6}))?");

    private static final int DATE_LENGTH = 10;
    private static final int MICRO_DIGITS = 6;

    private Calendar() {}

    /** Whether this is a day that exists, as {@code YYYY-MM-DD}. */
    static boolean isDate(String text) {
        Matcher parts = DATE.matcher(text);
        if (!parts.matches()) {
            return false;
        }
        try {
            LocalDate.of(
                    Integer.parseInt(parts.group(1)),
                    Integer.parseInt(parts.group(2)),
                    Integer.parseInt(parts.group(3)));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** A moment or a day, which is its midnight, with all six digits of the fraction; null if it is neither. */
    static @Nullable String dateTime(String text) {
        if (isDate(text)) {
            return text + " 00:00:00.000000";
        }
        if (text.length() <= DATE_LENGTH
                || text.charAt(DATE_LENGTH) != ' '
                || !isDate(text.substring(0, DATE_LENGTH))) {
            return null;
        }
        Matcher time = TIME.matcher(text.substring(DATE_LENGTH + 1));
        if (!time.matches()) {
            return null;
        }
        String fraction = time.group(2);
        return fraction == null ? text + ".000000" : text + "0".repeat(MICRO_DIGITS - fraction.length());
    }
}
