package io.nearside.proxy.sql;

import io.nearside.proxy.sql.Lexer.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the table references of a SELECT by its tokens alone: a second opinion beside the parser's, and the only one for what
 * the parser does not understand. Used once, by one thread.
 */
final class TableScan {

    /**
     * A table as the statement names it.
     *
     * @param schema the schema as written, null if the name has none
     * @param table the name as written, without quotes
     */
    record Reference(@Nullable String schema, String table) {}

    /**
     * What was found.
     *
     * @param tables every reference, in order; names of common table expressions among them
     * @param commonTables the names of the common table expressions
     * @param understood false if something stood where a table was expected; the lists are then not complete
     */
    record Result(List<Reference> tables, List<String> commonTables, boolean understood) {}

    /** Where in a parenthesis the scan is. */
    private enum Place {
        /** In a list of common table expressions, where a name is due. */
        COMMON_TABLE_NAME,
        /** In a list of common table expressions, behind a name. */
        COMMON_TABLE,
        /** In a FROM clause, or a parenthesis inside of one, where a table is due. */
        TABLE_DUE,
        /** In a FROM clause, behind a table. */
        BEHIND_TABLE,
        /** In any other part of a query. */
        QUERY,
        /** In a parenthesis that is neither a query nor part of a FROM clause. */
        ELSEWHERE
    }

    private static final Set<String> END_OF_FROM =
            Keywords.setOf("EXCEPT FOR GROUP HAVING INTERSECT INTO LIMIT LOCK ORDER PROCEDURE UNION WHERE WINDOW");

    private final Lexer lexer;
    private final Lexer previous;
    private final Deque<Place> outer = new ArrayDeque<>();
    private final List<Reference> tables = new ArrayList<>();
    private final List<String> commonTables = new ArrayList<>();
    private Place place = Place.QUERY;
    private boolean understood = true;

    private TableScan(Lexer lexer) {
        this.lexer = lexer;
        this.previous = lexer.fork();
    }

    /** Scans from a cursor that stands before a SELECT. */
    static Result of(Lexer lexer) {
        return new TableScan(lexer).run();
    }

    private Result run() {
        lexer.advance();
        while (lexer.kind() != Kind.END && understood) {
            boolean name = lexer.kind() == Kind.QUOTED || (lexer.kind() == Kind.WORD && isUnreserved());
            if (lexer.isSymbol("(")) {
                open();
            } else if (lexer.isSymbol(")")) {
                close();
            } else if (place == Place.TABLE_DUE) {
                if (name) {
                    readTable();
                    continue;
                }
                understood = false;
            } else if (place == Place.COMMON_TABLE_NAME) {
                commonTable(name);
            } else if (lexer.isSymbol(",")) {
                comma();
            } else if (lexer.kind() == Kind.WORD && !previous.isSymbol(".")) {
                keyword(lexer.keyword());
            }
            move();
        }
        boolean complete = understood && outer.isEmpty() && place != Place.TABLE_DUE;
        return new Result(List.copyOf(tables), List.copyOf(commonTables), complete);
    }

    private boolean isUnreserved() {
        return !Keywords.isReserved(lexer.keyword());
    }

    private void move() {
        previous.moveTo(lexer);
        lexer.advance();
    }

    private void open() {
        Lexer next = lexer.fork();
        next.advance();
        boolean due = place == Place.TABLE_DUE;
        // what opens here is the table that was due
        outer.push(due ? Place.BEHIND_TABLE : place);
        if (next.isWord("SELECT") || next.isWord("WITH")) {
            place = Place.QUERY;
        } else {
            place = due ? Place.TABLE_DUE : Place.ELSEWHERE;
        }
    }

    private void close() {
        understood &= place != Place.TABLE_DUE && !outer.isEmpty();
        if (!outer.isEmpty()) {
            place = outer.pop();
        }
    }

    private void comma() {
        if (place == Place.BEHIND_TABLE) {
            place = Place.TABLE_DUE;
        } else if (place == Place.COMMON_TABLE) {
            place = Place.COMMON_TABLE_NAME;
        }
    }

    private void commonTable(boolean name) {
        if (name && !lexer.isWord("RECURSIVE")) {
            commonTables.add(lexer.name());
            place = Place.COMMON_TABLE;
        } else {
            understood &= lexer.isWord("RECURSIVE");
        }
    }

    private void keyword(String keyword) {
        switch (place) {
            case QUERY -> {
                if (keyword.equals("FROM")) {
                    place = Place.TABLE_DUE;
                } else if (keyword.equals("WITH") && isFirst()) {
                    place = Place.COMMON_TABLE_NAME;
                }
            }
            case COMMON_TABLE -> {
                if (keyword.equals("SELECT")) {
                    place = Place.QUERY;
                }
            }
            case BEHIND_TABLE -> behindTable(keyword);
            default -> {}
        }
    }

    private void behindTable(String keyword) {
        if (keyword.equals("JOIN") || keyword.equals("STRAIGHT_JOIN")) {
            place = Place.TABLE_DUE;
        } else if (END_OF_FROM.contains(keyword)) {
            place = Place.QUERY;
        } else {
            understood &= !keyword.equals("FROM") && !keyword.equals("SELECT");
        }
    }

    /** Whether the current word is the first of its query. */
    private boolean isFirst() {
        return previous.kind() == Kind.SPACE || previous.isSymbol("(");
    }

    private void readTable() {
        place = Place.BEHIND_TABLE;
        if (lexer.isWord("DUAL")) {
            // no table, just the word for it
            move();
            return;
        }
        String first = lexer.name();
        @Nullable String second = null;
        move();
        if (lexer.isSymbol(".")) {
            move();
            boolean name = lexer.kind() == Kind.QUOTED || lexer.kind() == Kind.WORD;
            second = name ? lexer.name() : "";
            understood &= name;
            move();
        }
        // a third part, or a function that makes a table
        understood &= !lexer.isSymbol(".") && !lexer.isSymbol("(");
        tables.add(second == null ? new Reference(null, first) : new Reference(first, second));
    }
}
