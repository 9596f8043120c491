package io.nearside.proxy.sql;

import io.nearside.proxy.sql.BuiltInFunctions.Verdict;
import io.nearside.proxy.sql.Lexer.Kind;
import java.util.Set;

/**
 * Looks through a statement's tokens, without a grammar, for everything that could do more than read, or whose value could
 * change by itself: calls, variables, locks, further statements. It stands on its own feet so that it holds for statements the
 * parser does not understand or misunderstands. Used once, by one thread.
 */
final class TokenReview {

    private static final Set<String> VOLATILE_WORDS = Keywords.setOf(
            "CURRENT_DATE CURRENT_ROLE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER LOCALTIME LOCALTIMESTAMP SYSDATE UTC_DATE",
            "UTC_TIME UTC_TIMESTAMP");

    /** What may follow WITH where a SELECT could, or is not known at all. */
    private static final Set<String> WRITING_WORDS = Keywords.setOf("DELETE INSERT PROCEDURE REPLACE UPDATE");

    /** Words after which a name with a parenthesis is a table or an alias with its columns, or a type. */
    private static final Set<String> BEFORE_NAME_LIST = Keywords.setOf("AS RECURSIVE WITH");

    /** The same in statements that write; none of these words can stand before an expression. */
    private static final Set<String> BEFORE_WRITTEN_TABLE =
            Keywords.setOf("DELAYED IGNORE INSERT INTO LOW_PRIORITY REPLACE TABLE");

    /** Words, not reserved everywhere, that a subquery may follow. */
    private static final Set<String> BEFORE_SUBQUERY = Keywords.setOf("ANY EXCEPT INTERSECT SOME");

    /** Words that no server takes for a function and that only statements that write put before a parenthesis. */
    private static final Set<String> WRITE_STRUCTURE = Keywords.setOf("LINES SET");

    private final Lexer lexer;
    private final SqlDialect dialect;
    private final boolean writes;
    private final Findings findings;

    /** The token before the current one. */
    private final Lexer previous;

    /** The token before the name that ends just before the current token, qualifiers included. */
    private final Lexer beforeName;

    private TokenReview(Lexer lexer, SqlDialect dialect, boolean writes, Findings findings) {
        this.lexer = lexer;
        this.dialect = dialect;
        this.writes = writes;
        this.findings = findings;
        this.previous = lexer.fork();
        this.beforeName = lexer.fork();
    }

    /** Reviews a SELECT, from a cursor that stands before it. */
    static void ofRead(Lexer lexer, SqlDialect dialect, Findings findings) {
        new TokenReview(lexer, dialect, false, findings).run();
    }

    /** Reviews a statement that is known to write, from a cursor inside it: only what taints matters. */
    static void ofWrite(Lexer lexer, SqlDialect dialect, Findings findings) {
        new TokenReview(lexer, dialect, true, findings).run();
    }

    private void run() {
        while (lexer.advance() != Kind.END) {
            switch (lexer.kind()) {
                case EXECUTABLE_COMMENT -> findings.taint(DenyReason.EXECUTABLE_COMMENT);
                case UNREADABLE -> findings.taint(DenyReason.UNREADABLE);
                case SYMBOL -> symbol();
                case WORD, QUOTED -> nameOrKeyword();
                default -> {}
            }
            previous.moveTo(lexer);
        }
    }

    private void nameOrKeyword() {
        if (!previous.isSymbol(".")) {
            beforeName.moveTo(previous);
        }
        if (!isName() && !writes) {
            word(lexer.keyword());
        }
    }

    private void symbol() {
        if (lexer.isSymbol("(")) {
            if (previous.kind() == Kind.WORD || previous.kind() == Kind.QUOTED) {
                call();
            }
        } else if (lexer.isSymbol(";")) {
            if (lexer.fork().advance() != Kind.END) {
                findings.taint(DenyReason.MULTI_STATEMENT);
            }
        } else if (lexer.isSymbol("@")) {
            findings.variables();
        } else if (lexer.isSymbol("@@")) {
            findings.deny(DenyReason.SYSTEM_VARIABLE);
        } else if (lexer.isSymbol(":=")) {
            findings.opaque(DenyReason.USER_VARIABLE);
        }
    }

    /** Whether the word cannot be a keyword. */
    private boolean isName() {
        if (beforeName.isSymbol("@@")) {
            String variable = lexer.keyword();
            if (variable.equals("WARNING_COUNT") || variable.equals("ERROR_COUNT")) {
                findings.diagnostics();
            }
            if (variable.equals("PSEUDO_THREAD_ID")) {
                findings.leavesState();
            }
            return true;
        }
        return lexer.kind() == Kind.QUOTED || previous.isSymbol(".") || previous.isSymbol("@");
    }

