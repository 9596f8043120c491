package io.nearside.proxy.sql;

import java.util.List;

/**
 * The values of one statement of a shape.
 *
 * @param literals by number, as {@link Shape#literals()} has them
 * @param parameters one for each parameter; fewer or none when they are not known
 */
record Bindings(List<List<Literal>> literals, List<Literal> parameters) {
    private static final List<Literal> UNKNOWN = List.of(Literal.unread(Lexer.Kind.PARAMETER));

    List<Literal> literal(int number) {
        return number < literals.size() ? literals.get(number) : UNKNOWN;
    }

    List<Literal> parameter(int place) {
        return place < parameters.size() ? List.of(parameters.get(place)) : UNKNOWN;
    }
}
