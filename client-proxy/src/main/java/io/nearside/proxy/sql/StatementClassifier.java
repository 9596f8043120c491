package io.nearside.proxy.sql;

import io.nearside.proxy.sql.Lexer.Kind;
import java.util.Set;
import java.util.function.Function;

/**
 * Tells what kind of statement a text holds, by its first words; SELECTs are handed on. Reads of the rest no more than is
 * needed to know that it is one statement and calls nothing that could change the session. Used once, by one thread.
 */
final class StatementClassifier {

    /** Words that may stand between CREATE or DROP and TEMPORARY. */
    private static final Set<String> MODIFIERS = Keywords.setOf("GLOBAL OR REPLACE");

    /** Words after EXPLAIN that are no table's name. */
    private static final Set<String> EXPLAINED = Keywords.setOf(
            "ANALYZE DELETE EXTENDED FOR FORMAT INSERT PARTITIONS REPLACE SELECT TABLE UPDATE VALUES WITH");

    /** Words that may stand between EXPLAIN and what it explains. */
    private static final Set<String> EXPLAIN_OPTIONS =
            Keywords.setOf("ANALYZE EXTENDED FORMAT JSON PARTITIONS TRADITIONAL TREE");

    private final String statement;
    private final SqlDialect dialect;
    private final Function<String, StatementPlan> selects;

    /** At the first word; reviews begin here. */
    private final Lexer first;

    /** Reads ahead from there. */
    private final Lexer lexer;

    /**
     * A classifier of one statement.
     *
     * @param selects plans a SELECT, given from its first token on
     */
    StatementClassifier(String statement, SqlDialect dialect, Function<String, StatementPlan> selects) {
        this.statement = statement;
        this.dialect = dialect;
        this.selects = selects;
        this.first = new Lexer(statement, dialect);
        first.advance();
        this.lexer = first.fork();
    }

    StatementPlan classify() {
        if (first.kind() == Kind.END) {
            return StatementPlan.read(DenyReason.NOT_A_SELECT);
        }
        while (lexer.isSymbol("(")) {
            lexer.advance();
        }
        String word = lexer.keyword();
        if (word.equals("SELECT") || word.equals("WITH")) {
            return selects.apply(statement);
        }
        return first.kind() == Kind.WORD ? byFirstWord(word) : other();
    }

    private StatementPlan other() {
        return switch (lexer.kind()) {
            case EXECUTABLE_COMMENT -> StatementPlan.tainting(DenyReason.EXECUTABLE_COMMENT);
            case UNREADABLE -> StatementPlan.tainting(DenyReason.UNREADABLE);
            default -> reviewed(StatementPlan.opaque(DenyReason.UNKNOWN_CONSTRUCT));
        };
    }

    private StatementPlan byFirstWord(String word) {
        return switch (word) {
            case "INSERT", "UPDATE", "DELETE", "REPLACE", "TRUNCATE", "RENAME" -> reviewed(StatementPlan.write());
            // Its OK does not tell of the ids that it generated.
            case "LOAD" -> reviewed(StatementPlan.write().leavingState());
            case "GRANT", "REVOKE", "OPTIMIZE", "REPAIR" -> reviewed(StatementPlan.write());
            case "CREATE", "ALTER", "DROP" -> definition(word);
            case "SET" -> new SettingReader(first, dialect).read();
            case "USE" -> use();
            case "BEGIN" -> begin();
            case "START" -> start();
            case "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE" -> reviewed(StatementPlan.transaction());
            case "SHOW" -> show();
            case "EXPLAIN", "DESCRIBE", "DESC" -> explain();
            case "HELP" -> reviewed(StatementPlan.read(DenyReason.NOT_A_SELECT));
            case "GET" -> opaque().withDiagnostics();
            case "CALL", "EXECUTE" ->
                StatementPlan.tainting(DenyReason.NOT_A_SELECT).withDiagnostics();
            case "ANALYZE", "CACHE", "CHECK", "CHECKSUM", "DEALLOCATE", "DO", "HANDLER", "KILL", "PREPARE" -> opaque();
            case "PURGE", "RESET", "RESIGNAL", "SIGNAL", "STOP", "TABLE", "UNLOCK", "VALUES" -> opaque();
            default -> StatementPlan.tainting(DenyReason.NOT_A_SELECT);
        };
    }

    /** The plan given, unless the rest of the statement says that it is more than it seems. */
    private StatementPlan reviewed(StatementPlan plan) {
        return reviewedFrom(first, plan);
    }

    private StatementPlan reviewedFrom(Lexer start, StatementPlan plan) {
        Findings findings = new Findings();
        TokenReview.ofWrite(start.fork(), dialect, findings);
        return findings.orTainted(plan);
    }

    private StatementPlan opaque() {
        return reviewed(StatementPlan.opaque(DenyReason.NOT_A_SELECT));
    }

