package io.nearside.proxy.sql;

import java.util.List;

/**
 * What a column is compared with, in a shape: the literals that were cut out of one place, or a parameter.
 *
 * @param number the literal's number, or the parameter's place from 0
 * @param negative whether a minus stands before it
 * @param parameter whether it is a parameter
 */
record Operand(int number, boolean negative, boolean parameter) {

    static Operand literal(int number, boolean negative) {
        return new Operand(number, negative, false);
    }

    /** The values that a statement has here; a literal of unknown value for what is not known. */
    List<Literal> in(Bindings bindings) {
        List<Literal> found = parameter ? bindings.parameter(number) : bindings.literal(number);
        return negative ? found.stream().map(Operand::negated).toList() : found;
    }

    private static Literal negated(Literal literal) {
        boolean number = literal.kind() == Lexer.Kind.INTEGER || literal.kind() == Lexer.Kind.DECIMAL;
        return number && literal.value() != null
                ? new Literal(literal.kind(), "-" + literal.value())
                : Literal.unread(literal.kind());
    }
}
