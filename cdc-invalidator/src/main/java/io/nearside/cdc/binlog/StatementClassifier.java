package io.nearside.cdc.binlog;

import io.nearside.cdc.binlog.StatementText.Token;
import io.nearside.cdc.binlog.StatementText.UnreadableTextException;
import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangedTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a statement in the binlog may have changed, always on the safe side: too many tables rather than one too
 * few, and everything when in doubt. Stateless.
 */
final class StatementClassifier {
    /** How a statement stands to the transaction it is in. */
    enum Control {
        BEGIN,
        /** Ends the transaction. */
        END,
        /** Belongs to the transaction, if there is one, and is one by itself otherwise. */
        NONE
    }

    /** What a statement means. */
    record Judgement(Control control, List<StatementEffect> effects) {}

    /** Above this a statement is one record for everything instead of one per name in it. */
    private static final int MOST_NAMES = 500;

    /**
     * Words that, unquoted, name no table on either server. It need not be complete: a word that is missing costs a
     * record for a table that does not exist.
     */
    private static final Set<String> RESERVED = Set.of(
            ("ADD ALL ALTER ANALYZE AND AS ASC BEFORE BETWEEN BIGINT BINARY BLOB BOTH BY CALL CASCADE CASE CHANGE CHAR"
                            + " CHARACTER CHECK COLLATE COLUMN CONDITION CONSTRAINT CONTINUE CONVERT CREATE CROSS"
                            + " CURRENT_TIMESTAMP DATABASE DECIMAL DECLARE DEFAULT DELETE DESC DESCRIBE DISTINCT DIV"
                            + " DOUBLE DROP EACH ELSE ELSEIF ENCLOSED ESCAPED EXISTS EXIT FALSE FETCH FLOAT FOR FORCE"
                            + " FOREIGN FROM FULLTEXT GRANT GROUP HAVING IF IGNORE IN INDEX INFILE INNER INOUT INSERT"
                            + " INT INTEGER INTERVAL INTO IS ITERATE JOIN KEY KEYS KILL LEADING LEAVE LEFT LIKE LIMIT"
                            + " LINES LOAD LOCK LONG LONGBLOB LONGTEXT LOOP MATCH MEDIUMBLOB MEDIUMINT MEDIUMTEXT MOD"
                            + " NATURAL NOT NULL NUMERIC ON OPTIMIZE OPTION OR ORDER OUT OUTER OUTFILE PARTITION"
                            + " PRECISION PRIMARY PROCEDURE RANGE READ REAL REFERENCES REGEXP RELEASE RENAME REPEAT"
                            + " REPLACE REQUIRE RESTRICT RETURN REVOKE RIGHT RLIKE SCHEMA SELECT SET SHOW SMALLINT"
                            + " SPATIAL SQL STARTING STRAIGHT_JOIN TABLE TERMINATED THEN TINYBLOB TINYINT TINYTEXT TO"
                            + " TRAILING TRIGGER TRUE UNDO UNION UNIQUE UNLOCK UNSIGNED UPDATE USAGE USE USING VALUES"
                            + " VARBINARY VARCHAR VARYING WHEN WHERE WHILE WITH WRITE XOR ZEROFILL")
                    .split(" "));

    private static final Set<String> DEFINING = Set.of("CREATE", "ALTER", "RENAME");

    /** Which parts of it count, depends on the server's version; other readers of the binlog skip it. */
    private static final Pattern EXECUTABLE_COMMENT = Pattern.compile("/\\*M?!");

    private StatementClassifier() {}

    static Judgement judge(QueryStatement statement) {
        if (!statement.readable()) {
            return unread("a statement in a character set that is not read");
        }
        try {
            List<Token> tokens = StatementText.tokens(statement.text(), statement.sqlMode());
            if (tokens.isEmpty()) {
                return nothing();
            }
            boolean defines = DEFINING.contains(tokens.get(0).keyword());
            return defines && EXECUTABLE_COMMENT.matcher(statement.text()).find()
                    ? unread("a definition with executable comments")
                    : judge(statement.schema(), tokens);
        } catch (UnreadableTextException e) {
            return unread("a statement that cannot be read");
        }
    }

