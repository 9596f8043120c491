package io.nearside.proxy.sql;

import io.nearside.proxy.sql.TableScan.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.expression.Alias;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.MySQLIndexHint;
import net.sf.jsqlparser.expression.WindowDefinition;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.GroupByElement;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.Limit;
import net.sf.jsqlparser.statement.select.Offset;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.ParenthesedFromItem;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.WithItem;
import org.jspecify.annotations.Nullable;

/**
 * A walk over the parser's tree of a SELECT that notes every name and table on the way. It goes into the parts of a query that
 * are known here; a node of another kind makes the whole tree unknown, and what hangs on a part that is not walked shows in
 * names that were not met. Used once, by one thread.
 */
final class SelectTree {

    private final List<String> names = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private final List<String> commonTables = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();
    private final Set<String> stars = new HashSet<>();
    private @Nullable PlainSelect enclosing;
    private boolean known = true;
    private boolean naturalJoin;
    private boolean setOperation;
    private boolean oddOperators;

    /** A query block and the one it stands in. */
    record Block(PlainSelect select, @Nullable PlainSelect parent) {}

    private SelectTree() {}

    static SelectTree of(Select select) {
        SelectTree tree = new SelectTree();
        tree.select(select);
        return tree;
    }

    /** Whether all nodes were of known kinds. */
    boolean isKnown() {
        return known;
    }

    /** Every name in the tree as it is written, with its quotes: of tables, columns, aliases, functions, types. */
    List<String> names() {
        return names;
    }

    /** The table references, those to common table expressions among them. */
    List<Table> tables() {
        return tables;
    }

    /** What a table reference names. */
    static Reference reference(Table table) {
        @Nullable String schema = table.getSchemaName();
        return new Reference(schema == null ? null : Scope.unquoted(schema), Scope.unquoted(table.getName()));
    }

    /** The names of common table expressions, without quotes. */
    List<String> commonTables() {
        return commonTables;
    }

    /** The query blocks, each after the one it stands in. */
    List<Block> blocks() {
        return blocks;
    }

    /** Qualifiers of {@code *} in lower case; an empty one for a {@code *} alone. */
    Set<String> stars() {
        return stars;
    }

    boolean hasNaturalJoin() {
        return naturalJoin;
    }

    boolean hasSetOperation() {
        return setOperation;
    }

    /** Whether there are operators of which the parser may think that they bind otherwise than the servers do. */
    boolean hasOddOperators() {
        return oddOperators;
    }

    void oddOperator() {
        oddOperators = true;
    }

    void unknown() {
        known = false;
    }

    /** Every column of the tables of this name, or of all. */
    void star(@Nullable String qualifier) {
        stars.add(qualifier == null ? "" : Scope.unquoted(qualifier).toLowerCase(Locale.ROOT));
    }

    /** Notes a name; a string in a name's place, as an alias may be, is none. */
    void name(@Nullable String name) {
        if (name != null && !name.isEmpty() && name.charAt(0) != '\'') {
            names.add(name);
        }
    }

    void expression(@Nullable Expression expression) {
        if (expression != null) {
            ExpressionRules.walk(expression, this);
        }
    }

    void expressions(@Nullable Collection<?> expressions) {
        if (expressions == null) {
            return;
        }
        for (Object expression : expressions) {
            if (expression instanceof Expression known) {
                expression(known);
            } else {
                unknown();
            }
        }
    }

    void select(Select select) {
        if (select.getWithItemsList() != null) {
            select.getWithItemsList().forEach(this::withItem);
        }
        if (select instanceof PlainSelect plain) {
            plainSelect(plain);
        } else if (select instanceof ParenthesedSelect parenthesed) {
            select(parenthesed.getSelect());
            alias(parenthesed.getAlias());
        } else if (select instanceof SetOperationList list) {
            setOperation = true;
            list.getSelects().forEach(this::select);
        } else {
            unknown();
        }
        orderBy(select.getOrderByElements());
        limit(select.getLimit());
        Offset offset = select.getOffset();
        if (offset != null) {
            expression(offset.getOffset());
        }
    }

    void orderBy(@Nullable List<OrderByElement> elements) {
        if (elements != null) {
            elements.forEach(element -> expression(element.getExpression()));
        }
    }

    void window(@Nullable WindowDefinition window) {
        if (window == null) {
            return;
        }
        name(window.getWindowName());
        expressions(window.getPartitionExpressionList());
        orderBy(window.getOrderByElements());
        if (window.getWindowElement() != null) {
            ExpressionRules.frame(window.getWindowElement(), this);
        }
    }

    void column(Column column) {
        if (column.getTable() != null) {
            tableNames(column.getTable());
        }
        name(column.getColumnName());
    }

    private void plainSelect(PlainSelect select) {
        @Nullable PlainSelect outer = enclosing;
        blocks.add(new Block(select, outer));
        enclosing = select;
        parts(select);
        enclosing = outer;
    }

    private void parts(PlainSelect select) {
        select.getSelectItems().forEach(this::selectItem);
        fromItem(select.getFromItem());
        joins(select.getJoins());
        expression(select.getWhere());
        groupBy(select.getGroupBy());
        expression(select.getHaving());
        if (select.getWindowDefinitions() != null) {
            select.getWindowDefinitions().forEach(this::window);
        }
    }

    private void withItem(WithItem<?> item) {
        alias(item.getAlias());
        commonTables.add(Scope.unquoted(item.getAliasName()));
        if (item.getWithItemList() != null) {
            item.getWithItemList().forEach(this::selectItem);
        }
        if (item.getParenthesedStatement() instanceof Select select) {
            select(select);
        } else {
            unknown();
        }
    }

    private void selectItem(SelectItem<?> item) {
        expression(item.getExpression());
        alias(item.getAlias());
    }

    private void alias(@Nullable Alias alias) {
        if (alias == null) {
            return;
        }
        name(alias.getName());
        if (alias.getAliasColumns() != null) {
            alias.getAliasColumns().forEach(column -> name(column.name));
        }
    }

    private void fromItem(@Nullable FromItem item) {
        if (item == null) {
            return;
        }
        if (item instanceof Table table) {
            table(table);
        } else if (item instanceof ParenthesedSelect select) {
            select(select);
        } else if (item instanceof ParenthesedFromItem group) {
            fromItem(group.getFromItem());
            joins(group.getJoins());
            alias(group.getAlias());
        } else {
            unknown();
        }
    }

    private void table(Table table) {
        tableNames(table);
        alias(table.getAlias());
        MySQLIndexHint hint = table.getIndexHint();
        if (hint != null) {
            hint.getIndexNames().forEach(this::name);
        }
        tables.add(table);
    }

    /** Notes all parts of a table's name, be it a table or what stands before a column. */
    private void tableNames(Table table) {
        table.getNameParts().forEach(this::name);
    }

    private void joins(@Nullable List<Join> joins) {
        if (joins != null) {
            joins.forEach(this::join);
        }
    }

    private void join(Join join) {
        naturalJoin |= join.isNatural();
        fromItem(join.getFromItem());
        expressions(join.getOnExpressions());
        join.getUsingColumns().forEach(this::column);
    }

    private void groupBy(@Nullable GroupByElement groupBy) {
        if (groupBy != null) {
            expressions(groupBy.getGroupByExpressionList());
        }
    }

    private void limit(@Nullable Limit limit) {
        if (limit != null) {
            expression(limit.getOffset());
            expression(limit.getRowCount());
        }
    }
}
