package io.nearside.node.validity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.RowImage;
import io.nearside.cdc.log.Watermark;
import io.nearside.node.log.TestingLogSource;
import io.nearside.proxy.footprint.ColumnSet;
import io.nearside.proxy.footprint.Comparison;
import io.nearside.proxy.footprint.RowCondition;
import io.nearside.proxy.footprint.RowCondition.AllOf;
import io.nearside.proxy.footprint.RowCondition.AnyOf;
import io.nearside.proxy.footprint.RowCondition.NullTest;
import io.nearside.proxy.footprint.RowCondition.OneOf;
import io.nearside.proxy.footprint.RowCondition.StartsWith;
import io.nearside.proxy.footprint.RowCondition.Within;
import io.nearside.proxy.footprint.TableFootprint;
import io.nearside.proxy.footprint.TableName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * Stamps on random footprints and random changes, against an oracle that keeps every record and asks each footprint about each:
 * a stamp never holds when the oracle says that it is affected, and holds whenever it is not, as long as nothing had to be
 * forgotten.
 */
final class ValidityPropertyTest {
    private static final Bounds AMPLE = new Bounds(100, 64, 100, 100, 1 << 10, 1 << 30, 1 << 10);

    @Property(tries = 150)
    void aStampHoldsExactlyWhenNoRecordAffectsIt(@ForAll long seed) {
        World world = new World(new Random(seed), AMPLE, true);
        world.run(60);
    }

    @Property(tries = 300)
    void aStampNeverHoldsTooLongHoweverLittleIsKept(@ForAll long seed) {
        Random random = new Random(seed);
        Bounds scarce = new Bounds(
                1 + random.nextInt(3),
                1 << random.nextInt(4),
                random.nextInt(3),
                random.nextInt(3),
                1 << random.nextInt(5),
                300L * (1 + random.nextInt(20)),
                random.nextInt(8));
        World world = new World(random, scarce, false);
        world.run(60);
    }

    private record Logged(long sequence, ChangeRecord record) {}

    /** A stamp, and whether it was ever found not to hold. */
    private static final class Watched {
        private final Stamp stamp;
        private boolean wasVoid;

        Watched(Stamp stamp) {
            this.stamp = stamp;
        }
    }

    private static final class World {
        private final Random random;
        private final boolean exact;
        private final Validity validity;
        private final TestingLogSource source = new TestingLogSource(1_000);
        private final List<Logged> log = new ArrayList<>();
        private final List<Watched> stamps = new ArrayList<>();
        private @Nullable AsOf asked;

        World(Random random, Bounds bounds, boolean exact) {
            this.random = random;
            this.exact = exact;
            this.validity = new Validity(bounds);
            LogBatch first = source.watermark(1);
            validity.onRestart(first);
            finish(first);
        }

        void run(int steps) {
            for (int i = 0; i < steps; i++) {
                switch (random.nextInt(6)) {
                    case 0, 1 -> apply();
                    case 2 -> finish(source.watermark(1));
                    case 3 -> asked = validity.settled();
                    case 4 -> stamp();
                    default -> check();
                }
            }
            check();
        }

        private void apply() {
            ChangeRecord[] records = new ChangeRecord[1 + random.nextInt(3)];
            for (int i = 0; i < records.length; i++) {
                records[i] = record();
            }
            LogBatch batch = source.batch(null, records);
            long sequence = batch.first();
            for (ChangeRecord record : records) {
                log.add(new Logged(sequence, record));
                validity.onRecord(sequence++, record);
            }
            finish(batch);
        }

        private void finish(LogBatch batch) {
            validity.onApplied(batch);
            Watermark watermark = batch.watermark();
            if (watermark != null) {
                validity.onWatermark(watermark);
            }
        }

        private void stamp() {
            AsOf asOf = asked == null ? validity.settled() : asked;
            if (asOf == null) {
                return;
            }
            List<TableFootprint> tables = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(2); i++) {
                tables.add(footprint());
            }
            Stamp stamp = asOf.stamp(tables);
            if (stamp != null) {
                stamps.add(new Watched(stamp));
            }
        }

        private void check() {
            for (Watched watched : stamps) {
                if (random.nextInt(3) == 0) {
                    continue;
                }
                boolean affected = log.stream().anyMatch(logged -> affects(logged, watched.stamp));
                boolean holds = watched.stamp.holds();
                assertThat(holds && (affected || watched.wasVoid))
                        .as(
                                "%s as of %s",
                                watched.stamp.tables(), watched.stamp.asOf().sequence())
                        .isFalse();
                if (exact) {
                    assertThat(holds || affected)
                            .as(
                                    "%s as of %s",
                                    watched.stamp.tables(), watched.stamp.asOf().sequence())
                            .isTrue();
                }
                watched.wasVoid |= !holds;
            }
        }

