package io.nearside.proxy.sql;

import io.nearside.proxy.sql.FootprintTemplate.Compared;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.CosineSimilarity;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.ExistsExpression;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.GreaterThan;
import net.sf.jsqlparser.expression.operators.relational.GreaterThanEquals;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.expression.operators.relational.MinorThan;
import net.sf.jsqlparser.expression.operators.relational.MinorThanEquals;
import net.sf.jsqlparser.expression.operators.relational.NotEqualsTo;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import org.jspecify.annotations.Nullable;

/**
 * Whether a condition can be computed for any row without an error or a warning. Servers compute the parts of a WHERE in any
 * order and for rows that other parts turn away; so a row that contributes nothing to a result can still make the statement
 * fail, unless there is nothing in it that could fail.
 *
 * <p>Whether a comparison with a value is quiet depends on the value: these are kept for when it is known. Used once.
 */
final class QuietRules {
    private static final Set<String> EXTREMES = Set.of("MIN", "MAX");

    private final IdentityHashMap<PlainSelect, Scope> scopes;
    private final List<Compared> comparisons = new ArrayList<>();

    QuietRules(IdentityHashMap<PlainSelect, Scope> scopes) {
        this.scopes = scopes;
    }

    /** The comparisons with values that were met. */
    List<Compared> comparisons() {
        return List.copyOf(comparisons);
    }

    /** Whether columns of all tables that are joined by this name are compared quietly. */
    boolean isQuietUsing(Column column, Scope scope) {
        return scope.typesOf(column).stream()
                .allMatch(left -> scope.typesOf(column).stream().allMatch(left::isQuietWith));
    }

    boolean isQuiet(Expression written, Scope scope) {
        Expression expression = Narrowing.withoutParentheses(written);
        Class<?> kind = expression.getClass();
        if (kind == AndExpression.class || kind == OrExpression.class) {
            BinaryExpression connected = (BinaryExpression) expression;
            return isQuiet(connected.getLeftExpression(), scope) && isQuiet(connected.getRightExpression(), scope);
        }
        if (Operands.of(expression) != null) {
            return true;
        }
        if (expression instanceof NotExpression not) {
            return isQuiet(not.getExpression(), scope);
        }
        if (expression instanceof ExistsExpression) {
            // its own conditions are those of a block
            return true;
        }
        if (expression instanceof IsNullExpression is) {
            return Scope.type(is.getLeftExpression(), scope) != null;
        }
        if (expression instanceof Between between) {
            return isQuiet(between.getLeftExpression(), between.getBetweenExpressionStart(), scope)
                    && isQuiet(between.getLeftExpression(), between.getBetweenExpressionEnd(), scope);
        }
        if (expression instanceof InExpression in) {
            return isQuietIn(in, scope);
        }
        if (expression instanceof LikeExpression like) {
            return isQuietLike(like, scope);
        }
        return expression instanceof BinaryExpression comparison
                && isComparison(kind)
                && isQuiet(comparison.getLeftExpression(), comparison.getRightExpression(), scope);
    }

    private static boolean isComparison(Class<?> kind) {
        return kind == EqualsTo.class
                || kind == NotEqualsTo.class
                || kind == CosineSimilarity.class
                || kind == GreaterThan.class
                || kind == GreaterThanEquals.class
                || kind == MinorThan.class
                || kind == MinorThanEquals.class;
    }

    private boolean isQuiet(Expression left, Expression right, Scope scope) {
        if (Operands.of(left) != null && Operands.of(right) != null) {
            // what a constant does, it does whatever the rows are
            return true;
        }
        ColumnType type = Scope.type(left, scope);
        if (type == null) {
            ColumnType other = Scope.type(right, scope);
            return other != null && isQuiet(other, left, scope);
        }
        return isQuiet(type, right, scope);
    }

    private boolean isQuiet(ColumnType type, Expression other, Scope scope) {
        Operand operand = Operands.of(other);
        if (operand != null) {
            comparisons.add(new Compared(type, operand));
            return true;
        }
        ColumnType second = other instanceof ParenthesedSelect select ? extreme(select) : Scope.type(other, scope);
        return other instanceof NullValue || (second != null && type.isQuietWith(second));
    }

    private boolean isQuietIn(InExpression in, Scope scope) {
        ColumnType type = Scope.type(in.getLeftExpression(), scope);
        Expression right = in.getRightExpression();
        if (type == null) {
            return false;
        }
        if (right.getClass() == ParenthesedExpressionList.class) {
            boolean quiet = true;
            for (Object element : (ExpressionList<?>) right) {
                quiet &= element instanceof Expression value && isQuiet(type, value, scope);
            }
            return quiet;
        }
        ColumnType column = right instanceof ParenthesedSelect select ? onlyColumn(select) : null;
        return column != null && type.isQuietWith(column);
    }

    /** The type of the one value that a subquery has: the least or greatest of a column. Any other may have two. */
    private @Nullable ColumnType extreme(ParenthesedSelect select) {
        return select.getSelect() instanceof PlainSelect plain
                        && plain.getSelectItems().size() == 1
                        && plain.getGroupBy() == null
                        && plain.getSelectItems().get(0).getExpression() instanceof Function function
                        && EXTREMES.contains(function.getName().toUpperCase(Locale.ROOT))
                        && function.getParameters() != null
                        && function.getParameters().size() == 1
                ? Scope.type(function.getParameters().get(0), Scope.in(scopes, plain))
                : null;
    }

    private @Nullable ColumnType onlyColumn(ParenthesedSelect select) {
        return select.getSelect() instanceof PlainSelect plain
                        && plain.getSelectItems().size() == 1
                ? Scope.type(plain.getSelectItems().get(0).getExpression(), Scope.in(scopes, plain))
                : null;
    }

    private boolean isQuietLike(LikeExpression like, Scope scope) {
        ColumnType type = Scope.type(like.getLeftExpression(), scope);
        boolean plain = like.getLikeKeyWord() == LikeExpression.KeyWord.LIKE && like.getEscape() == null;
        return plain && type != null && type.isText() && isQuiet(type, like.getRightExpression(), scope);
    }
}
