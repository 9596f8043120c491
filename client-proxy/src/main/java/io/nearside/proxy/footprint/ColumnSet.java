package io.nearside.proxy.footprint;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Columns of one table, by position from 0: some of them, or all there are. Immutable. */
public final class ColumnSet {
    /** Every column. */
    public static final ColumnSet ALL = new ColumnSet(null);

    private final @Nullable BitSet positions;

    private ColumnSet(@Nullable BitSet positions) {
        this.positions = positions;
    }

    public static ColumnSet of(Collection<Integer> positions) {
        BitSet set = new BitSet();
        positions.forEach(set::set);
        return new ColumnSet(set);
    }

    public boolean isAll() {
        return positions == null;
    }

    /** The positions in ascending order; not for {@link #ALL}. */
    public IntStream positions() {
        if (positions == null) {
            throw new IllegalStateException("all columns have no list");
        }
        return positions.stream();
    }

    /** Whether an update from one row to the other may have changed any of these columns; both are of the same columns. */
    boolean mayDiffer(Row before, Row after) {
        BitSet set = positions;
        if (set == null) {
            return true;
        }
        for (int column = set.nextSetBit(0); column >= 0; column = set.nextSetBit(column + 1)) {
            if (mayDiffer(before.value(column), after.value(column))) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayDiffer(@Nullable Object before, @Nullable Object after) {
        if (before == Row.UNKNOWN || after == Row.UNKNOWN) {
            return true;
        }
        return (before instanceof byte[] left && after instanceof byte[] right)
                ? !Arrays.equals(left, right)
                : !Objects.equals(before, after);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ColumnSet that && Objects.equals(positions, that.positions);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(positions);
    }

    @Override
    public String toString() {
        return positions == null ? "all" : positions.toString();
    }
}
