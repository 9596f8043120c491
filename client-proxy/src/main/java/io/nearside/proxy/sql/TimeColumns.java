package io.nearside.proxy.sql;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a statement may depend on the current date through a column of type TIME: where a TIME meets a date, both servers turn
 * it into a DATETIME by adding the current date. Only statements in which it cannot meet one are let through.
 */
final class TimeColumns {
    /** Calls that leave a TIME what it is. */
    private static final Set<String> HARMLESS = Set.of("COUNT", "MIN", "MAX");

    /** Words behind which a TIME may be turned into something else. */
    private static final Set<String> CONVERTING = Set.of("INTERVAL", "CASE", "DATE", "TIMESTAMP", "CONVERT", "CAST");

    private TimeColumns() {}

    static boolean mayMeetDate(
            String shape, Set<String> words, SelectTree tree, Collection<TableDefinition> definitions) {
        boolean anyTime = definitions.stream()
                .flatMap(definition -> definition.columns().stream())
                .anyMatch(column -> column.type() == ColumnType.TIME);
        if (!anyTime) {
            return false;
        }
        boolean named = names(definitions, words, ColumnType.TIME);
        boolean unnamed = !tree.stars().isEmpty() || tree.hasNaturalJoin();
        if (unnamed && (tree.hasSetOperation() || tree.hasNaturalJoin())) {
            return true;
        }
        boolean dates = names(definitions, words, ColumnType.DATE)
                || names(definitions, words, ColumnType.DATETIME)
                || names(definitions, words, ColumnType.TIMESTAMP);
        return named && (dates || tree.hasSetOperation() || converts(shape));
    }

    private static boolean names(Collection<TableDefinition> definitions, Set<String> words, ColumnType type) {
        return definitions.stream()
                .flatMap(definition -> definition.columns().stream())
                .anyMatch(column ->
                        column.type() == type && words.contains(column.name().toLowerCase(Locale.ROOT)));
    }

    private static boolean converts(String shape) {
        Lexer lexer = Lexer.ofShape(shape);
        while (lexer.advance() != Lexer.Kind.END) {
            String word = lexer.keyword();
            if (CONVERTING.contains(word)) {
                return true;
            }
            Lexer next = lexer.fork();
            next.advance();
            boolean call = lexer.kind() == Lexer.Kind.WORD && next.isSymbol("(");
            if (call && !Keywords.isReserved(word) && !HARMLESS.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
