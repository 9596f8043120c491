package io.nearside.node.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.proxy.footprint.ColumnSet;
import io.nearside.proxy.footprint.Comparison;
import io.nearside.proxy.footprint.Row;
import io.nearside.proxy.footprint.RowCondition;
import io.nearside.proxy.footprint.RowCondition.AllOf;
import io.nearside.proxy.footprint.RowCondition.AnyOf;
import io.nearside.proxy.footprint.RowCondition.Fixed;
import io.nearside.proxy.footprint.RowCondition.NullTest;
import io.nearside.proxy.footprint.RowCondition.OneOf;
import io.nearside.proxy.footprint.RowCondition.StartsWith;
import io.nearside.proxy.footprint.RowCondition.Within;
import io.nearside.proxy.footprint.TableFootprint;
import io.nearside.proxy.footprint.TableName;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FootprintFormTest {
    private static final TableName T = new TableName("s", "t");
    private static final List<String> COLUMNS = List.of("id", "name", "größe");

    private static @Nullable List<TableFootprint> decode(byte[] bytes) {
        return FootprintForm.decode(bytes, 0, bytes.length);
    }

    private static @Nullable List<TableFootprint> again(RowCondition condition) {
        return decode(FootprintForm.encode(List.of(footprint(condition))));
    }

    private static TableFootprint footprint(RowCondition condition) {
        return new TableFootprint(T, COLUMNS, ColumnSet.of(List.of(0, 2)), condition);
    }

    @Property(tries = 300)
    void whatIsWrittenIsReadBack(@ForAll("lists") List<TableFootprint> tables) {
        assertThat(decode(FootprintForm.encode(tables))).isEqualTo(tables);
    }

    @Property(tries = 100)
    void isReadFromAPartOfAnArray(
            @ForAll("footprints") TableFootprint table, @ForAll @Size(max = 4) byte[] before, @ForAll byte[] after) {
        byte[] form = FootprintForm.encode(List.of(table));
        byte[] all = Arrays.copyOf(before, before.length + form.length + after.length);
        System.arraycopy(form, 0, all, before.length, form.length);
        System.arraycopy(after, 0, all, before.length + form.length, after.length);

        assertThat(FootprintForm.decode(all, before.length, form.length)).containsExactly(table);
    }

    @Property(tries = 200)
    void aPartOfTheBytesGivesNothing(@ForAll("footprints") TableFootprint table, @ForAll @IntRange(min = 1) int cut) {
        byte[] form = FootprintForm.encode(List.of(table));

        assertThat(FootprintForm.decode(form, 0, form.length - 1 - cut % form.length))
                .isNull();
    }

    @Property(tries = 100)
    void bytesThatAreLeftOverGiveNothing(@ForAll("footprints") TableFootprint table) {
        byte[] form = FootprintForm.encode(List.of(table));

        assertThat(decode(Arrays.copyOf(form, form.length + 1))).isNull();
    }

    @Property(tries = 1_000)
    void anyBytesGiveFootprintsThatWorkOrNothing(@ForAll byte[] bytes) {
        ask(decode(bytes));
    }

    @Property(tries = 2_000)
    void changedBytesGiveFootprintsThatWorkOrNothing(
            @ForAll("footprints") TableFootprint table, @ForAll @IntRange int at, @ForAll byte value) {
        byte[] form = FootprintForm.encode(List.of(table));
        form[at % form.length] = value;

        ask(decode(form));
    }

    /** Asks about rows of values of every kind: an exception would end the session that looks the result up. */
    private static void ask(@Nullable List<TableFootprint> tables) {
        for (TableFootprint table : tables == null ? List.<TableFootprint>of() : tables) {
            for (Object value : List.of(1L, new BigDecimal("0.5"), "2026-11-23", new byte[] {1}, Row.UNKNOWN)) {
                Row row = new Row(
                        table.columns(),
                        Collections.nCopies(table.columns().size(), value).toArray());
                boolean unusedOfInsert = table.mayBeAffectedBy(null, row);
                boolean unusedOfUpdate = table.mayBeAffectedBy(row, row);
            }
            boolean unused = table.equality().isPresent();
        }
    }

    @Test
    void aValueOfTheWrongKindGivesNothing() {
        assertThat(again(new Within(0, Comparison.NUMBER, "a", null))).isNull();
        assertThat(again(new Within(0, Comparison.NUMBER, null, "a"))).isNull();
        assertThat(again(new Within(0, Comparison.DATE, 1L, null))).isNull();
        assertThat(again(new OneOf(0, Comparison.NUMBER, Set.of("5"), false))).isNull();
        assertThat(again(new OneOf(0, Comparison.TEXT, Set.of(5L), false))).isNull();
    }

    /** It would equal no value's key, and so miss a change. */
    @Test
    void aNumberThatIsNoKeyGivesNothing() {
        assertThat(again(new OneOf(0, Comparison.NUMBER, Set.of(new BigDecimal("5")), false)))
                .isNull();
        assertThat(again(new OneOf(0, Comparison.NUMBER, Set.of(new BigDecimal("0.50")), false)))
                .isNull();
        assertThat(again(new OneOf(0, Comparison.NUMBER, Set.of(new BigDecimal("0.5")), false)))
                .isNotNull();
    }

    @Test
    void aComparisonThatCannotTellGivesNothing() {
        assertThat(again(new Within(1, Comparison.TEXT, "a", "b"))).isNull();
        assertThat(again(new StartsWith(0, Comparison.NUMBER, "5"))).isNull();
    }

    @Test
    void aColumnThatIsNotThereGivesNothing() {
        assertThat(again(new NullTest(2, true))).isNotNull();
        assertThat(again(new NullTest(3, true))).isNull();
        assertThat(again(new NullTest(-1, true))).isNull();
    }

    @Test
    void conditionsNestOnlySoDeep() {
        assertThat(again(nested(64))).isNotNull();
        assertThat(again(nested(65))).isNull();
    }

    private static RowCondition nested(int levels) {
        RowCondition condition = new NullTest(0, true);
        for (int i = 0; i < levels; i++) {
            condition = new AllOf(List.of(condition));
        }
        return condition;
    }

    @Provide
    Arbitrary<List<TableFootprint>> lists() {
        return footprints().list().ofMaxSize(3);
    }

    @Provide
    Arbitrary<TableFootprint> footprints() {
        Arbitrary<TableName> names = Combinators.combine(Arbitraries.of("s", "Schéma"), Arbitraries.of("t", "u"))
                .as(TableName::new);
        Arbitrary<ColumnSet> used = Arbitraries.oneOf(
                Arbitraries.just(ColumnSet.ALL),
                Arbitraries.integers().between(0, 2).set().ofMaxSize(3).map(ColumnSet::of));
        Arbitrary<TableFootprint> narrowed = Combinators.combine(names, used, conditions(3))
                .as((name, columns, condition) -> new TableFootprint(name, COLUMNS, columns, condition));
        return Arbitraries.oneOf(narrowed, names.map(TableFootprint::whole), names.map(TableFootprint::nameOnly));
    }

    private static Arbitrary<RowCondition> conditions(int depth) {
        Arbitrary<RowCondition> leaves = Arbitraries.oneOf(
                Arbitraries.<RowCondition>of(Fixed.ANY, Fixed.NONE), equalities(), ranges(), prefixes(), nullTests());
        if (depth == 0) {
            return leaves;
        }
        Arbitrary<List<RowCondition>> parts = conditions(depth - 1).list().ofMaxSize(3);
        return Arbitraries.oneOf(leaves, parts.map(AllOf::new), parts.map(AnyOf::new));
    }

    private static Arbitrary<Integer> columns() {
        return Arbitraries.integers().between(0, COLUMNS.size() - 1);
    }

    private static Arbitrary<Object> keys(Comparison comparison) {
        return (comparison == Comparison.NUMBER
                        ? Arbitraries.oneOf(
                                Arbitraries.longs().map(number -> (Object) number),
                                Arbitraries.bigDecimals().map(number -> (Object) number))
                        : texts().map(text -> (Object) text))
                .map(value -> comparison == Comparison.NUMBER ? requireNonNull(comparison.keyOf(value)) : value);
    }

    private static Arbitrary<RowCondition> equalities() {
        return Arbitraries.of(Comparison.values()).flatMap(comparison -> Combinators.combine(
                        columns(), keys(comparison).set().ofMaxSize(3), Arbitraries.of(true, false))
                .as((column, keys, orNull) -> new OneOf(column, comparison, keys, orNull)));
    }

    private static Arbitrary<RowCondition> ranges() {
        return Arbitraries.of(Comparison.NUMBER, Comparison.DATE, Comparison.DATETIME)
                .flatMap(comparison -> Combinators.combine(
                                columns(),
                                keys(comparison).injectNull(0.3),
                                keys(comparison).injectNull(0.3))
                        .as((column, low, high) -> new Within(column, comparison, low, high)));
    }

    private static Arbitrary<RowCondition> prefixes() {
        return Combinators.combine(columns(), Arbitraries.of(Comparison.TEXT, Comparison.BINARY_TEXT), texts())
                .as(StartsWith::new);
    }

    /** Of whole characters, as the origin sends them. */
    private static Arbitrary<String> texts() {
        return Arbitraries.strings().ofMaxLength(5).filter(text -> IntStream.range(0, text.length())
                .noneMatch(at -> Character.isSurrogate(text.charAt(at))));
    }

    private static Arbitrary<RowCondition> nullTests() {
        return Combinators.combine(columns(), Arbitraries.of(true, false)).as(NullTest::new);
    }
}
