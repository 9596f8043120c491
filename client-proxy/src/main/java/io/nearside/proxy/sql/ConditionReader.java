package io.nearside.proxy.sql;

import io.nearside.proxy.sql.ConditionTemplate.Leaf;
import io.nearside.proxy.sql.ConditionTemplate.NullTest;
import io.nearside.proxy.sql.ConditionTemplate.Operator;
import io.nearside.proxy.sql.Scope.Found;
import io.nearside.proxy.sql.Scope.Source;
import java.util.ArrayList;
import java.util.List;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.CosineSimilarity;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.GreaterThan;
import net.sf.jsqlparser.expression.operators.relational.GreaterThanEquals;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.expression.operators.relational.MinorThan;
import net.sf.jsqlparser.expression.operators.relational.MinorThanEquals;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import org.jspecify.annotations.Nullable;

/**
 * Reads from an expression what must hold for the rows of one table whenever the expression is true. Whatever is of another form
 * says nothing.
 */
final class ConditionReader {

    private final Source source;
    private final Scope scope;

    private ConditionReader(Source source, Scope scope) {
        this.source = source;
        this.scope = scope;
    }

    static ConditionTemplate read(Expression expression, Source source, Scope scope) {
        return source.table() == null
                ? ConditionTemplate.Fixed.ANY
                : new ConditionReader(source, scope).read(expression);
    }

    private ConditionTemplate read(Expression written) {
        Expression expression = Narrowing.withoutParentheses(written);
        if (expression instanceof AndExpression and) {
            return ConditionTemplate.All.of(parts(and));
        }
        if (expression instanceof OrExpression or) {
            return ConditionTemplate.Any.of(parts(or));
        }
        if (expression instanceof InExpression in) {
            return in(in);
        }
        if (expression instanceof Between between) {
            return between(between);
        }
        if (expression instanceof IsNullExpression is) {
            return isNull(is);
        }
        if (expression instanceof LikeExpression like) {
            return like(like);
        }
        return expression instanceof BinaryExpression comparison ? comparison(comparison) : ConditionTemplate.Fixed.ANY;
    }

    private List<ConditionTemplate> parts(BinaryExpression connected) {
        return List.of(read(connected.getLeftExpression()), read(connected.getRightExpression()));
    }

    private ConditionTemplate comparison(BinaryExpression comparison) {
        Class<?> kind = comparison.getClass();
        ConditionTemplate condition =
                leaf(comparison.getLeftExpression(), operator(kind, false), comparison.getRightExpression());
        return condition != ConditionTemplate.Fixed.ANY
                ? condition
                : leaf(comparison.getRightExpression(), operator(kind, true), comparison.getLeftExpression());
    }

    /** The operator that the kind of expression stands for; {@code >} counts as {@code >=}. */
    private static @Nullable Operator operator(Class<?> kind, boolean swapped) {
        if (kind == EqualsTo.class || kind == CosineSimilarity.class) {
            return Operator.EQUAL;
        }
        if (kind == GreaterThan.class || kind == GreaterThanEquals.class) {
            return swapped ? Operator.AT_MOST : Operator.AT_LEAST;
        }
        if (kind == MinorThan.class || kind == MinorThanEquals.class) {
            return swapped ? Operator.AT_LEAST : Operator.AT_MOST;
        }
        return null;
    }

    private ConditionTemplate leaf(Expression column, @Nullable Operator operator, Expression value) {
        Operand operand = Operands.of(value);
        return operand == null ? ConditionTemplate.Fixed.ANY : leaf(column, operator, List.of(operand));
    }

    private ConditionTemplate leaf(Expression column, @Nullable Operator operator, List<Operand> operands) {
        Found found = mine(column);
        return found == null || operator == null || found.column().type().comparison() == null
                ? ConditionTemplate.Fixed.ANY
                : new Leaf(found.position(), found.column().type(), operator, operands);
    }

    /** The column of this table that the expression is, if it is one and is not computed from others. */
    private @Nullable Found mine(Expression expression) {
        Found found = Scope.column(expression, scope);
        return found != null && found.source() == source && !found.column().isGenerated() ? found : null;
    }

    private ConditionTemplate in(InExpression in) {
        if (in.isNot() || in.getRightExpression().getClass() != ParenthesedExpressionList.class) {
            return ConditionTemplate.Fixed.ANY;
        }
        List<Operand> operands = new ArrayList<>();
        for (Object element : (ExpressionList<?>) in.getRightExpression()) {
            // nothing is equal to NULL
            if (!(element instanceof NullValue)) {
                Operand operand = element instanceof Expression value ? Operands.of(value) : null;
                if (operand == null) {
                    return ConditionTemplate.Fixed.ANY;
                }
                operands.add(operand);
            }
        }
        return leaf(in.getLeftExpression(), Operator.EQUAL, operands);
    }

    private ConditionTemplate between(Between between) {
        if (between.isNot() || between.isUsingSymmetric()) {
            return ConditionTemplate.Fixed.ANY;
        }
        Expression column = between.getLeftExpression();
        ConditionTemplate low = leaf(column, Operator.AT_LEAST, between.getBetweenExpressionStart());
        ConditionTemplate high = leaf(column, Operator.AT_MOST, between.getBetweenExpressionEnd());
        return low instanceof Leaf least && high instanceof Leaf most
                ? new ConditionTemplate.Range(least, most)
                : ConditionTemplate.Fixed.ANY;
    }

    private ConditionTemplate isNull(IsNullExpression is) {
        Found found = mine(is.getLeftExpression());
        // a zero date that must not be NULL counts as NULL here, and is not known as either
        return found == null ? ConditionTemplate.Fixed.ANY : new NullTest(found.position(), !is.isNot());
    }

    private ConditionTemplate like(LikeExpression like) {
        boolean plain =
                !like.isNot() && like.getEscape() == null && like.getLikeKeyWord() == LikeExpression.KeyWord.LIKE;
        Found found = plain ? mine(like.getLeftExpression()) : null;
        return found == null || !found.column().type().isText()
                ? ConditionTemplate.Fixed.ANY
                : leaf(like.getLeftExpression(), Operator.LIKE, like.getRightExpression());
    }
}
