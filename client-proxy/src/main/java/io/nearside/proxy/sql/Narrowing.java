package io.nearside.proxy.sql;

import io.nearside.proxy.footprint.TableName;
import io.nearside.proxy.sql.ConditionTemplate.Leaf;
import io.nearside.proxy.sql.FootprintTemplate.Compared;
import io.nearside.proxy.sql.Scope.Found;
import io.nearside.proxy.sql.Scope.Source;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.ParenthesedFromItem;
import net.sf.jsqlparser.statement.select.PlainSelect;
import org.jspecify.annotations.Nullable;

/**
 * Finds, for each table reference of a SELECT, the condition that a row must meet to contribute to the result.
 *
 * <p>Each query block is looked at by itself. A conjunct of its WHERE must hold for every row of every table that is not on the
 * null-supplied side of an outer join: were it not for the row, and with it, the rows it is joined with would be turned away. A
 * conjunct of an ON must hold for the rows on both sides of an inner join, and for those on the null-supplied side of an outer
 * join, which otherwise match nothing. Where a column must equal one of another table whose rows must meet a condition, its own
 * rows must meet it too.
 *
 * <p>Used once, by one thread.
 */
final class Narrowing {
    /** How often conditions are passed on along equal columns; longer chains end early, which narrows less. */
    private static final int MOST_ROUNDS = 4;

    private static final int MOST_CONDITIONS = 16;

    private final IdentityHashMap<PlainSelect, Scope> scopes;
    private final IdentityHashMap<Table, ConditionTemplate> conditions = new IdentityHashMap<>();
    private final QuietRules quiet;

    /** Joined tables: those of whose rows WHERE holds, among all of them. */
    private record Nest(List<Source> open) {}

    /** Where a condition on one column leads to the same on another. */
    private record Equality(Source from, int fromColumn, Source to, int toColumn) {}

    private static final class Block {
        final IdentityHashMap<Source, Set<ConditionTemplate>> found = new IdentityHashMap<>();
        final List<Equality> equalities = new ArrayList<>();

        Set<ConditionTemplate> of(Source source) {
            return found.computeIfAbsent(source, s -> new LinkedHashSet<>());
        }
    }

    private Narrowing(IdentityHashMap<PlainSelect, Scope> scopes) {
        this.scopes = scopes;
        this.quiet = new QuietRules(scopes);
    }

    /**
     * What was found.
     *
     * @param conditions by table reference; a reference that is not in it is not narrowed
     * @param comparisons what must be quiet for the conditions to count; null if something cannot be
     */
    record Result(IdentityHashMap<Table, ConditionTemplate> conditions, @Nullable List<Compared> comparisons) {}

    /**
     * Looks at all blocks of a statement.
     *
     * @param resolve which base table a reference means, null if it is none
     */
    static Result of(
            SelectTree tree,
            Function<Table, @Nullable TableName> resolve,
            Function<TableName, TableDefinition> define) {
        IdentityHashMap<PlainSelect, Scope> scopes = Scope.of(tree, resolve, define);
        Narrowing narrowing = new Narrowing(scopes);
        boolean silent = !tree.hasOddOperators();
        for (SelectTree.Block block : tree.blocks()) {
            silent &= narrowing.block(block.select());
        }
        return new Result(narrowing.conditions, silent ? narrowing.quiet.comparisons() : null);
    }

    /** False if something in the block's conditions could fail or warn. */
    private boolean block(PlainSelect select) {
        Scope scope = Scope.in(scopes, select);
        Block block = new Block();
        boolean silent = true;
        if (select.getFromItem() != null) {
            Nest nest = joined(item(select.getFromItem(), scope, block), select.getJoins(), scope, block);
            for (Expression conjunct : conjuncts(select.getWhere())) {
                apply(conjunct, nest.open(), nest.open(), scope, block);
            }
            silent = quietJoins(select.getFromItem(), select.getJoins(), scope);
        }
        silent &= select.getWhere() == null || quiet.isQuiet(select.getWhere(), scope);
        passOn(block);
        block.found.forEach((source, found) -> {
            Table table = source.table();
            if (table != null) {
                conditions.put(table, ConditionTemplate.All.of(List.copyOf(found)));
            }
        });
        return silent;
    }

    private boolean quietJoins(FromItem first, @Nullable List<Join> joins, Scope scope) {
        boolean silent = quietItem(first, scope);
        for (Join join : joins == null ? List.<Join>of() : joins) {
            silent &= quietItem(join.getFromItem(), scope);
            for (Expression on : join.getOnExpressions()) {
                silent &= quiet.isQuiet(on, scope);
            }
            for (Column column : join.getUsingColumns()) {
                silent &= quiet.isQuietUsing(column, scope);
            }
            silent &= !join.isNatural();
        }
        return silent;
    }

