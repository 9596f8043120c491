package io.nearside.proxy.sql;

import io.nearside.proxy.footprint.ColumnSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.schema.Table;

/**
 * Which columns of a table a statement may look at: every column whose name stands anywhere in it, for whatever it is written.
 * More than that, those by which the server may come to its rows, since without ORDER BY these decide the order and with LIMIT
 * the rows: the columns of the primary key, and those of every index that has one of the named columns, or all there is to read.
 */
final class UsedColumns {
    private final Set<String> words;
    private final Set<String> stars;
    private final boolean all;

    /**
     * The columns used by one statement.
     *
     * @param words all words of the statement in lower case, quoted ones among them
     */
    UsedColumns(Set<String> words, SelectTree tree) {
        this.words = words;
        this.stars = tree.stars();
        this.all = tree.hasNaturalJoin() || tree.stars().contains("");
    }

    ColumnSet of(Table reference, TableDefinition definition) {
        if (all || isStarred(reference) || definition.columns().isEmpty() || !hasPlainNames(definition)) {
            return ColumnSet.ALL;
        }
        Set<Integer> named = named(definition);
        Set<Integer> used = new LinkedHashSet<>(named);
        used.addAll(definition.primaryKey());
        for (List<Integer> index : definition.indexes()) {
            // without a primary key, the rows are kept in the order of some unique index, or of none
            if (definition.primaryKey().isEmpty() || mayBeRead(index, named, definition.primaryKey())) {
                used.addAll(index);
            }
        }
        boolean computed = used.contains(TableDefinition.EXPRESSION)
                || used.stream()
                        .anyMatch(column -> definition.columns().get(column).isGenerated());
        return computed ? ColumnSet.ALL : ColumnSet.of(used);
    }

    /** How other letters are folded, is the server's own affair. */
    private static boolean hasPlainNames(TableDefinition definition) {
        return definition.columns().stream()
                .allMatch(column -> column.name().chars().allMatch(c -> c < 0x80));
    }

    private Set<Integer> named(TableDefinition definition) {
        Set<Integer> named = new LinkedHashSet<>();
        for (int i = 0; i < definition.columns().size(); i++) {
            if (words.contains(definition.columns().get(i).name().toLowerCase(Locale.ROOT))) {
                named.add(i);
            }
        }
        return named;
    }

    private static boolean mayBeRead(List<Integer> index, Set<Integer> named, List<Integer> primaryKey) {
        boolean covers = named.stream().allMatch(column -> index.contains(column) || primaryKey.contains(column));
        return covers || index.stream().anyMatch(named::contains);
    }

    private boolean isStarred(Table reference) {
        boolean byAlias =
                reference.getAlias() != null && isStar(reference.getAlias().getName());
        return byAlias || isStar(reference.getName());
    }

    private boolean isStar(String name) {
        return stars.contains(Scope.unquoted(name).toLowerCase(Locale.ROOT));
    }
}
