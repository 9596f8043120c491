package io.nearside.proxy.footprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.proxy.footprint.RowCondition.AllOf;
import io.nearside.proxy.footprint.RowCondition.AnyOf;
import io.nearside.proxy.footprint.RowCondition.Fixed;
import io.nearside.proxy.footprint.RowCondition.NullTest;
import io.nearside.proxy.footprint.RowCondition.OneOf;
import io.nearside.proxy.footprint.RowCondition.StartsWith;
import io.nearside.proxy.footprint.RowCondition.Within;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RowConditionTest {
    private static final List<String> COLUMNS = List.of("id", "name");
    private static final OneOf ID_5 = new OneOf(0, Comparison.NUMBER, Set.of(5L), false);
    private static final OneOf NAME_A = new OneOf(1, Comparison.TEXT, Set.of("a"), false);

    private static Row row(@Nullable Object id, @Nullable Object name) {
        return new Row(COLUMNS, id, name);
    }

    @Test
    void fixedConditionsDoNotLookAtTheRow() {
        assertThat(Fixed.ANY.mayHoldFor(row(null, null))).isTrue();
        assertThat(Fixed.NONE.mayHoldFor(row(Row.UNKNOWN, Row.UNKNOWN))).isFalse();
        assertThat(Fixed.ANY.equality()).isEmpty();
        assertThat(Fixed.NONE.equality()).isEmpty();
        assertThat(Fixed.ANY.size()).isZero();
    }

    @Test
    void equalityHoldsForItsValuesInAnyForm() {
        OneOf values = new OneOf(1, Comparison.TEXT, Set.of("a", "b"), false);

        assertThat(values.mayHoldFor(row(1L, "A "))).isTrue();
        assertThat(values.mayHoldFor(row(1L, "b"))).isTrue();
        assertThat(values.mayHoldFor(row(1L, "c"))).isFalse();
        assertThat(values.mayHoldFor(row(1L, null))).isFalse();
    }

    @Test
    void equalityHoldsForWhatIsUnknownOrHasNoKey() {
        assertThat(NAME_A.mayHoldFor(row(1L, Row.UNKNOWN))).isTrue();
        assertThat(NAME_A.mayHoldFor(row(1L, "ä"))).isTrue();
        assertThat(ID_5.mayHoldFor(row("5", "a"))).isTrue();
    }

    @Test
    void equalityWithNullHoldsForNull() {
        OneOf orNull = new OneOf(0, Comparison.NUMBER, Set.of(5L), true);

        assertThat(orNull.mayHoldFor(row(null, "a"))).isTrue();
        assertThat(orNull.mayHoldFor(row(5L, "a"))).isTrue();
        assertThat(orNull.mayHoldFor(row(6L, "a"))).isFalse();
    }

    @Test
    void equalityWithNullIsNotLookedUp() {
        assertThat(new OneOf(0, Comparison.NUMBER, Set.of(5L), true).equality()).isEmpty();
        assertThat(ID_5.equality()).contains(ID_5);
    }

    @Test
    void tooManyValuesAreNotLookedUp() {
        assertThat(oneOf(RowCondition.MOST_LOOKED_UP).equality()).isPresent();
        assertThat(oneOf(RowCondition.MOST_LOOKED_UP + 1).equality()).isEmpty();
        assertThat(oneOf(3).size()).isEqualTo(3);
    }

    private static OneOf oneOf(int values) {
        Set<Object> keys = LongStream.range(0, values).boxed().collect(Collectors.toSet());
        return new OneOf(0, Comparison.NUMBER, keys, false);
    }

    @Property(tries = 300)
    void aRangeIncludesItsBounds(
            @ForAll @LongRange(min = -3, max = 3) long low,
            @ForAll @LongRange(min = -3, max = 3) long high,
            @ForAll @LongRange(min = -4, max = 4) long value) {
        Row row = row(value, "a");

        assertThat(new Within(0, Comparison.NUMBER, low, high).mayHoldFor(row))
                .isEqualTo(low <= value && value <= high);
        assertThat(new Within(0, Comparison.NUMBER, low, null).mayHoldFor(row)).isEqualTo(low <= value);
        assertThat(new Within(0, Comparison.NUMBER, null, high).mayHoldFor(row)).isEqualTo(value <= high);
        assertThat(new Within(0, Comparison.NUMBER, null, null).mayHoldFor(row)).isTrue();
    }

    @Test
    void aRangeHoldsForWhatIsUnknownOrHasNoKeyButNotForNull() {
        Within range = new Within(0, Comparison.NUMBER, 1L, 2L);

        assertThat(range.mayHoldFor(row(Row.UNKNOWN, "a"))).isTrue();
        assertThat(range.mayHoldFor(row(7.5, "a"))).isTrue();
        assertThat(range.mayHoldFor(row(null, "a"))).isFalse();
        assertThat(range.equality()).isEmpty();
        assertThat(range.size()).isEqualTo(2);
    }

    @Test
    void aPrefixIsComparedWithKeys() {
        StartsWith prefix = new StartsWith(1, Comparison.TEXT, "ab");

        assertThat(prefix.mayHoldFor(row(1L, "ABC"))).isTrue();
        assertThat(prefix.mayHoldFor(row(1L, "ab"))).isTrue();
        assertThat(prefix.mayHoldFor(row(1L, "a"))).isFalse();
        assertThat(prefix.mayHoldFor(row(1L, "xab"))).isFalse();
        assertThat(prefix.mayHoldFor(row(1L, null))).isFalse();
        assertThat(prefix.mayHoldFor(row(1L, "áb"))).isTrue();
        assertThat(prefix.mayHoldFor(row(1L, Row.UNKNOWN))).isTrue();
        assertThat(prefix.equality()).isEmpty();
        assertThat(prefix.size()).isEqualTo(1);
    }

    @Test
    void nullIsToldFromValuesAndFromTheUnknown() {
        NullTest isNull = new NullTest(0, true);
        NullTest isNotNull = new NullTest(0, false);

        assertThat(isNull.mayHoldFor(row(null, "a"))).isTrue();
        assertThat(isNull.mayHoldFor(row(1L, "a"))).isFalse();
        assertThat(isNull.mayHoldFor(row(Row.UNKNOWN, "a"))).isTrue();
        assertThat(isNotNull.mayHoldFor(row(null, "a"))).isFalse();
        assertThat(isNotNull.mayHoldFor(row(1L, "a"))).isTrue();
        assertThat(isNotNull.mayHoldFor(row(Row.UNKNOWN, "a"))).isTrue();
        assertThat(isNull.equality()).isEmpty();
        assertThat(isNull.size()).isEqualTo(1);
    }

    @Test
    void allOfHoldsWhenEveryPartDoes() {
        AllOf both = new AllOf(List.of(ID_5, NAME_A));

        assertThat(both.mayHoldFor(row(5L, "a"))).isTrue();
        assertThat(both.mayHoldFor(row(5L, "b"))).isFalse();
        assertThat(both.mayHoldFor(row(6L, "a"))).isFalse();
        assertThat(new AllOf(List.of()).mayHoldFor(row(6L, "a"))).isTrue();
        assertThat(both.size()).isEqualTo(2);
    }

    @Test
    void allOfIsLookedUpByItsFirstEquality() {
        AllOf conditions = new AllOf(List.of(new NullTest(0, false), NAME_A, ID_5));

        assertThat(conditions.equality()).contains(NAME_A);
        assertThat(new AllOf(List.of(new NullTest(0, false))).equality()).isEmpty();
    }

    @Test
    void anyOfHoldsWhenOnePartDoesAndIsNotLookedUp() {
        AnyOf either = new AnyOf(List.of(ID_5, NAME_A));

        assertThat(either.mayHoldFor(row(5L, "b"))).isTrue();
        assertThat(either.mayHoldFor(row(6L, "a"))).isTrue();
        assertThat(either.mayHoldFor(row(6L, "b"))).isFalse();
        assertThat(new AnyOf(List.of()).mayHoldFor(row(5L, "a"))).isFalse();
        assertThat(either.equality()).isEmpty();
        assertThat(either.size()).isEqualTo(2);
    }
}
