package io.nearside.proxy.sql;

import io.nearside.proxy.footprint.TableName;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.ParenthesedFromItem;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import org.jspecify.annotations.Nullable;

/**
 * The tables that the names in one query block may mean. A name is resolved only where there is no doubt: the column is of
 * exactly one table of the block, and the columns of all its tables are known.
 */
final class Scope {

    /** One item of a FROM; two are the same only if they stand at the same place. */
    static final class Source {
        private final String name;
        private final String schema;
        private final @Nullable Table table;
        private final @Nullable List<ColumnDefinition> columns;

        private Source(String name, String schema, @Nullable Table table, @Nullable List<ColumnDefinition> columns) {
            this.name = name;
            this.schema = schema;
            this.table = table;
            this.columns = columns;
        }

        /** By which columns are qualified. */
        String name() {
            return name;
        }

        /** The schema by which they may be qualified too, empty if they may not. */
        String schema() {
            return schema;
        }

        /** The reference, if it is one to a base table. */
        @Nullable
        Table table() {
            return table;
        }

        /** Its columns, if they are known. */
        @Nullable
        List<ColumnDefinition> columns() {
            return columns;
        }

        int position(String column) {
            return columns == null ? -1 : ColumnDefinition.position(columns, column);
        }
    }

    /** A column of a source. */
    record Found(Source source, int position, ColumnDefinition column) {
        /**
         * Whether equality of the two is equality under the comparison of each. Of columns that hold fractions it is not: a
         * server that looks one's value up in the other's index rounds it first.
         */
        boolean equalsAs(Found other) {
            return column.type() == other.column.type()
                    && column.type().comparison() != null
                    && column.type() != ColumnType.DECIMAL
                    && column.type() != ColumnType.DATETIME
                    && !column.isGenerated()
                    && !other.column.isGenerated()
                    && column.collation().equals(other.column.collation());
        }
    }

    private final @Nullable Scope parent;
    private final IdentityHashMap<FromItem, Source> sources = new IdentityHashMap<>();
    private final List<Source> inOrder = new ArrayList<>();

    private Scope(@Nullable Scope parent) {
        this.parent = parent;
    }

    /** The scopes of all blocks. */
    static IdentityHashMap<PlainSelect, Scope> of(
            SelectTree tree,
            Function<Table, @Nullable TableName> resolve,
            Function<TableName, TableDefinition> define) {
        IdentityHashMap<PlainSelect, Scope> scopes = new IdentityHashMap<>();
        for (SelectTree.Block block : tree.blocks()) {
            PlainSelect parent = block.parent();
            scopes.put(block.select(), new Scope(parent == null ? null : scopes.get(parent)));
        }
        // what is further inside comes later, and its columns are asked for by what is further outside
        for (int i = tree.blocks().size() - 1; i >= 0; i--) {
            PlainSelect select = tree.blocks().get(i).select();
            in(scopes, select).read(select, scopes, resolve, define);
        }
        return scopes;
    }

    static Scope in(IdentityHashMap<PlainSelect, Scope> scopes, PlainSelect select) {
        Scope scope = scopes.get(select);
        if (scope == null) {
            throw new IllegalArgumentException("a query block that was not walked");
        }
        return scope;
    }

    private void read(
            PlainSelect select,
            IdentityHashMap<PlainSelect, Scope> scopes,
            Function<Table, @Nullable TableName> resolve,
            Function<TableName, TableDefinition> define) {
        item(select.getFromItem(), scopes, resolve, define);
        joins(select.getJoins(), scopes, resolve, define);
    }

    private void joins(
            @Nullable List<Join> joins,
            IdentityHashMap<PlainSelect, Scope> scopes,
            Function<Table, @Nullable TableName> resolve,
            Function<TableName, TableDefinition> define) {
        for (Join join : joins == null ? List.<Join>of() : joins) {
            item(join.getFromItem(), scopes, resolve, define);
        }
    }

    private void item(
            @Nullable FromItem item,
            IdentityHashMap<PlainSelect, Scope> scopes,
            Function<Table, @Nullable TableName> resolve,
            Function<TableName, TableDefinition> define) {
        if (item == null) {
            return;
        }
        if (item instanceof ParenthesedFromItem group) {
            item(group.getFromItem(), scopes, resolve, define);
            joins(group.getJoins(), scopes, resolve, define);
            return;
        }
        Source source = item instanceof Table table ? table(table, resolve, define) : derived(item, scopes);
        sources.put(item, source);
        inOrder.add(source);
    }