    /** BEGIN alone; what follows it otherwise is a block of statements. */
    private StatementPlan begin() {
        lexer.advance();
        if (lexer.isWord("WORK")) {
            lexer.advance();
        }
        return isEnd() ? StatementPlan.transaction() : StatementPlan.tainting(DenyReason.NOT_A_SELECT);
    }

    private StatementPlan start() {
        lexer.advance();
        return lexer.isWord("TRANSACTION") ? reviewed(StatementPlan.transaction()) : opaque();
    }

    private StatementPlan use() {
        lexer.advance();
        if (lexer.kind() != Kind.WORD && lexer.kind() != Kind.QUOTED) {
            return StatementPlan.tainting(DenyReason.UNREADABLE);
        }
        String schema = lexer.name();
        lexer.advance();
        return isEnd() ? StatementPlan.useSchema(schema) : StatementPlan.tainting(DenyReason.MULTI_STATEMENT);
    }

    /** Whether the statement ends here. */
    private boolean isEnd() {
        if (lexer.isSymbol(";")) {
            lexer.advance();
        }
        return lexer.kind() == Kind.END;
    }

    /**
     * A schema change. Expressions inside are not run, or may not call stored functions, before a SELECT that fills a new table;
     * what a routine's text looks like from here on does not matter, only that it is not followed by another statement.
     */
    private StatementPlan definition(String verb) {
        lexer.advance();
        while (lexer.kind() == Kind.WORD && MODIFIERS.contains(lexer.keyword())) {
            lexer.advance();
        }
        String object = lexer.keyword();
        if (object.equals("TEMPORARY")) {
            return StatementPlan.tainting(DenyReason.NOT_A_SELECT);
        }
        boolean schema = object.equals("DATABASE") || object.equals("SCHEMA");
        if (schema && verb.equals("DROP")) {
            // the session may be left without a default schema
            return StatementPlan.tainting(DenyReason.NOT_A_SELECT);
        }
        boolean recalled = schema || object.equals("PREPARE");
        return definitionText(recalled ? StatementPlan.opaque(DenyReason.NOT_A_SELECT) : StatementPlan.write(), object);
    }

    private StatementPlan definitionText(StatementPlan plan, String object) {
        boolean table = object.equals("TABLE");
        while (lexer.kind() != Kind.END) {
            boolean followed = lexer.isSymbol(";") && lexer.fork().advance() != Kind.END;
            if (lexer.kind() == Kind.EXECUTABLE_COMMENT || lexer.kind() == Kind.UNREADABLE) {
                return other();
            }
            if (followed) {
                return StatementPlan.tainting(DenyReason.MULTI_STATEMENT);
            }
            if (table && (lexer.isWord("SELECT") || lexer.isWord("ROW"))) {
                return reviewedFrom(lexer, plan);
            }
            lexer.advance();
        }
        return plan;
    }

    private StatementPlan show() {
        Lexer next = lexer.fork();
        next.advance();
        boolean diagnostics = next.isWord("WARNINGS") || next.isWord("ERRORS") || next.isWord("COUNT");
        StatementPlan plan = StatementPlan.read(DenyReason.NOT_A_SELECT);
        return reviewed(diagnostics ? plan.withDiagnostics() : plan);
    }

    /** Explaining a SELECT may run parts of it; describing a table does not. */
    private StatementPlan explain() {
        boolean description = isTableDescription();
        do {
            lexer.advance();
        } while (lexer.isSymbol("=") || EXPLAIN_OPTIONS.contains(lexer.keyword()));
        if (lexer.isWord("SELECT") || lexer.isWord("WITH") || lexer.isSymbol("(")) {
            StatementPlan explained = selects.apply(statement.substring(lexer.start()));
            boolean reads = explained.kind() == StatementKind.CACHEABLE_READ || explained.kind() == StatementKind.READ;
            return reads ? StatementPlan.read(DenyReason.NOT_A_SELECT) : explained;
        }
        return description ? StatementPlan.read(DenyReason.NOT_A_SELECT) : opaque();
    }

    /** A table's name, then perhaps the name or pattern of a column. */
    private boolean isTableDescription() {
        Lexer ahead = first.fork();
        ahead.advance();
        boolean verb = EXPLAINED.contains(ahead.keyword());
        int tokens = 0;
        while (ahead.kind() == Kind.WORD || ahead.kind() == Kind.QUOTED || ahead.isSymbol(".")) {
            ahead.advance();
            tokens++;
        }
        if (ahead.kind() == Kind.STRING) {
            ahead.advance();
        }
        if (ahead.isSymbol(";")) {
            ahead.advance();
        }
        return !verb && tokens > 0 && tokens <= 4 && ahead.kind() == Kind.END;
    }
}
