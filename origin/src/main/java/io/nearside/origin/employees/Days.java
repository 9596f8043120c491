package io.nearside.origin.employees;

import java.time.LocalDate;

/** Dates as days since 1970, and their text; writing five million of them is most of the work of generating. */
final class Days {
    /** Nobody was employed before. */
    static final int FIRST = day("1985-01-01");
    /** The day of the data: nothing is known to have happened later. */
    static final int TODAY = day("2002-08-01");
    /** An end that has not come. */
    static final int FOREVER = day("9999-01-01");

    private static final int OLDEST = day("1952-01-01");
    private static final String[] TEXTS = texts();

    private Days() {}

    static int day(String date) {
        return Math.toIntExact(LocalDate.parse(date).toEpochDay());
    }

    static String text(int day) {
        return day == FOREVER ? "9999-01-01" : TEXTS[day - OLDEST];
    }

    private static String[] texts() {
        String[] texts = new String[day("2003-12-31") - OLDEST + 1];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = LocalDate.ofEpochDay(OLDEST + i).toString();
        }
        return texts;
    }
}
