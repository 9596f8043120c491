package io.nearside.node.validity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.proxy.footprint.ColumnSet;
import io.nearside.proxy.footprint.Comparison;
import io.nearside.proxy.footprint.Row;
import io.nearside.proxy.footprint.RowCondition.OneOf;
import io.nearside.proxy.footprint.TableFootprint;
import io.nearside.proxy.footprint.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class RecentChangesTest {
    private static final List<String> COLUMNS = List.of("id");
    private static final int WEIGHT = 10;

    private static TableFootprint id(long id) {
        return new TableFootprint(
                new TableName("s", "t"),
                COLUMNS,
                ColumnSet.of(List.of(0)),
                new OneOf(0, Comparison.NUMBER, Set.of(id), false));
    }

    private static Row row(long id) {
        return new Row(COLUMNS, id);
    }

    /** Inserts rows with these ids, at the sequences 1, 2, 3 and so on; gives the last one's number. */
    private static long insert(RecentChanges recent, long... ids) {
        long latest = RecentChanges.NONE;
        for (int i = 0; i < ids.length; i++) {
            latest = recent.add(i + 1, latest, null, row(ids[i]), WEIGHT);
        }
        return latest;
    }

    @Test
    void looksAtWhatCameAfterOnly() {
        RecentChanges recent = new RecentChanges(8, 1_000, 100);
        long latest = insert(recent, 5, 6, 7);

        assertThat(recent.mayAffect(latest, 0, id(5))).isTrue();
        assertThat(recent.mayAffect(latest, 1, id(5))).isFalse();
        assertThat(recent.mayAffect(latest, 2, id(7))).isTrue();
        assertThat(recent.mayAffect(latest, 3, id(7))).isFalse();
        assertThat(recent.mayAffect(latest, 0, id(8))).isFalse();
        assertThat(recent.mayAffect(RecentChanges.NONE, 0, id(5))).isFalse();
    }

    @Test
    void looksAtBothImages() {
        RecentChanges recent = new RecentChanges(8, 1_000, 100);
        long latest = recent.add(1, RecentChanges.NONE, row(5), row(6), WEIGHT);

        assertThat(recent.mayAffect(latest, 0, id(5))).isTrue();
        assertThat(recent.mayAffect(latest, 0, id(6))).isTrue();
        assertThat(recent.mayAffect(latest, 0, id(7))).isFalse();
    }

    @Test
    void doesNotFollowOtherTables() {
        RecentChanges recent = new RecentChanges(8, 1_000, 100);
        long one = recent.add(1, RecentChanges.NONE, null, row(5), WEIGHT);
        long other = recent.add(2, RecentChanges.NONE, null, row(6), WEIGHT);
        one = recent.add(3, one, null, row(7), WEIGHT);

        assertThat(recent.mayAffect(one, 0, id(6))).isFalse();
        assertThat(recent.mayAffect(other, 0, id(5))).isFalse();
        assertThat(recent.mayAffect(one, 0, id(5))).isTrue();
    }

    @Test
    void whatWasDroppedForWantOfRoomCountsAsAffecting() {
        RecentChanges recent = new RecentChanges(2, 1_000, 100);
        long latest = insert(recent, 5, 6, 7);

        assertThat(recent.mayAffect(latest, 0, id(8))).isTrue();
        assertThat(recent.mayAffect(latest, 1, id(8))).isFalse();
        assertThat(recent.mayAffect(latest, 1, id(6))).isTrue();
        assertThat(recent.mayAffect(latest, 1, id(7))).isTrue();
    }

    @Test
    void whatWasDroppedForWantOfMemoryCountsAsAffecting() {
        RecentChanges recent = new RecentChanges(8, 2 * WEIGHT, 100);
        long latest = insert(recent, 5, 6, 7);

        assertThat(recent.mayAffect(latest, 0, id(8))).isTrue();
        assertThat(recent.mayAffect(latest, 1, id(8))).isFalse();
    }

    @Test
    void keepsAsMuchAsThereIsRoomFor() {
        RecentChanges byCount = new RecentChanges(4, 1_000, 100);
        RecentChanges byBytes = new RecentChanges(8, 4 * WEIGHT, 100);

        assertThat(byCount.mayAffect(insert(byCount, 1, 2, 3, 4), 0, id(8))).isFalse();
        assertThat(byBytes.mayAffect(insert(byBytes, 1, 2, 3, 4), 0, id(8))).isFalse();
    }

    @Test
    void memoryThatWasGivenBackIsUsedAgain() {
        RecentChanges recent = new RecentChanges(8, 4 * WEIGHT, 100);
        long latest = insert(recent, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

        assertThat(recent.mayAffect(latest, 6, id(99))).isFalse();
        assertThat(recent.mayAffect(latest, 5, id(99))).isTrue();
    }

    @Test
    void aChangeLargerThanTheMemoryIsKeptAlone() {
        RecentChanges recent = new RecentChanges(8, 5, 100);
        long latest = insert(recent, 5, 6);

        assertThat(recent.mayAffect(latest, 1, id(6))).isTrue();
        assertThat(recent.mayAffect(latest, 1, id(8))).isFalse();
        assertThat(recent.mayAffect(latest, 0, id(8))).isTrue();
    }

    @Test
    void aTableWhoseChangesAreAllDroppedIsAffectedByThem() {
        RecentChanges recent = new RecentChanges(2, 1_000, 100);
        long table = recent.add(1, RecentChanges.NONE, null, row(5), WEIGHT);
        recent.add(2, RecentChanges.NONE, null, row(6), WEIGHT);
        recent.add(3, RecentChanges.NONE, null, row(6), WEIGHT);

        assertThat(recent.mayAffect(table, 0, id(8))).isTrue();
        assertThat(recent.mayAffect(table, 1, id(8))).isFalse();
    }

    @Test
    void moreChangesThanOneCheckLooksAtCountAsAffecting() {
        RecentChanges recent = new RecentChanges(8, 1_000, 3);
        long latest = insert(recent, 1, 2, 3, 4);

        assertThat(recent.mayAffect(latest, 0, id(8))).isTrue();
        assertThat(recent.mayAffect(latest, 1, id(8))).isFalse();
    }

    @Test
    void itsCapacityIsAPowerOfTwo() {
        assertThatThrownBy(() -> new RecentChanges(6, 1_000, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("6");
    }

    /** Changes of two tables against a list that forgets nothing. */
    @Property(tries = 300)
    void neverMissesAChangeAndFindsNoneWhileNothingIsDropped(@ForAll long seed) {
        Random random = new Random(seed);
        int capacity = 1 << random.nextInt(6);
        long mostBytes = (long) WEIGHT * (1 + random.nextInt(40));
        int steps = 1 + random.nextInt(40);
        RecentChanges recent = new RecentChanges(capacity, mostBytes, steps);
        long[] latest = {RecentChanges.NONE, RecentChanges.NONE};
        List<long[]> all = new ArrayList<>();
        int count = random.nextInt(50);
        for (int i = 1; i <= count; i++) {
            int table = random.nextInt(2);
            long id = random.nextInt(6);
            latest[table] = recent.add(2L * i, latest[table], row(id), null, WEIGHT);
            all.add(new long[] {table, 2L * i, id});
        }
        for (int table = 0; table < 2; table++) {
            for (long from = 0; from <= 2L * count + 1; from++) {
                check(recent, latest[table], all, table, from, Math.min(capacity, mostBytes / WEIGHT), steps);
            }
        }
    }

    private static void check(
            RecentChanges recent, long latest, List<long[]> all, int table, long from, long kept, int steps) {
        List<long[]> later = all.stream().filter(change -> change[1] > from).toList();
        List<long[]> ofTable =
                later.stream().filter(change -> change[0] == table).toList();
        boolean exact = later.size() <= kept && ofTable.size() <= steps;
        for (long id = 0; id < 6; id++) {
            long asked = id;
            boolean affected = ofTable.stream().anyMatch(change -> change[2] == asked);
            boolean said = recent.mayAffect(latest, from, id(id));
            assertThat(said || !affected).as("id %s after %s", id, from).isTrue();
            assertThat(exact && said && !affected)
                    .as("id %s after %s", id, from)
                    .isFalse();
        }
    }
}