    private boolean quietItem(FromItem item, Scope scope) {
        return !(item instanceof ParenthesedFromItem group) || quietJoins(group.getFromItem(), group.getJoins(), scope);
    }

    // ---- joins

    private Nest item(FromItem item, Scope scope, Block block) {
        if (item instanceof ParenthesedFromItem group) {
            return joined(item(group.getFromItem(), scope, block), group.getJoins(), scope, block);
        }
        Source source = scope.source(item);
        return new Nest(source == null ? List.of() : List.of(source));
    }

    /** A comma binds less than every JOIN: an ON behind it does not see what stands before it. */
    private Nest joined(Nest first, @Nullable List<Join> joins, Scope scope, Block block) {
        if (joins != null
                && joins.stream().anyMatch(join -> join.getOnExpressions().size() > 1)) {
            // a JOIN b JOIN c ON .. ON ..: what the second one joins, the parser does not say
            return new Nest(List.of());
        }
        List<Source> open = new ArrayList<>();
        Nest left = first;
        for (Join join : joins == null ? List.<Join>of() : joins) {
            if (join.isSimple()) {
                open.addAll(left.open());
                left = item(join.getFromItem(), scope, block);
            } else {
                left = joined(left, join, scope, block);
            }
        }
        open.addAll(left.open());
        return new Nest(open);
    }

    private Nest joined(Nest left, Join join, Scope scope, Block block) {
        Nest right = item(join.getFromItem(), scope, block);
        List<Expression> on = join.getOnExpressions().size() == 1
                ? conjuncts(join.getOnExpressions().iterator().next())
                : List.of();
        if (join.isFull() || join.isApply() || join.isSemi()) {
            return new Nest(List.of());
        }
        List<Source> both = new ArrayList<>(left.open());
        both.addAll(right.open());
        if (join.isLeft()) {
            on.forEach(conjunct -> apply(conjunct, right.open(), both, scope, block));
            return left;
        }
        if (join.isRight()) {
            on.forEach(conjunct -> apply(conjunct, left.open(), both, scope, block));
            return right;
        }
        on.forEach(conjunct -> apply(conjunct, both, both, scope, block));
        return new Nest(both);
    }

    /**
     * Takes a conjunct that must hold for what rows are joined.
     *
     * @param narrowed the tables whose rows contribute nothing unless it holds
     * @param present the tables it may compare those with
     */
    private static void apply(
            Expression conjunct, List<Source> narrowed, List<Source> present, Scope scope, Block block) {
        for (Source source : narrowed) {
            ConditionTemplate condition = ConditionReader.read(conjunct, source, scope);
            if (condition != ConditionTemplate.Fixed.ANY) {
                block.of(source).add(condition);
            }
        }
        if (conjunct instanceof EqualsTo equal) {
            Found left = Scope.column(equal.getLeftExpression(), scope);
            Found right = Scope.column(equal.getRightExpression(), scope);
            if (left != null && right != null && left.source() != right.source() && left.equalsAs(right)) {
                equality(left, right, narrowed, present, block);
                equality(right, left, narrowed, present, block);
            }
        }
    }

    private static void equality(Found from, Found to, List<Source> narrowed, List<Source> present, Block block) {
        if (narrowed.contains(to.source()) && present.contains(from.source())) {
            block.equalities.add(new Equality(from.source(), from.position(), to.source(), to.position()));
        }
    }

    private static void passOn(Block block) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            for (Equality equality : block.equalities) {
                Set<ConditionTemplate> target = block.of(equality.to());
                for (ConditionTemplate condition : List.copyOf(block.of(equality.from()))) {
                    if (condition instanceof Leaf leaf
                            && leaf.column() == equality.fromColumn()
                            && target.size() < MOST_CONDITIONS) {
                        target.add(leaf.on(equality.toColumn()));
                    }
                }
            }
        }
    }

    // ---- conjuncts

    private static List<Expression> conjuncts(@Nullable Expression expression) {
        List<Expression> conjuncts = new ArrayList<>();
        if (expression != null) {
            split(expression, conjuncts);
        }
        return conjuncts;
    }

    private static void split(Expression expression, List<Expression> conjuncts) {
        Expression inner = withoutParentheses(expression);
        if (inner instanceof AndExpression and) {
            split(and.getLeftExpression(), conjuncts);
            split(and.getRightExpression(), conjuncts);
        } else {
            conjuncts.add(inner);
        }
    }

    /** What stands in parentheses, if it is one expression. */
    static Expression withoutParentheses(Expression expression) {
        Expression inner = expression;
        while (inner.getClass() == ParenthesedExpressionList.class && ((ExpressionList<?>) inner).size() == 1) {
            inner = ((ExpressionList<?>) inner).get(0);
        }
        return inner;
    }
}
