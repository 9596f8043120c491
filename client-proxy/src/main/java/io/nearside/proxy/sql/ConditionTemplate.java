package io.nearside.proxy.sql;

import io.nearside.proxy.footprint.Comparison;
import io.nearside.proxy.footprint.RowCondition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A condition on the rows of one table reference, in a shape: becomes a {@link RowCondition} with the values of a statement. */
sealed interface ConditionTemplate {
    RowCondition bind(Bindings bindings);

    /** Says nothing. */
    enum Fixed implements ConditionTemplate {
        ANY;

        @Override
        public RowCondition bind(Bindings bindings) {
            return RowCondition.Fixed.ANY;
        }
    }

    /** A condition that has its values. */
    record Bound(RowCondition condition) implements ConditionTemplate {
        @Override
        public RowCondition bind(Bindings bindings) {
            return condition;
        }
    }

    /** Every part holds. */
    record All(List<ConditionTemplate> parts) implements ConditionTemplate {
        public All {
            parts = List.copyOf(parts);
        }

        static ConditionTemplate of(List<ConditionTemplate> parts) {
            List<ConditionTemplate> telling =
                    parts.stream().filter(part -> part != Fixed.ANY).distinct().toList();
            return telling.isEmpty() ? Fixed.ANY : telling.size() == 1 ? telling.get(0) : new All(telling);
        }

        @Override
        public RowCondition bind(Bindings bindings) {
            List<RowCondition> bound = parts.stream()
                    .map(part -> part.bind(bindings))
                    .filter(part -> part != RowCondition.Fixed.ANY)
                    .toList();
            return bound.isEmpty()
                    ? RowCondition.Fixed.ANY
                    : bound.size() == 1 ? bound.get(0) : new RowCondition.AllOf(bound);
        }
    }

    /** Some part holds. */
    record Any(List<ConditionTemplate> parts) implements ConditionTemplate {
        public Any {
            parts = List.copyOf(parts);
        }

        static ConditionTemplate of(List<ConditionTemplate> parts) {
            return parts.contains(Fixed.ANY) ? Fixed.ANY : new Any(parts);
        }

        @Override
        public RowCondition bind(Bindings bindings) {
            List<RowCondition> bound = new ArrayList<>();
            for (ConditionTemplate part : parts) {
                RowCondition condition = part.bind(bindings);
                if (condition == RowCondition.Fixed.ANY) {
                    return RowCondition.Fixed.ANY;
                }
                bound.add(condition);
            }
            return new RowCondition.AnyOf(bound);
        }
    }

    /** The column is NULL, or is not. */
    record NullTest(int column, boolean isNull) implements ConditionTemplate {
        @Override
        public RowCondition bind(Bindings bindings) {
            return new RowCondition.NullTest(column, isNull);
        }
    }

    /** How a column is compared. */
    enum Operator {
        /** Equals one of the operands. */
        EQUAL,
        AT_LEAST,
        AT_MOST,
        LIKE
    }

    /** A column compared with operands. */
    record Leaf(int column, ColumnType type, Operator operator, List<Operand> operands) implements ConditionTemplate {
        public Leaf {
            operands = List.copyOf(operands);
        }

        /** The same condition on another column that has the same value. */
        Leaf on(int other) {
            return new Leaf(other, type, operator, operands);
        }

        @Override
        public RowCondition bind(Bindings bindings) {
            Comparison comparison = type.comparison();
            if (comparison == null) {
                return RowCondition.Fixed.ANY;
            }
            if (operator == Operator.LIKE) {
                return prefix(comparison, bindings);
            }
            Set<Object> keys = new HashSet<>();
            for (Operand operand : operands) {
                for (Literal literal : operand.in(bindings)) {
                    Object key = LiteralReading.of(type, literal).key();
                    if (key == null) {
                        return RowCondition.Fixed.ANY;
                    }
                    keys.add(key);
                }
            }
            return condition(comparison, keys);
        }

        private RowCondition condition(Comparison comparison, Set<Object> keys) {
            if (operator == Operator.EQUAL) {
                return new RowCondition.OneOf(column, comparison, keys, false);
            }
            if (keys.size() != 1 || !comparison.isOrdered()) {
                return RowCondition.Fixed.ANY;
            }
            Object bound = keys.iterator().next();
            return operator == Operator.AT_LEAST
                    ? new RowCondition.Within(column, comparison, bound, null)
                    : new RowCondition.Within(column, comparison, null, bound);
        }

        private RowCondition prefix(Comparison comparison, Bindings bindings) {
            List<Literal> patterns = operands.get(0).in(bindings);
            String prefix = patterns.size() == 1 && comparison.hasPrefixes() ? prefix(patterns.get(0)) : null;
            if (prefix == null) {
                return RowCondition.Fixed.ANY;
            }
            String folded = comparison == Comparison.TEXT ? prefix.toLowerCase(Locale.ROOT) : prefix;
            return new RowCondition.StartsWith(column, comparison, folded);
        }

        /** What comes before the first wildcard or escape, if it is ASCII; blanks at its end may be missing in a value's key. */
        private static @Nullable String prefix(Literal pattern) {
            String text = pattern.kind() == Lexer.Kind.STRING ? pattern.value() : null;
            if (text == null) {
                return null;
            }
            int end = 0;
            while (end < text.length() && "%_\\".indexOf(text.charAt(end)) < 0) {
                char c = text.charAt(end);
                if (c < ' ' || c > '~') {
                    return null;
                }
                end++;
            }
            String prefix = text.substring(0, end).stripTrailing();
            return prefix.isEmpty() ? null : prefix;
        }
    }
}
