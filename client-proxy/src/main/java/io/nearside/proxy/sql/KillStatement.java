package io.nearside.proxy.sql;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A KILL that names a connection by its id, in a form that clients send by themselves; others name what only the origin knows.
 *
 * @param id as written
 * @param query whether only the statement under way is to be killed
 */
public record KillStatement(long id, boolean query, String before, String after) {
    private static final Pattern FORM = Pattern.compile(
            "(\\s*KILL\\s+(?:(?:HARD|SOFT)\\s+)?((?:CONNECTION|QUERY)\\s+)?)(\\d{1,18})(\\s*;?\\s*)",
            Pattern.CASE_INSENSITIVE);

    private static final int LONGEST = 100;

    /** The statement, or null if it is none of this form. */
    public static @Nullable KillStatement of(String text) {
        Matcher form = text.length() > LONGEST ? FORM.matcher("") : FORM.matcher(text);
        if (!form.matches()) {
            return null;
        }
        boolean query =
                form.group(2) != null && form.group(2).toUpperCase(Locale.ROOT).startsWith("QUERY");
        return new KillStatement(Long.parseLong(form.group(3)), query, form.group(1), form.group(4));
    }

    /** The same for another connection. */
    public String of(long otherId) {
        return before + otherId + after;
    }
}
