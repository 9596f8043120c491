package io.nearside.proxy.footprint;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A condition on single rows, on the safe side: it holds for every row that meets what was written in the statement, and may
 * hold for more. Immutable.
 */
public sealed interface RowCondition {
    /** More values than this are not looked up one by one. */
    int MOST_LOOKED_UP = 64;

    boolean mayHoldFor(Row row);

    /** Values of one column of which every row has one for which this holds; not if there are too many, or NULL is one. */
    default Optional<OneOf> equality() {
        return Optional.empty();
    }

    /** About how many values are held, for bounding memory. */
    int size();

    /** A condition that does not look at the row. */
    enum Fixed implements RowCondition {
        /** Holds for every row. */
        ANY,
        /** Holds for no row. */
        NONE;

        @Override
        public boolean mayHoldFor(Row row) {
            return this == ANY;
        }

        @Override
        public int size() {
            return 0;
        }
    }

    /** All parts hold. */
    record AllOf(List<RowCondition> parts) implements RowCondition {
        public AllOf {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean mayHoldFor(Row row) {
            for (RowCondition part : parts) {
                if (!part.mayHoldFor(row)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public Optional<OneOf> equality() {
            return parts.stream().flatMap(part -> part.equality().stream()).findFirst();
        }

        @Override
        public int size() {
            return parts.stream().mapToInt(RowCondition::size).sum();
        }
    }

    /** At least one part holds. */
    record AnyOf(List<RowCondition> parts) implements RowCondition {
        public AnyOf {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean mayHoldFor(Row row) {
            for (RowCondition part : parts) {
                if (part.mayHoldFor(row)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public int size() {
            return parts.stream().mapToInt(RowCondition::size).sum();
        }
    }

    /**
     * The column's value is one of these.
     *
     * @param keys as {@link Comparison#keyOf} makes them
     * @param orNull whether NULL is one of them too
     */
    record OneOf(int column, Comparison comparison, Set<Object> keys, boolean orNull) implements RowCondition {
        public OneOf {
            keys = Set.copyOf(keys);
        }

        @Override
        public boolean mayHoldFor(Row row) {
            Object value = row.value(column);
            if (value == null) {
                return orNull;
            }
            Object key = comparison.keyOf(value);
            return key == null || keys.contains(key);
        }

        @Override
        public Optional<OneOf> equality() {
            return orNull || keys.size() > MOST_LOOKED_UP ? Optional.empty() : Optional.of(this);
        }

        @Override
        public int size() {
            return keys.size();
        }
    }

    /**
     * The column's value lies between these, both included.
     *
     * @param low the least, null for no bound
     * @param high the greatest, null for no bound
     */
    record Within(int column, Comparison comparison, @Nullable Object low, @Nullable Object high)
            implements RowCondition {
        @Override
        public boolean mayHoldFor(Row row) {
            Object value = row.value(column);
            if (value == null) {
                return false;
            }
            Object key = comparison.keyOf(value);
            return key == null
                    || ((low == null || comparison.compare(low, key) <= 0)
                            && (high == null || comparison.compare(key, high) <= 0));
        }

        @Override
        public int size() {
            return 2;
        }
    }

    /** The column's value begins with this text. */
    record StartsWith(int column, Comparison comparison, String prefix) implements RowCondition {
        @Override
        public boolean mayHoldFor(Row row) {
            Object value = row.value(column);
            if (value == null) {
                return false;
            }
            Object key = comparison.keyOf(value);
            return key == null || ((String) key).startsWith(prefix);
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /** The column's value is NULL, or is not. */
    record NullTest(int column, boolean isNull) implements RowCondition {
        @Override
        public boolean mayHoldFor(Row row) {
            Object value = row.value(column);
            return value == Row.UNKNOWN || (value == null) == isNull;
        }

        @Override
        public int size() {
            return 1;
        }
    }
}
