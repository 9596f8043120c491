package io.nearside.proxy.sql;

import io.nearside.proxy.footprint.Comparison;
import io.nearside.proxy.footprint.RowCondition;
import java.math.BigDecimal;
import java.math.RoundingMode;
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

    /**
     * A column between two operands. Servers compare all three as one type: as floating point, under which neighbours fall
     * together, if one operand is such or a string.
     */
    record Range(Leaf low, Leaf high) implements ConditionTemplate {
        @Override
        public RowCondition bind(Bindings bindings) {
            RowCondition atLeast = low.bind(bindings);
            RowCondition atMost = high.bind(bindings);
            boolean known = atLeast != RowCondition.Fixed.ANY && atMost != RowCondition.Fixed.ANY;
            return known && (!low.type().isNumber() || low.isApproximate(bindings) == high.isApproximate(bindings))
                    ? new RowCondition.AllOf(List.of(atLeast, atMost))
                    : RowCondition.Fixed.ANY;
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
        private static final String WHOLE_SECOND = ".000000";

        public Leaf {
            operands = List.copyOf(operands);
        }

        /** The same condition on another column that has the same value. */
        Leaf on(int other) {
            return new Leaf(other, type, operator, operands);
        }

        /** Whether an operand is compared with numbers as floating point. */
        boolean isApproximate(Bindings bindings) {
            return operands.stream()
                    .flatMap(operand -> operand.in(bindings).stream())
                    .anyMatch(literal -> literal.kind() == Lexer.Kind.STRING || literal.kind() == Lexer.Kind.FLOAT);
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
            return operator == Operator.EQUAL && !addRoundings(comparison, keys)
                    ? RowCondition.Fixed.ANY
                    : condition(comparison, keys);
        }

        /**
         * Servers that look a value up by an index first round it to what the column can hold, and take what they find for
         * equal: {@code = 5.4} then finds 5. False if it is not known what the value may become.
         */
        private static boolean addRoundings(Comparison comparison, Set<Object> keys) {
            for (Object key : List.copyOf(keys)) {
                if (comparison == Comparison.DATETIME && !((String) key).endsWith(WHOLE_SECOND)) {
                    return false;
                }
                if (key instanceof BigDecimal number) {
                    for (int scale = 0; scale < number.scale(); scale++) {
                        addKey(comparison, number.setScale(scale, RoundingMode.HALF_UP), keys);
                        addKey(comparison, number.setScale(scale, RoundingMode.DOWN), keys);
                    }
                }
            }
            return true;
        }

        private static void addKey(Comparison comparison, BigDecimal number, Set<Object> keys) {
            Object key = comparison.keyOf(number);
            if (key != null) {
                keys.add(key);
            }
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
                end++;
            }
            if (Comparison.TEXT.keyOf(text.substring(0, end)) == null) {
                return null;
            }
            String prefix = text.substring(0, end).stripTrailing();
            return prefix.isEmpty() ? null : prefix;
        }
    }
}
