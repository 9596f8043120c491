package io.nearside.proxy.sql;

import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.HexValue;
import net.sf.jsqlparser.expression.JdbcParameter;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.StringValue;
import org.jspecify.annotations.Nullable;

/** The values of a statement, as a shape's placeholders or parameters name them. */
final class Operands {
    private static final int DECIMAL_RADIX = 10;

    private Operands() {}

    /** The operand that an expression is; null if it is anything else. */
    static @Nullable Operand of(Expression written) {
        Expression expression = Narrowing.withoutParentheses(written);
        if (expression.getClass() == SignedExpression.class) {
            SignedExpression signed = (SignedExpression) expression;
            Operand inner = isNumber(signed.getExpression()) ? of(signed.getExpression()) : null;
            return inner == null || signed.getSign() != '-' ? null : Operand.literal(inner.number(), true);
        }
        if (expression.getClass() == JdbcParameter.class) {
            JdbcParameter parameter = (JdbcParameter) expression;
            return parameter.getIndex() == null ? null : new Operand(parameter.getIndex() - 1, false, true);
        }
        String number = number(expression);
        return number == null ? null : Operand.literal(Integer.parseInt(number, DECIMAL_RADIX), false);
    }

    private static boolean isNumber(Expression expression) {
        return expression.getClass() == LongValue.class || expression.getClass() == DoubleValue.class;
    }

    /** The literal's number, from the text that {@link Shape#placeholder} put in its place. */
    private static @Nullable String number(Expression expression) {
        if (expression.getClass() == LongValue.class) {
            return digits(((LongValue) expression).getStringValue());
        }
        if (expression.getClass() == DoubleValue.class) {
            String text = expression.toString();
            int end = text.indexOf(text.contains(".") ? '.' : 'e');
            return end < 0 ? null : digits(text.substring(0, end));
        }
        if (expression.getClass() == StringValue.class) {
            StringValue string = (StringValue) expression;
            return string.getPrefix() == null ? digits(string.getValue()) : null;
        }
        if (expression.getClass() == HexValue.class) {
            String text = ((HexValue) expression).getValue();
            return text.startsWith("x'") ? digits(text.substring(2, text.length() - 1)) : null;
        }
        return null;
    }

    private static @Nullable String digits(String text) {
        boolean plain = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return plain ? text : null;
    }
}
