package io.nearside.proxy.sql;

import io.nearside.proxy.sql.Lexer.Kind;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A SET of a variable that is the node's and not the origin's: {@code SET @nearside_max_staleness_ms = 500}. The origin
 * must not see it, so it has to be all that the statement does.
 *
 * @param maxStalenessNanos the bound it asks for, {@link StatementPlan#NO_BOUND} for the node's
 * @param complaint what is wrong with it and how to write it, null if nothing is
 */
public record NodeSetting(long maxStalenessNanos, @Nullable String complaint) {
    /** The variable's name, in lower case. */
    public static final String VARIABLE = "nearside_max_staleness_ms";

    private static final NodeSetting NOT_ALONE = wrong("Nearside answers SET @" + VARIABLE
            + " itself and cannot pass on what stands beside it; send it as a statement of its own");
    private static final NodeSetting NO_NUMBER =
            wrong("@" + VARIABLE + " takes a number of milliseconds, 0 or more, as an integer literal, or DEFAULT for"
                    + " the node's cache.maxStaleness; send for example: SET @" + VARIABLE + " = 500");

    private static NodeSetting wrong(String complaint) {
        return new NodeSetting(StatementPlan.NO_BOUND, complaint);
    }

    /** What the statement asks of the node; null if it is none of its concern. */
    public static @Nullable NodeSetting of(String statement, SqlDialect dialect) {
        Lexer at = new Lexer(statement, dialect);
        at.advance();
        if (!at.isWord("SET")) {
            return null;
        }
        Lexer alone = at.fork();
        alone.advance();
        if (isAssigned(alone)) {
            return value(alone);
        }
        while (at.kind() != Kind.END) {
            boolean opens = at.isWord("SET") || at.isSymbol(",");
            at.advance();
            if (opens && isAssigned(at.fork())) {
                return NOT_ALONE;
            }
        }
        return null;
    }

    /** Whether the variable stands here and gets a value; moves up to that value if so. */
    private static boolean isAssigned(Lexer at) {
        if (!at.isSymbol("@")) {
            return false;
        }
        int behind = at.end();
        at.advance();
        if (at.start() != behind || !VARIABLE.equalsIgnoreCase(name(at))) {
            return false;
        }
        at.advance();
        boolean assigned = at.isSymbol("=") || at.isSymbol(":=");
        at.advance();
        return assigned;
    }

    /** A user variable's name may stand in quotes of any kind. */
    private static String name(Lexer at) {
        return switch (at.kind()) {
            case WORD -> at.text();
            case QUOTED -> at.name();
            case STRING -> at.text().substring(1, at.text().length() - 1);
            default -> "";
        };
    }

    private static NodeSetting value(Lexer at) {
        boolean standard = at.isWord("DEFAULT") || at.isWord("NULL");
        String number = at.kind() == Kind.INTEGER ? at.text() : "";
        at.advance();
        boolean followed = at.isSymbol(",") || at.isSymbol(";");
        boolean ends = at.kind() == Kind.END || (at.isSymbol(";") && at.advance() == Kind.END);
        if (!ends) {
            return followed ? NOT_ALONE : NO_NUMBER;
        }
        if (standard) {
            return new NodeSetting(StatementPlan.NO_BOUND, null);
        }
        return number.isEmpty() ? NO_NUMBER : new NodeSetting(nanos(number), null);
    }

    /** Milliseconds written in digits, as nanoseconds; what is too long to be told apart is the longest there is. */
    static long nanos(String digits) {
        String significant = digits.replaceFirst("^0+", "");
        if (significant.length() > 18) {
            return Long.MAX_VALUE;
        }
        return significant.isEmpty() ? 0 : TimeUnit.MILLISECONDS.toNanos(Long.parseLong(significant));
    }
}
