package io.nearside.proxy.sql;

import io.nearside.proxy.sql.Lexer.Kind;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a statement's comment asks of the node: {@code nearside: max_staleness=500} or {@code nearside: bypass}. A comment
 * that begins with the node's name and says neither is no hint to be passed over: somebody relies on it.
 *
 * @param reason why the answer is not to come from the cache, or NONE
 * @param maxStalenessNanos how old it may be, or {@link StatementPlan#NO_BOUND}
 */
record StatementHint(DenyReason reason, long maxStalenessNanos) {
    private static final String NAME = "nearside";
    private static final Pattern ADDRESSED = Pattern.compile(NAME + "(?:\\s*:.*|\\s.*)?", Pattern.DOTALL);
    private static final Pattern MAX_STALENESS = Pattern.compile(NAME + "\\s*:\\s*max_staleness\\s*=\\s*(\\d+)");
    private static final Pattern BYPASS = Pattern.compile(NAME + "\\s*:\\s*bypass");

    private static final StatementHint NONE = new StatementHint(DenyReason.NONE, StatementPlan.NO_BOUND);
    private static final StatementHint BYPASSING = new StatementHint(DenyReason.BYPASS, StatementPlan.NO_BOUND);
    private static final StatementHint BAD = new StatementHint(DenyReason.BAD_HINT, StatementPlan.NO_BOUND);

    static StatementHint of(String statement, SqlDialect dialect) {
        if (!mentionsName(statement)) {
            return NONE;
        }
        StatementHint found = NONE;
        Lexer lexer = new Lexer(statement, dialect);
        while (lexer.next() != Kind.END) {
            String comment = lexer.kind() == Kind.COMMENT ? content(lexer.text()) : "";
            if (ADDRESSED.matcher(comment).matches()) {
                found = found.equals(NONE) ? read(comment) : BAD;
            }
        }
        return found;
    }

    private static boolean mentionsName(String statement) {
        for (int at = 0; at <= statement.length() - NAME.length(); at++) {
            if (statement.regionMatches(true, at, NAME, 0, NAME.length())) {
                return true;
            }
        }
        return false;
    }

    /** What stands in a comment of any form, in lower case. */
    private static String content(String comment) {
        int marks = comment.startsWith("#") ? 1 : 2;
        int end = comment.startsWith("/*") ? comment.length() - 2 : comment.length();
        return comment.substring(marks, Math.max(marks, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static StatementHint read(String comment) {
        if (BYPASS.matcher(comment).matches()) {
            return BYPASSING;
        }
        Matcher bound = MAX_STALENESS.matcher(comment);
        if (!bound.matches()) {
            return BAD;
        }
        long nanos = NodeSetting.nanos(bound.group(1));
        // An answer that may not be old at all is never served twice, so there is no use in keeping it.
        return nanos == 0 ? BYPASSING : new StatementHint(DenyReason.NONE, nanos);
    }

    /** The plan of a cacheable statement with this hint. */
    StatementPlan applyTo(StatementPlan plan) {
        if (reason != DenyReason.NONE) {
            return StatementPlan.read(reason);
        }
        return maxStalenessNanos == StatementPlan.NO_BOUND ? plan : plan.within(maxStalenessNanos);
    }
}