        private static boolean affects(Logged logged, Stamp stamp) {
            return logged.sequence() > stamp.asOf().sequence()
                    && stamp.tables().stream().anyMatch(table -> affects(logged.record(), table));
        }

        private static boolean affects(ChangeRecord record, TableFootprint footprint) {
            ChangedTable table = record.table();
            if (table == null) {
                return true;
            }
            if (!table.table().equalsIgnoreCase(footprint.table().table())) {
                return false;
            }
            return switch (record.kind()) {
                case INSERT, UPDATE, DELETE ->
                    footprint.mayBeAffectedBy(RowImages.row(record.before()), RowImages.row(record.after()));
                case ROWS_UNKNOWN, TRUNCATE, SCHEMA, EVERYTHING -> true;
            };
        }

        private ChangeRecord record() {
            ChangedTable table = new ChangedTable("s", pick("t", "T", "u", "w"));
            return switch (random.nextInt(40)) {
                case 0 -> ChangeRecord.everything("", "test");
                case 1 -> ChangeRecord.of(ChangeKind.TRUNCATE, table, "", "test");
                case 2 -> ChangeRecord.of(ChangeKind.SCHEMA, table, "", "test");
                case 3 -> ChangeRecord.of(ChangeKind.UPDATE, table, "", "test");
                case 4, 5, 6, 7, 8, 9 -> new ChangeRecord(ChangeKind.INSERT, table, null, image(), "", "");
                case 10, 11, 12, 13, 14, 15 -> new ChangeRecord(ChangeKind.DELETE, table, image(), null, "", "");
                default -> new ChangeRecord(ChangeKind.UPDATE, table, image(), image(), "", "");
            };
        }

        private RowImage image() {
            RowImage.Builder image = RowImage.builder().set("id", id()).set("name", name());
            return random.nextInt(40) == 0 ? image.set("more", 1L).build() : image.build();
        }

        private @Nullable Object id() {
            int kind = random.nextInt(60);
            if (kind == 0) {
                return RowImage.Omitted.OMITTED;
            }
            if (kind == 1) {
                return 2.5;
            }
            return kind < 6 ? null : number();
        }

        private Object number() {
            long id = random.nextInt(20);
            return random.nextInt(4) == 0 ? BigDecimal.valueOf(id).setScale(2) : (Object) id;
        }

        private @Nullable Object name() {
            int kind = random.nextInt(60);
            return kind == 0 ? "ä" : kind < 6 ? null : pick("a", "A ", "ab", "b", "B", "c", "d", "e", "f");
        }

        private TableFootprint footprint() {
            TableName table = new TableName("s", pick("t", "u", "U"));
            return switch (random.nextInt(12)) {
                case 0 -> TableFootprint.whole(table);
                case 1 -> TableFootprint.nameOnly(table);
                default ->
                    new TableFootprint(
                            table,
                            List.of("id", "name"),
                            random.nextBoolean() ? ColumnSet.ALL : ColumnSet.of(List.of(random.nextInt(2))),
                            condition(2));
            };
        }

        private RowCondition condition(int depth) {
            return switch (random.nextInt(depth == 0 ? 8 : 12)) {
                case 0, 1, 2 ->
                    new OneOf(0, Comparison.NUMBER, Set.of(key(number()), key(Long.MAX_VALUE)), random.nextInt(5) == 0);
                case 3, 4 -> new OneOf(1, Comparison.TEXT, Set.of(pick("a", "b", "f")), random.nextInt(5) == 0);
                case 5 -> {
                    long low = random.nextInt(20);
                    yield new Within(0, Comparison.NUMBER, low, low + random.nextInt(3));
                }
                case 6 -> new StartsWith(1, Comparison.TEXT, pick("a", "ab", ""));
                case 7 -> new NullTest(random.nextInt(2), random.nextInt(4) > 0);
                case 8, 9, 10 -> new AllOf(List.of(condition(depth - 1), condition(depth - 1)));
                default -> new AnyOf(List.of(condition(depth - 1), condition(depth - 1)));
            };
        }

        private static Object key(Object number) {
            return requireNonNull(Comparison.NUMBER.keyOf(number));
        }

        private String pick(String... choices) {
            return choices[random.nextInt(choices.length)];
        }
    }
}
