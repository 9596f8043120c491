package io.nearside.proxy.footprint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ComparisonTest {
    private static final Comparison NUMBER = Comparison.NUMBER;

    private static Object key(Comparison comparison, Object value) {
        return requireNonNull(comparison.keyOf(value));
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownValueMayEqualAnything(Comparison comparison) {
        assertThat(comparison.keyOf(Row.UNKNOWN)).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void aValueOfAKindThatIsNotComparedMayEqualAnything(Comparison comparison) {
        assertThat(comparison.keyOf(1.5)).isNull();
        assertThat(comparison.keyOf(true)).isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"TEXT", "BINARY_TEXT", "DATE", "DATETIME", "BYTES"})
    void aNumberHasAKeyAmongNumbersOnly(Comparison comparison) {
        assertThat(comparison.keyOf(5L)).isNull();
        assertThat(comparison.keyOf(new BigDecimal("5"))).isNull();
    }

    @Test
    void textHasNoKeyAmongNumbersAndBytes() {
        assertThat(NUMBER.keyOf("5")).isNull();
        assertThat(Comparison.BYTES.keyOf("5")).isNull();
        assertThat(NUMBER.keyOf(new byte[] {'5'})).isNull();
        assertThat(Comparison.TEXT.keyOf(new byte[] {'5'})).isNull();
        assertThat(Comparison.BINARY_TEXT.keyOf(new byte[] {'5'})).isNull();
        assertThat(Comparison.DATE.keyOf("2026-11-23".getBytes(StandardCharsets.US_ASCII)))
                .isNull();
        assertThat(Comparison.DATETIME.keyOf("2026-11-23".getBytes(StandardCharsets.US_ASCII)))
                .isNull();
    }

    /** Numbers that are equal, in all the ways in which they can be written. */
    static Stream<List<Object>> equalNumbers() {
        return Stream.of(
                List.of(
                        0L,
                        new BigDecimal("0"),
                        new BigDecimal("0.00"),
                        new BigDecimal("-0.0"),
                        new BigDecimal("0E+30")),
                List.of(100L, new BigDecimal("1E+2"), new BigDecimal("100"), new BigDecimal("100.000")),
                List.of(-7L, new BigDecimal("-7.0")),
                List.of(Long.MAX_VALUE, new BigDecimal("9223372036854775807"), new BigDecimal("9223372036854775807.0")),
                List.of(Long.MIN_VALUE, new BigDecimal("-9223372036854775808"), BigDecimal.valueOf(Long.MIN_VALUE)),
                List.of(1_000_000_000_000_000_000L, new BigDecimal("1E+18"), new BigDecimal("1000000000000000000.00")),
                List.of(new BigDecimal("1E+19"), new BigDecimal("10000000000000000000"), new BigDecimal("10E+18")),
                List.of(new BigDecimal("9223372036854775808"), new BigDecimal("9223372036854775808.000")),
                List.of(new BigDecimal("-9223372036854775809"), new BigDecimal("-9223372036854775809.0")),
                List.of(new BigDecimal("18446744073709551615"), new BigDecimal("18446744073709551615.0")),
                List.of(new BigDecimal("0.5"), new BigDecimal("0.50"), new BigDecimal("5E-1")),
                List.of(new BigDecimal("1E-30"), new BigDecimal("0.000000000000000000000000000001")));
    }

    @ParameterizedTest
    @MethodSource
    void equalNumbers(List<Object> written) {
        Object first = key(NUMBER, written.get(0));
        for (Object other : written) {
            assertThat(key(NUMBER, other)).isEqualTo(first).hasSameHashCodeAs(first);
            assertThat(NUMBER.compare(first, key(NUMBER, other))).isZero();
        }
    }

    @Test
    void aNumberThatFitsIsALong() {
        assertThat(key(NUMBER, new BigDecimal("9223372036854775807"))).isEqualTo(Long.MAX_VALUE);
        assertThat(key(NUMBER, new BigDecimal("-9223372036854775808"))).isEqualTo(Long.MIN_VALUE);
        assertThat(key(NUMBER, new BigDecimal("9223372036854775808"))).isInstanceOf(BigDecimal.class);
        assertThat(key(NUMBER, new BigDecimal("-9223372036854775809"))).isInstanceOf(BigDecimal.class);
        assertThat(key(NUMBER, new BigDecimal("0.5"))).isEqualTo(new BigDecimal("0.5"));
    }

    @Test
    @Timeout(20)
    void aVeryLargeExponentIsNotWrittenOut() {
        assertThat(key(NUMBER, new BigDecimal("1E+2000000000"))).isEqualTo(new BigDecimal("1E+2000000000"));
        assertThat(key(NUMBER, new BigDecimal("1E-2000000000"))).isEqualTo(new BigDecimal("1E-2000000000"));
        assertThat(key(NUMBER, new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE)))
                .isInstanceOf(BigDecimal.class);
        assertThat(NUMBER.compare(key(NUMBER, new BigDecimal("1E+2000000000")), Long.MAX_VALUE))
                .isPositive();
    }

    @Property(tries = 100)
    void keysOfNumbersAreEqualExactlyWhenTheNumbersAre(
            @ForAll("decimals") BigDecimal one, @ForAll("decimals") BigDecimal other) {
        Object left = key(NUMBER, one);
        Object right = key(NUMBER, other);

        assertThat(left.equals(right)).isEqualTo(one.compareTo(other) == 0);
        assertThat(Integer.signum(NUMBER.compare(left, right))).isEqualTo(one.compareTo(other));
    }

    @Property(tries = 100)
    void aNumberIsTheSameAsALongAndAsADecimalOfAnyScale(
            @ForAll @LongRange(min = Long.MIN_VALUE) long number, @ForAll @IntRange(max = 30) int zeros) {
        assertThat(key(NUMBER, BigDecimal.valueOf(number).setScale(zeros))).isEqualTo(number);
        assertThat(key(NUMBER, number)).isEqualTo(number);
    }

    @Provide
    Arbitrary<BigDecimal> decimals() {
        Arbitrary<BigInteger> digits = Arbitraries.oneOf(
                Arbitraries.integers().between(-20, 20).map(BigInteger::valueOf),
                Arbitraries.longs().map(BigInteger::valueOf),
                Arbitraries.of(Long.MAX_VALUE, Long.MIN_VALUE)
                        .map(BigInteger::valueOf)
                        .flatMap(edge ->
                                Arbitraries.integers().between(-2, 2).map(more -> edge.add(BigInteger.valueOf(more)))));
        return Combinators.combine(digits, Arbitraries.integers().between(-4, 4))
                .as(BigDecimal::new);
    }

    @Test
    void numbersAreOrderedByValueWhateverTheyAreKeptAs() {
        BigDecimal beyond = new BigDecimal("9223372036854775808");

        assertThat(NUMBER.compare(1L, 2L)).isNegative();
        assertThat(NUMBER.compare(2L, 1L)).isPositive();
        assertThat(NUMBER.compare(beyond, Long.MAX_VALUE)).isPositive();
        assertThat(NUMBER.compare(Long.MAX_VALUE, beyond)).isNegative();
        assertThat(NUMBER.compare(1L, new BigDecimal("1.5"))).isNegative();
        assertThat(NUMBER.compare(new BigDecimal("1.5"), new BigDecimal("1.25")))
                .isPositive();
    }

    @Property(tries = 100)
    void caseAndTrailingBlanksMakeNoDifferenceToText(
            @ForAll("printable") String text, @ForAll @IntRange(max = 3) int blanks) {
        Object expected = key(Comparison.TEXT, text);

        assertThat(Comparison.TEXT.keyOf(text.toUpperCase(Locale.ROOT) + " ".repeat(blanks)))
                .isEqualTo(expected);
        assertThat(Comparison.TEXT.keyOf(text.toLowerCase(Locale.ROOT))).isEqualTo(expected);
    }

    @Property(tries = 100)
    void textsThatDifferOtherwiseHaveTheirOwnKeys(@ForAll("printable") String one, @ForAll("printable") String other) {
        boolean same = one.stripTrailing().equalsIgnoreCase(other.stripTrailing());

        assertThat(key(Comparison.TEXT, one).equals(key(Comparison.TEXT, other)))
                .isEqualTo(same);
    }

    @Provide
    Arbitrary<String> printable() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(8),
                Arbitraries.strings().withChars("aA b").ofMaxLength(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "abcß", "a\u0301", "\u200b", "a\tb", "\u001f", "a\u007f", "ａ", "x\0"})
    void textThatIsNotPrintableAsciiMayEqualAnything(String text) {
        assertThat(Comparison.TEXT.keyOf(text)).isNull();
    }

    @Test
    void theFirstAndTheLastPrintableCharactersHaveKeys() {
        assertThat(Comparison.TEXT.keyOf(" !")).isEqualTo(" !");
        assertThat(Comparison.TEXT.keyOf("~ ")).isEqualTo("~");
        assertThat(Comparison.TEXT.keyOf("   ")).isEqualTo("");
        assertThat(Comparison.TEXT.keyOf("")).isEqualTo("");
    }

    @Property(tries = 100)
    void binaryTextDiffersInAnythingButTrailingBlanks(
            @ForAll @StringLength(max = 6) String one, @ForAll @StringLength(max = 6) String other) {
        Comparison binary = Comparison.BINARY_TEXT;

        assertThat(binary.keyOf(one + "  ")).isEqualTo(binary.keyOf(one));
        assertThat(key(binary, one + "x").equals(key(binary, other + "x"))).isEqualTo(one.equals(other));
        assertThat(binary.keyOf("A")).isNotEqualTo(binary.keyOf("a"));
        assertThat(binary.keyOf("é ")).isEqualTo("é");
    }

    @Property(tries = 100)
    void bytesDifferInAnythingButTrailingZeros(@ForAll byte[] one, @ForAll byte[] other) {
        Comparison bytes = Comparison.BYTES;
        byte[] filled = Arrays.copyOf(one, one.length + 3);

        assertThat(bytes.keyOf(filled)).isEqualTo(bytes.keyOf(one));
        assertThat(key(bytes, ended(one)).equals(key(bytes, ended(other)))).isEqualTo(Arrays.equals(one, other));
        assertThat(bytes.keyOf(new byte[] {(byte) 0xff, 0, ' ', 0})).isEqualTo("\u00ff\0 ");
    }

    private static byte[] ended(byte[] bytes) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = 1;
        return longer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000-01-01", "2024-02-29", "2026-11-23", "9999-12-31"})
    void aDayThatExistsIsItsOwnKeyAndItsMidnight(String day) {
        assertThat(Comparison.DATE.keyOf(day)).isEqualTo(day);
        assertThat(Comparison.DATETIME.keyOf(day)).isEqualTo(day + " 00:00:00.000000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "0000-00-00", "0999-12-31", "2026-00-10", "2026-10-00", "2026-02-29", "2026-13-01", "2026-11-31",
                "26-11-23", "2026-1-23", "2026-11-3", "20261123", "2026/11/23", " 2026-11-23", "2026-11-23 ",
                        "2026-11-233",
                "+2026-11-23", "today"
            })
    void whatIsNoDayMayEqualAnyDay(String text) {
        assertThat(Comparison.DATE.keyOf(text)).isNull();
        assertThat(Comparison.DATETIME.keyOf(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-23 00:00:00", "2026-11-23 23:59:59", "2026-11-23 19:10:05"})
    void aMomentHasSixDigitsOfItsFraction(String moment) {
        assertThat(Comparison.DATETIME.keyOf(moment)).isEqualTo(moment + ".000000");
        assertThat(Comparison.DATETIME.keyOf(moment + ".5")).isEqualTo(moment + ".500000");
        assertThat(Comparison.DATETIME.keyOf(moment + ".500")).isEqualTo(moment + ".500000");
        assertThat(Comparison.DATETIME.keyOf(moment + ".123456")).isEqualTo(moment + ".123456");
        assertThat(Comparison.DATE.keyOf(moment)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T10:00:00", "2026-11-23 24:00:00", "2026-11-23 10:60:00", "2026-11-23 10:00:60",
                "2026-11-23 10:00", "2026-11-23 1:00:00", "2026-11-23 10:00:00.", "2026-11-23 10:00:00.1234567",
                "2026-11-23 10:00:00Z", "2026-02-30 10:00:00", "2026-11-2310:00:00", "2026-11-23 10:00:00 "
            })
    void whatIsNoMomentMayEqualAnyMoment(String text) {
        assertThat(Comparison.DATETIME.keyOf(text)).isNull();
    }

    @Property(tries = 100)
    void momentsAreOrderedAsTheirKeys(
            @ForAll @LongRange(max = 3_000_000) long one, @ForAll @LongRange(max = 3_000_000) long other) {
        Object left = key(Comparison.DATETIME, moment(one));
        Object right = key(Comparison.DATETIME, moment(other));

        assertThat(Integer.signum(Comparison.DATETIME.compare(left, right))).isEqualTo(Long.compare(one, other));
    }

    private static String moment(long seconds) {
        Duration since = Duration.ofSeconds(seconds);
        return String.format(
                Locale.ROOT,
                "2026-%02d-%02d %02d:%02d:%02d",
                1 + since.toDays() / 28,
                1 + since.toDays() % 28,
                since.toHoursPart(),
                since.toMinutesPart(),
                since.toSecondsPart());
    }

    @Test
    void onlyNumbersAndTimesAreOrderedAsTheirKeys() {
        assertThat(Stream.of(Comparison.values()).filter(Comparison::isOrdered))
                .containsExactly(NUMBER, Comparison.DATE, Comparison.DATETIME);
        assertThat(Comparison.DATE.compare("2026-11-22", "2026-11-23")).isNegative();
    }

    @Test
    void onlyTextHasPrefixes() {
        assertThat(Stream.of(Comparison.values()).filter(Comparison::hasPrefixes))
                .containsExactly(Comparison.TEXT, Comparison.BINARY_TEXT);
    }

    @Test
    void keysOfTwoComparisonsCannotBeCompared() {
        @Nullable Object text = Comparison.DATE.keyOf("2026-11-23");

        assertThatThrownBy(() -> NUMBER.compare(1L, requireNonNull(text))).isInstanceOf(ClassCastException.class);
    }
}