    private static Judgement judge(String schema, List<Token> tokens) {
        return switch (tokens.get(0).keyword()) {
            case "BEGIN" -> new Judgement(Control.BEGIN, List.of());
            case "START" ->
                tokens.size() > 1 && tokens.get(1).is("TRANSACTION")
                        ? new Judgement(Control.BEGIN, List.of())
                        : everything("a statement of an unknown kind");
            case "COMMIT" -> new Judgement(Control.END, List.of());
            case "ROLLBACK" -> rollback(tokens);
            case "SAVEPOINT", "RELEASE" -> nothing();
            case "XA" -> xa(tokens);
            case "TRUNCATE" -> truncate(schema, tokens);
            case "CREATE", "ALTER", "DROP", "RENAME" -> definition(schema, tokens);
            case "REPAIR" -> names(schema, tokens, "REPAIR TABLE", false);
            // These write anew what is there and change no row.
            case "ANALYZE", "OPTIMIZE" -> nothing();
            case "GRANT", "REVOKE" -> everything("a change of privileges");
            case "FLUSH" -> everything("FLUSH");
            case "SET" ->
                tokens.size() > 1 && tokens.get(1).is("STATEMENT")
                        ? unread("a statement after SET STATEMENT")
                        : everything("SET PASSWORD or another SET");
            case "INSERT", "UPDATE", "DELETE", "REPLACE", "LOAD", "CALL", "DO", "SELECT", "WITH" ->
                everything("a change logged as a statement (binlog_format is not ROW in its session)");
            default -> unread("a statement of an unknown kind");
        };
    }

    private static Judgement rollback(List<Token> tokens) {
        boolean toSavepoint = tokens.stream().anyMatch(token -> token.is("TO"));
        return new Judgement(toSavepoint ? Control.NONE : Control.END, List.of());
    }

    /** Rows of an XA transaction stand in the binlog where it was prepared; they become visible here. */
    private static Judgement xa(List<Token> tokens) {
        String verb = tokens.size() > 1 ? tokens.get(1).keyword() : "";
        return switch (verb) {
            case "START", "BEGIN", "END", "PREPARE", "ROLLBACK" -> nothing();
            default -> everything("XA COMMIT");
        };
    }

    private static Judgement truncate(String schema, List<Token> tokens) {
        int at = tokens.size() > 1 && tokens.get(1).is("TABLE") && tokens.size() > 2 ? 2 : 1;
        Set<ChangedTable> tables = new LinkedHashSet<>();
        int end = readName(schema, tokens, at, tables);
        boolean whole = end == tokens.size() || (end < tokens.size() && isTruncateOption(tokens.get(end)));
        return tables.size() == 1 && whole
                ? new Judgement(Control.NONE, effects(ChangeKind.TRUNCATE, tables, "TRUNCATE", false))
                : everything("a TRUNCATE that cannot be read");
    }

    /** MariaDB takes WAIT n and NOWAIT after the name. */
    private static boolean isTruncateOption(Token token) {
        return token.is("WAIT") || token.is("NOWAIT") || token.isSymbol(';');
    }

    private static Judgement definition(String schema, List<Token> tokens) {
        String verb = tokens.get(0).keyword();
        int first = tokens.size() > 3 && tokens.get(1).is("OR") && tokens.get(2).is("REPLACE") ? 3 : 1;
        if (tokens.size() > first && tokens.get(first).is("TEMPORARY")) {
            // Debezium takes a temporary table for the one whose name it has.
            return verb.equals("CREATE") ? names(schema, tokens, "CREATE TEMPORARY TABLE", true) : nothing();
        }
        // The kind of object comes after options such as OR REPLACE, DEFINER = …, ALGORITHM = …, UNIQUE.
        for (Token token : tokens.subList(first, tokens.size())) {
            Judgement judgement = definitionOf(token.keyword(), verb, schema, tokens);
            if (judgement != null) {
                return judgement;
            }
        }
        return unread("a definition of an unknown kind");
    }

