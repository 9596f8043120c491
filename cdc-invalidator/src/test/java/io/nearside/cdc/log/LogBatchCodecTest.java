package io.nearside.cdc.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.cdc.log.RowImage.Omitted;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.Test;

class LogBatchCodecTest {
    /** Records compare byte arrays by identity; the round trip is of what is in them. */
    private static final RecursiveComparisonConfiguration BY_CONTENT = RecursiveComparisonConfiguration.builder()
            .withStrictTypeChecking(true)
            .build();

    @Property(tries = 500)
    void decodesWhatItEncoded(@ForAll("batches") LogBatch batch) {
        LogBatch decoded = LogBatchCodec.decode(LogBatchCodec.encode(batch));

        assertThat(decoded).usingRecursiveComparison(BY_CONTENT).isEqualTo(batch);
    }

    @Property(tries = 300)
    void refusesBytesCutShort(@ForAll("batches") LogBatch batch, @ForAll @IntRange(max = 100_000) int cut) {
        byte[] bytes = LogBatchCodec.encode(batch);

        assertThatThrownBy(() -> LogBatchCodec.decode(Arrays.copyOf(bytes, cut % bytes.length)))
                .isInstanceOf(MalformedBatchException.class);
    }

    @Property(tries = 1000)
    void refusesRandomBytesClearly(@ForAll byte[] bytes) {
        byte[] versioned = bytes.clone();
        if (versioned.length > 0) {
            versioned[0] = LogBatchCodec.VERSION;
        }

        decodeOrRefuse(bytes);
        decodeOrRefuse(versioned);
    }

    @Property(tries = 500)
    void survivesAnyChangedByte(@ForAll("batches") LogBatch batch, @ForAll int place, @ForAll byte value) {
        byte[] bytes = LogBatchCodec.encode(batch);
        bytes[Math.floorMod(place, bytes.length)] = value;

        decodeOrRefuse(bytes);
    }

    /** Anything but the one exception fails the test. */
    private static void decodeOrRefuse(byte[] bytes) {
        try {
            assertThat(LogBatchCodec.decode(bytes)).isNotNull();
        } catch (MalformedBatchException e) {
            assertThat(e).hasMessageMatching(".{5,}");
        }
    }

    @Test
    void namesTheVersionItCannotRead() {
        assertThatThrownBy(() -> LogBatchCodec.decode(new byte[] {9, 1, 2, 3}))
                .isInstanceOf(MalformedBatchException.class)
                .hasMessage("log batch of version 9, this build reads 1");
    }

    @Test
    void spellsOutRepeatedNamesOnce() {
        ChangeRecord record = ChangeRecord.of(
                ChangeKind.ROWS_UNKNOWN,
                new ChangedTable("a_rather_long_schema", "a_rather_long_table"),
                "gtid",
                "why");
        LogBatch batch = new LogBatch(
                1,
                1,
                1,
                1,
                OriginPosition.UNKNOWN,
                OriginPosition.UNKNOWN,
                java.util.Collections.nCopies(100, record),
                null);

        assertThat(LogBatchCodec.encode(batch)).hasSizeLessThan(100 * 8);
    }

    @Provide
    static Arbitrary<LogBatch> batches() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, Long.MAX_VALUE),
                        Arbitraries.integers().between(0, LogPosition.LAST_TERM),
                        Arbitraries.longs(),
                        Arbitraries.longs().greaterOrEqual(0),
                        positions(),
                        positions(),
                        records().list().ofMaxSize(6),
                        Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
                                .as(Watermark::new)
                                .injectNull(0.5))
                .as(LogBatch::new);
    }

    private static Arbitrary<OriginPosition> positions() {
        return Combinators.combine(names(), names(), Arbitraries.longs().greaterOrEqual(0), names())
                .as(OriginPosition::new);
    }

    private static Arbitrary<ChangeRecord> records() {
        return Combinators.combine(
                        Arbitraries.of(ChangeKind.class),
                        names(),
                        names(),
                        images().injectNull(0.4),
                        images().injectNull(0.4),
                        names(),
                        names())
                .as((kind, schema, table, before, after, gtid, cause) -> new ChangeRecord(
                        kind,
                        kind == ChangeKind.EVERYTHING ? null : new ChangedTable(schema, table),
                        before,
                        after,
                        gtid,
                        cause));
    }

    /** Few names, so that they repeat. */
    private static Arbitrary<String> names() {
        return Arbitraries.of("", "a", "employees", "gehälter", "社員", "0-1-17").edgeCases(c -> c.none());
    }

    private static Arbitrary<RowImage> images() {
        return Arbitraries.maps(Arbitraries.strings().alpha().ofMaxLength(3), values())
                .ofMaxSize(5)
                .map(LogBatchCodecTest::image);
    }

    private static RowImage image(Map<String, Object> values) {
        RowImage.Builder image = RowImage.builder();
        values.forEach(image::set);
        return image.set("always null", null).build();
    }

    private static Arbitrary<Object> values() {
        Arbitrary<Object> omitted = Arbitraries.just(Omitted.OMITTED);
        return Arbitraries.oneOf(List.of(
                Arbitraries.of(true, false).asGeneric(),
                Arbitraries.longs().asGeneric(),
                Arbitraries.doubles().asGeneric(),
                Arbitraries.bigDecimals()
                        .ofScale(7)
                        .map(LogBatchCodecTest::large)
                        .asGeneric(),
                Arbitraries.strings().excludeChars(surrogates()).asGeneric(),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(20).asGeneric(),
                omitted));
    }

    private static BigDecimal large(BigDecimal number) {
        return number.scaleByPowerOfTen(number.intValue() % 40);
    }

    private static char[] surrogates() {
        char[] all = new char[Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1];
        for (int i = 0; i < all.length; i++) {
            all[i] = (char) (Character.MIN_SURROGATE + i);
        }
        return all;
    }
}
