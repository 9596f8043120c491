package io.nearside.proxy.sql;

import io.nearside.proxy.sql.TableScan.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
    private final List<Reference> tables = new ArrayList<>();
    private final List<String> commonTables = new ArrayList<>();
    private boolean known = true;

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
    List<Reference> tables() {
        return tables;
    }

    /** The names of common table expressions, without quotes. */
    List<String> commonTables() {
        return commonTables;
    }

    void unknown() {
        known = false;
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
        commonTables.add(unquoted(item.getAliasName()));
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
        @Nullable String schema = table.getSchemaName();
        tables.add(new Reference(schema == null ? null : unquoted(schema), unquoted(table.getName())));
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

    private static String unquoted(String name) {
        boolean quoted = name.length() > 2 && name.charAt(0) == '`';
        return quoted ? name.substring(1, name.length() - 1) : name;
    }
}