    private static @Nullable Judgement definitionOf(String kind, String verb, String schema, List<Token> tokens) {
        return switch (kind) {
            case "TABLE", "TABLES" -> names(schema, tokens, verb + " " + kind, isReadDifferently(verb, tokens));
            case "INDEX", "TRIGGER", "SEQUENCE", "VIEW" -> names(schema, tokens, verb + " " + kind, false);
            case "USER", "ROLE" -> everything("a change of users");
            case "FUNCTION", "PROCEDURE", "PACKAGE", "AGGREGATE" -> everything("a change of stored routines");
            case "DATABASE", "SCHEMA" ->
                verb.equals("CREATE") && isReadDifferently(verb, tokens)
                        ? unread(verb + " " + kind)
                        : everything(verb + " " + kind);
            case "EVENT", "SERVER", "TABLESPACE", "LOGFILE", "INSTANCE" -> everything(verb + " " + kind);
            default -> null;
        };
    }

    /**
     * Whether Debezium, which takes definitions from the same text, may see another one in it than the origin: it passes over OR
     * REPLACE, IF EXISTS and system versioning, goes without some tables by their names, and gives new columns of a table another character set than the table has.
     */
    private static boolean isReadDifferently(String verb, List<Token> tokens) {
        return switch (verb) {
            // What is read by its name has another one after RENAME.
            case "ALTER", "RENAME" -> true;
            case "CREATE" -> tokens.stream().anyMatch(token -> token.is("REPLACE") || token.is("VERSIONING"));
            default -> false;
        };
    }

    /** Every name in the text may be a table, a view, or what stands for one. */
    private static Judgement names(String schema, List<Token> tokens, String cause, boolean redefines) {
        Set<ChangedTable> tables = new LinkedHashSet<>();
        int i = 1;
        while (i < tokens.size()) {
            i = readName(schema, tokens, i, tables);
        }
        if (tables.isEmpty() || tables.size() > MOST_NAMES) {
            return unread(cause);
        }
        return new Judgement(Control.NONE, effects(ChangeKind.SCHEMA, tables, cause, redefines));
    }

    /** Reads {@code name} or {@code schema.name} into {@code tables}; anything else is passed over. */
    private static int readName(String schema, List<Token> tokens, int at, Set<ChangedTable> tables) {
        if (at >= tokens.size()) {
            return at;
        }
        Token first = tokens.get(at);
        boolean dotBefore = first.isSymbol('.');
        int name = dotBefore ? at + 1 : at;
        if (name >= tokens.size() || !tokens.get(name).isName()) {
            return at + 1;
        }
        Token token = tokens.get(name);
        boolean reserved = RESERVED.contains(token.keyword());
        if (name + 2 < tokens.size()
                && tokens.get(name + 1).isSymbol('.')
                && tokens.get(name + 2).isName()) {
            String table = tokens.get(name + 2).text();
            // A dot may also stand before a name alone: DROP TABLE .t
            tables.add(new ChangedTable(reserved ? schema : token.text(), table));
            return name + 3;
        }
        if (dotBefore || !reserved) {
            tables.add(new ChangedTable(schema, token.text()));
        }
        return name + 1;
    }

    private static List<StatementEffect> effects(
            ChangeKind kind, Set<ChangedTable> tables, String cause, boolean redefines) {
        List<StatementEffect> effects = new ArrayList<>();
        tables.forEach(table -> effects.add(new StatementEffect(kind, table, cause, redefines)));
        return effects;
    }

    private static Judgement nothing() {
        return new Judgement(Control.NONE, List.of());
    }

    private static Judgement unread(String cause) {
        return new Judgement(Control.NONE, List.of(StatementEffect.unread(cause)));
    }

    private static Judgement everything(String cause) {
        return new Judgement(Control.NONE, List.of(StatementEffect.everything(cause)));
    }
}