    private static Source table(
            Table table, Function<Table, @Nullable TableName> resolve, Function<TableName, TableDefinition> define) {
        TableName name = resolve.apply(table);
        boolean renamed = table.getAlias() != null;
        String shown = unquoted(renamed ? table.getAlias().getName() : table.getName());
        if (name == null) {
            return new Source(shown, "", null, null);
        }
        TableDefinition definition = define.apply(name);
        boolean base = definition.query().isEmpty() && !definition.columns().isEmpty();
        return new Source(
                shown,
                renamed ? "" : name.schema(),
                base ? table : null,
                definition.columns().isEmpty() ? null : definition.columns());
    }

    private static Source derived(FromItem item, IdentityHashMap<PlainSelect, Scope> scopes) {
        String name = item.getAlias() == null ? "" : unquoted(item.getAlias().getName());
        boolean named = item.getAlias() != null && item.getAlias().getAliasColumns() != null;
        List<ColumnDefinition> columns =
                !named && item instanceof ParenthesedSelect select && select.getSelect() instanceof PlainSelect plain
                        ? outputs(plain, in(scopes, plain))
                        : null;
        return new Source(name, "", null, columns);
    }

    /** The columns of a block's result, as far as they are columns of its tables; null if not all their names are known. */
    private static @Nullable List<ColumnDefinition> outputs(PlainSelect select, Scope scope) {
        List<ColumnDefinition> outputs = new ArrayList<>();
        for (var item : select.getSelectItems()) {
            Found found = column(item.getExpression(), scope);
            String name = item.getAlias() != null
                    ? unquoted(item.getAlias().getName())
                    : item.getExpression() instanceof Column column ? unquoted(column.getColumnName()) : null;
            if (name == null) {
                return null;
            }
            outputs.add(
                    found == null
                            ? new ColumnDefinition(name, ColumnType.OTHER, "", "")
                            : new ColumnDefinition(
                                    name, found.column().type(), found.column().collation(), ""));
        }
        return outputs;
    }

    @Nullable
    Source source(FromItem item) {
        return sources.get(item);
    }

    /** The column that an expression is, in this block alone; null if it is none or there is doubt. */
    static @Nullable Found column(Expression expression, Scope scope) {
        return expression.getClass() == Column.class ? scope.find((Column) expression) : null;
    }

    /** The type of the column that an expression is, in this block or around it; null if it is none or there is doubt. */
    static @Nullable ColumnType type(Expression expression, Scope scope) {
        if (expression.getClass() != Column.class) {
            return null;
        }
        Column column = (Column) expression;
        for (Scope place = scope; place != null; place = place.parent) {
            Found found = place.find(column);
            if (found != null) {
                return found.column().type();
            }
            if (place.mayHave(column)) {
                return null;
            }
        }
        return null;
    }

    /** The types of the columns of this name in all tables of the block; one of no certain type if some are not known. */
    List<ColumnType> typesOf(Column column) {
        String name = unquoted(column.getColumnName());
        List<ColumnType> types = new ArrayList<>();
        for (Source source : inOrder) {
            List<ColumnDefinition> columns = source.columns();
            int position = source.position(name);
            if (columns == null) {
                types.add(ColumnType.OTHER);
            } else if (position >= 0) {
                types.add(columns.get(position).type());
            }
        }
        return types;
    }

    private @Nullable Found find(Column column) {
        String name = unquoted(column.getColumnName());
        Found found = null;
        for (Source source : inOrder) {
            if (!mayQualify(column, source)) {
                continue;
            }
            List<ColumnDefinition> columns = source.columns();
            int position = source.position(name);
            if (columns == null || (position >= 0 && found != null) || isOtherCase(column, source)) {
                return null;
            }
            if (position >= 0) {
                found = new Found(source, position, columns.get(position));
            }
        }
        return found;
    }

    /** Whether the column may be one of this block although it was not found. */
    private boolean mayHave(Column column) {
        String name = unquoted(column.getColumnName());
        return inOrder.stream()
                .anyMatch(source ->
                        mayQualify(column, source) && (source.columns() == null || source.position(name) >= 0));
    }

    private static boolean mayQualify(Column column, Source source) {
        Table qualifier = column.getTable();
        if (qualifier == null || qualifier.getName() == null) {
            return true;
        }
        return unquoted(qualifier.getName()).equalsIgnoreCase(source.name());
    }

    /** Names that differ in case mean the same table on some servers only; with a schema, it must be the source's. */
    private static boolean isOtherCase(Column column, Source source) {
        Table qualifier = column.getTable();
        if (qualifier == null || qualifier.getName() == null) {
            return false;
        }
        boolean otherSchema = qualifier.getSchemaName() != null
                && !unquoted(qualifier.getSchemaName()).equals(source.schema());
        return otherSchema || !unquoted(qualifier.getName()).equals(source.name());
    }

    static String unquoted(String name) {
        boolean quoted = name.length() > 2 && name.charAt(0) == '`';
        return quoted ? name.substring(1, name.length() - 1) : name;
    }
}
