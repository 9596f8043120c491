package io.nearside.proxy.sql;

import io.nearside.proxy.sql.Lexer.Kind;
import java.util.Set;

/** Reads a SET statement: which kind it is, and whether its outcome is certain. Used once, by one thread. */
final class SettingReader {

    private static final Set<String> SCOPES = Keywords.setOf("GLOBAL LOCAL PERSIST PERSIST_ONLY SESSION");

    private static final Set<String> SESSION_SCOPES = Keywords.setOf("LOCAL SESSION");

    /** Written with {@code @@} and no scope, these hold for the next transaction only, and that cannot be read back. */
    private static final Set<String> ONE_SHOT =
            Keywords.setOf("TRANSACTION_ISOLATION TRANSACTION_READ_ONLY TX_ISOLATION TX_READ_ONLY");

    /** Words that are values which depend on more than the session's settings. */
    private static final Set<String> UNCERTAIN_WORDS = Keywords.setOf(
            "CURRENT_DATE CURRENT_ROLE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DEFAULT LOCALTIME LOCALTIMESTAMP UTC_DATE",
            "UTC_TIME UTC_TIMESTAMP");

    private final Lexer lexer;
    private final SqlDialect dialect;
    private boolean system;
    private boolean certain = true;
    private DenyReason tainting = DenyReason.NONE;

    /** A reader of the statement at whose first word, SET, a cursor stands. */
    SettingReader(Lexer first, SqlDialect dialect) {
        this.lexer = first.fork();
        this.dialect = dialect;
    }

    StatementPlan read() {
        Findings findings = new Findings();
        TokenReview.ofWrite(lexer.fork(), dialect, findings);
        lexer.advance();
        StatementPlan plan = special() ? specialPlan() : assignments();
        return findings.orTainted(plan);
    }

    private boolean special() {
        return switch (lexer.keyword()) {
            case "PASSWORD", "ROLE", "DEFAULT", "STATEMENT", "RESOURCE", "TRANSACTION" -> true;
            default -> false;
        };
    }

    private StatementPlan specialPlan() {
        String word = lexer.keyword();
        lexer.advance();
        boolean password = word.equals("PASSWORD");
        boolean defaultRole = word.equals("DEFAULT") && lexer.isWord("ROLE");
        if (password || defaultRole) {
            return StatementPlan.write();
        }
        return StatementPlan.tainting(DenyReason.NOT_A_SELECT);
    }

    private StatementPlan assignments() {
        do {
            assignment();
            if (tainting != DenyReason.NONE) {
                return StatementPlan.tainting(tainting);
            }
        } while (skip(","));
        skip(";");
        if (lexer.kind() != Kind.END) {
            return StatementPlan.tainting(DenyReason.UNKNOWN_CONSTRUCT);
        }
        return system ? StatementPlan.setting(certain) : StatementPlan.opaque(DenyReason.USER_VARIABLE);
    }

    private void assignment() {
        if (skip("@")) {
            certain = false;
            lexer.advance();
            while (skip(".")) {
                lexer.advance();
            }
            equalSign();
            value();
            return;
        }
        system = true;
        boolean marked = skip("@@");
        String scope = SCOPES.contains(lexer.keyword()) ? lexer.keyword() : "";
        if (!scope.isEmpty()) {
            lexer.advance();
            if (marked && !skip(".")) {
                tainting = DenyReason.UNKNOWN_CONSTRUCT;
                return;
            }
        }
        certain &= scope.isEmpty() || SESSION_SCOPES.contains(scope);
        target(marked, scope);
    }

    private void target(boolean marked, String scope) {
        String word = lexer.keyword();
        boolean name = lexer.kind() == Kind.WORD || lexer.kind() == Kind.QUOTED;
        boolean oneShot = marked && scope.isEmpty() && ONE_SHOT.contains(word);
        if (!name || oneShot) {
            tainting = oneShot ? DenyReason.NOT_A_SELECT : DenyReason.UNKNOWN_CONSTRUCT;
            return;
        }
        lexer.advance();
        if (!marked && scope.isEmpty() && word.equals("NAMES")) {
            simpleValue();
            if (lexer.isWord("COLLATE")) {
                lexer.advance();
                simpleValue();
            }
        } else if (!marked && scope.isEmpty() && word.equals("CHARACTER") && lexer.isWord("SET")) {
            lexer.advance();
            charset();
        } else if (!marked && scope.isEmpty() && word.equals("CHARSET")) {
            charset();
        } else if (!marked && !scope.isEmpty() && word.equals("TRANSACTION")) {
            characteristics();
        } else {
            while (skip(".")) {
                lexer.advance();
            }
            equalSign();
            value();
        }
    }

    /** ISOLATION LEVEL and the like: words and commas to the end. */
    private void characteristics() {
        while (lexer.kind() == Kind.WORD || lexer.isSymbol(",")) {
            lexer.advance();
        }
    }

    private void equalSign() {
        if (!skip("=") && !skip(":=")) {
            tainting = DenyReason.UNKNOWN_CONSTRUCT;
        }
    }

    /** A single literal or word, as after NAMES. */
    private void simpleValue() {
        if (lexer.kind() == Kind.WORD) {
            certain &= !UNCERTAIN_WORDS.contains(lexer.keyword());
        } else if (lexer.kind() != Kind.STRING) {
            tainting = DenyReason.UNKNOWN_CONSTRUCT;
        }
        lexer.advance();
    }

    /** Sets the connection's character set to the default schema's, which an ALTER DATABASE may change. */
    private void charset() {
        simpleValue();
        certain = false;
    }

    /** Everything to the next comma on the same level; certain only if it is of a form that is known to be. */
    private void value() {
        Lexer ahead = lexer.fork();
        boolean known = isCertainValue(ahead);
        int depth = 0;
        while (lexer.kind() != Kind.END && !(depth == 0 && isValueEnd(lexer))) {
            depth += lexer.isSymbol("(") ? 1 : lexer.isSymbol(")") ? -1 : 0;
            lexer.advance();
        }
        certain &= known && ahead.start() == lexer.start();
    }

    private static boolean isValueEnd(Lexer at) {
        return at.isSymbol(",") || at.isSymbol(";");
    }

    /** Whether a value that cannot change by itself stands here; moves behind it if so. */
    private static boolean isCertainValue(Lexer at) {
        if (at.isSymbol("@@")) {
            at.advance();
            boolean session = SESSION_SCOPES.contains(at.keyword());
            at.advance();
            boolean qualified = at.isSymbol(".");
            at.advance();
            boolean name = at.kind() == Kind.WORD;
            at.advance();
            return session && qualified && name;
        }
        if (at.isSymbol("-") || at.isSymbol("+")) {
            at.advance();
        }
        boolean certain =
                switch (at.kind()) {
                    case WORD -> !UNCERTAIN_WORDS.contains(at.keyword());
                    case STRING, INTEGER, DECIMAL, FLOAT, HEX, BIT -> true;
                    default -> false;
                };
        at.advance();
        return certain;
    }

    private boolean skip(String symbol) {
        if (!lexer.isSymbol(symbol)) {
            return false;
        }
        lexer.advance();
        return true;
    }
}