    private void word(String keyword) {
        Lexer next = lexer.fork();
        next.advance();
        if (VOLATILE_WORDS.contains(keyword)) {
            findings.deny(DenyReason.VOLATILE_FUNCTION);
        } else if (WRITING_WORDS.contains(keyword) && !next.isSymbol("(") && !previous.isWord("FOR")) {
            findings.opaque(DenyReason.UNKNOWN_CONSTRUCT);
        }
        switch (keyword) {
            case "INTO" -> findings.opaque(DenyReason.SELECT_INTO);
            case "FOR" -> locking(next);
            case "LOCK" -> findings.deny(DenyReason.LOCKING_READ);
            case "SQL_CALC_FOUND_ROWS" -> findings.deny(DenyReason.DIAGNOSTICS);
            case "SQL_NO_CACHE" -> findings.deny(DenyReason.SQL_NO_CACHE);
            default -> {}
        }
    }

    private void locking(Lexer next) {
        if (next.isWord("UPDATE") || next.isWord("SHARE")) {
            findings.deny(DenyReason.LOCKING_READ);
        } else if (previous.isWord("VALUE")) {
            // NEXT VALUE FOR a sequence
            findings.opaque(DenyReason.SIDE_EFFECT);
        } else {
            findings.deny(DenyReason.UNKNOWN_CONSTRUCT);
        }
    }

    /** At a parenthesis that follows a name. */
    private void call() {
        String name = previous.keyword();
        boolean qualified = isQualified();
        if (!qualified && (Keywords.isReserved(name) || (writes && WRITE_STRUCTURE.contains(name)))) {
            return;
        }
        Lexer next = lexer.fork();
        next.advance();
        if (isNameList() || (!qualified && BEFORE_SUBQUERY.contains(name) && next.isWord("SELECT"))) {
            return;
        }
        judge(qualified ? Verdict.UNKNOWN : verdict(name, next));
    }

    private void judge(Verdict verdict) {
        switch (verdict) {
            case PURE -> {}
            case VOLATILE -> findings.deny(DenyReason.VOLATILE_FUNCTION);
            case SIDE_EFFECT -> findings.opaque(DenyReason.SIDE_EFFECT);
            case DIAGNOSTICS -> findings.diagnostics();
            case CONSTRUCT -> findings.deny(DenyReason.UNKNOWN_CONSTRUCT);
            case UNKNOWN -> findings.taint(DenyReason.UNKNOWN_FUNCTION);
        }
    }

    private Verdict verdict(String name, Lexer next) {
        boolean noArguments = next.isSymbol(")");
        if (name.equals("UNIX_TIMESTAMP") && noArguments) {
            return Verdict.VOLATILE;
        }
        if (name.equals("LAST_INSERT_ID") && !noArguments) {
            return Verdict.SIDE_EFFECT;
        }
        if (name.equals("CONNECTION_ID")) {
            findings.leavesState();
        }
        boolean apart = previous.end() != lexer.start() && !(dialect.ignoreSpace() && onlySpaceBefore());
        if (apart && BuiltInFunctions.isSpaceSensitive(name)) {
            return Verdict.UNKNOWN;
        }
        return BuiltInFunctions.verdictOn(name, dialect.server());
    }

    /** Whether nothing but white space parts the name from the parenthesis: comments are not skipped by IGNORE_SPACE. */
    private boolean onlySpaceBefore() {
        Lexer gap = previous.fork();
        return gap.next() == Kind.SPACE && gap.end() == lexer.start();
    }

    private boolean isQualified() {
        Lexer first = beforeName.fork();
        first.advance();
        return first.start() != previous.start();
    }

    /** Whether the parenthesis opens a list of column names, or a type's length: nothing is called. */
    private boolean isNameList() {
        String word = beforeName.keyword();
        boolean afterKeyword = BEFORE_NAME_LIST.contains(word) || (writes && BEFORE_WRITTEN_TABLE.contains(word));
        return afterKeyword || beforeName.isSymbol(")") || beforeName.isSymbol("@") || isCommonTable();
    }

    /** Whether this is the second or a later common table expression: {@code name (a, b) AS (}. */
    private boolean isCommonTable() {
        Lexer ahead = lexer.fork();
        do {
            Kind kind = ahead.advance();
            if (kind != Kind.WORD && kind != Kind.QUOTED) {
                return false;
            }
            ahead.advance();
        } while (ahead.isSymbol(","));
        if (!ahead.isSymbol(")")) {
            return false;
        }
        ahead.advance();
        if (!ahead.isWord("AS")) {
            return false;
        }
        ahead.advance();
        return ahead.isSymbol("(");
    }
}
