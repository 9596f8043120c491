package io.nearside.node.validity;

import static io.nearside.node.validity.TestingFootprints.byId;
import static io.nearside.node.validity.TestingFootprints.change;
import static io.nearside.node.validity.TestingFootprints.delete;
import static io.nearside.node.validity.TestingFootprints.image;
import static io.nearside.node.validity.TestingFootprints.insert;
import static io.nearside.node.validity.TestingFootprints.update;
import static io.nearside.node.validity.TestingFootprints.within;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.RowImage;
import io.nearside.cdc.log.Watermark;
import io.nearside.node.log.TestingLogSource;
import io.nearside.proxy.footprint.ColumnSet;
import io.nearside.proxy.footprint.Comparison;
import io.nearside.proxy.footprint.RowCondition.OneOf;
import io.nearside.proxy.footprint.TableFootprint;
import io.nearside.proxy.footprint.TableName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stamps on footprints that narrow: each guard that keeps a stamp from holding too long, and that it holds otherwise. */
final class StampTest {
    private final TestingLogSource source = new TestingLogSource(1_000);
    private Validity validity = TestingValidity.small();

    @BeforeEach
    void begin() {
        begin(TestingValidity.FEW);
    }

    private void begin(Bounds bounds) {
        validity = new Validity(bounds);
        LogBatch first = source.watermark(1);
        validity.onRestart(first);
        finish(first);
    }

    /** The log goes on with these changes, and all of them are visible. */
    private void log(ChangeRecord... changes) {
        unsettled(changes);
        finish(source.watermark(1));
    }

    /** The log goes on with these changes; the origin may not show them yet. */
    private void unsettled(ChangeRecord... changes) {
        LogBatch batch = source.batch(null, changes);
        long sequence = batch.first();
        for (ChangeRecord change : changes) {
            validity.onRecord(sequence++, change);
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

    private AsOf now() {
        return requireNonNull(validity.settled());
    }

    private Stamp stamp(TableFootprint... footprints) {
        return stamp(now(), footprints);
    }

    private static Stamp stamp(AsOf asOf, TableFootprint... footprints) {
        return requireNonNull(asOf.stamp(List.of(footprints)));
    }

    @Test
    void outlivesChangesOfOtherRows() {
        Stamp equality = stamp(byId(5L));
        Stamp range = stamp(within(4, 6));
        log(insert(7L), update(8, 0, 1), delete(9L));

        assertThat(equality.holds()).isTrue();
        assertThat(range.holds()).isTrue();
        log(update(5, 0, 1));
        assertThat(equality.holds()).isFalse();
        assertThat(range.holds()).isFalse();
    }

    @Test
    void endsWithAnUpdateThatTakesARowOut() {
        Stamp equality = stamp(byId(5L));
        Stamp range = stamp(within(4, 6));
        log(change(ChangeKind.UPDATE, image(5L, 0L), image(9L, 0L)));

        assertThat(equality.holds()).isFalse();
        assertThat(range.holds()).isFalse();
    }

    @Test
    void endsWithAnUpdateThatBringsARowIn() {
        Stamp equality = stamp(byId(5L));
        Stamp range = stamp(within(4, 6));
        log(change(ChangeKind.UPDATE, image(9L, 0L), image(5L, 0L)));

        assertThat(equality.holds()).isFalse();
        assertThat(range.holds()).isFalse();
    }

    @Test
    void endsWithAnInsertAndWithADelete() {
        Stamp first = stamp(byId(5L));
        log(insert(5L));
        Stamp second = stamp(byId(5L));
        log(delete(5L));

        assertThat(first.holds()).isFalse();
        assertThat(second.holds()).isFalse();
    }

    @Test
    void endsWithAnOmittedValue() {
        Stamp equality = stamp(byId(5L));
        Stamp range = stamp(within(4, 6));
        log(insert(RowImage.Omitted.OMITTED));

        assertThat(equality.holds()).isFalse();
        assertThat(range.holds()).isFalse();
    }

    @Test
    void endsWithARowOfOtherColumns() {
        Stamp equality = stamp(byId(5L));
        Stamp range = stamp(within(4, 6));
        RowImage other =
                RowImage.builder().set("id", 9L).set("v", 0L).set("more", 1L).build();
        log(change(ChangeKind.INSERT, null, other));

        assertThat(equality.holds()).isFalse();
        assertThat(range.holds()).isFalse();
    }

    @Test
    void endsWithAChangeThatLacksAnImage() {
        Stamp stamp = stamp(byId(5L));
        log(change(ChangeKind.UPDATE, null, image(9L, 0L)));

        assertThat(stamp.holds()).isFalse();
    }

    @Test
    void endsWithATruncateAndWithASchemaChange() {
        Stamp truncated = stamp(byId(5L));
        log(TestingLogSource.change(ChangeKind.TRUNCATE, "s.t"));
        Stamp altered = stamp(byId(5L));
        log(TestingLogSource.change(ChangeKind.SCHEMA, "s.t"));
        Stamp after = stamp(byId(5L));
        log(insert(6L));

        assertThat(truncated.holds()).isFalse();
        assertThat(altered.holds()).isFalse();
        assertThat(after.holds()).isTrue();
    }

    @Test
    void endsWithItsRowsChangeAlsoWhenTheTableChangedAsAWholeBefore() {
        log(TestingLogSource.change(ChangeKind.SCHEMA, "s.t"));
        Stamp stamp = stamp(byId(5L));
        log(insert(5L));

        assertThat(stamp.holds()).isFalse();
    }

    @Test
    void isMadeLateAndStillSeesWhatChangedSinceItsMoment() {
        AsOf asked = now();
        log(update(5, 0, 1));

        assertThat(stamp(asked, byId(5L)).holds()).isFalse();
        assertThat(stamp(asked, within(4, 6)).holds()).isFalse();
        assertThat(stamp(asked, byId(6L)).holds()).isTrue();
    }

    @Test
    void seesAgainWhatWasAppliedButNotVisibleWhenItWasAsked() {
        unsettled(update(5, 0, 1));

        assertThat(stamp(byId(5L)).holds()).isFalse();
    }

    @Test
    void anIndexIsNotTrustedForWhatCameBeforeItWasBuilt() {
        AsOf early = now();
        log(update(5, 0, 1));
        Stamp buildsTheIndex = stamp(byId(6L));
        log(update(7, 0, 1));

        assertThat(buildsTheIndex.holds()).isTrue();
        assertThat(stamp(early, byId(5L)).holds()).isFalse();
    }

    @Test
    void aSchemaChangeDropsTheIndexes() {
        stamp(byId(5L));
        log(TestingLogSource.change(ChangeKind.SCHEMA, "s.t"));
        Stamp stamp = stamp(byId(5L));
        log(update(5, 0, 1));

        assertThat(stamp.holds()).isFalse();
    }

    @Test
    void remembersUpToWhereItWasFoundToHold() {
        begin(new Bounds(16, 16, 0, 0, 4, 1 << 16, 64));
        Stamp checked = stamp(byId(5L));
        Stamp unchecked = stamp(byId(5L));
        for (int i = 0; i < 3; i++) {
            log(update(7, i, i + 1), update(7, i + 1, i), update(7, i, i + 1));
            assertThat(checked.holds()).isTrue();
        }

        assertThat(unchecked.holds()).isFalse();
    }

    @Test
    void whatCameDuringACheckIsLookedAtByTheNext() {
        Stamp stamp = stamp(byId(5L));
        long applied = TestingValidity.appliedBeforeCheck(validity);
        assertThat(stamp.isUnaffected()).isTrue();
        log(update(5, 0, 1));
        stamp.advance(applied);

        assertThat(stamp.holds()).isFalse();
    }

    @Test
    void neverForgetsHowFarItWasChecked() {
        begin(new Bounds(16, 16, 0, 0, 4, 1 << 16, 64));
        Stamp stamp = stamp(byId(5L));
        long early = TestingValidity.appliedBeforeCheck(validity);
        log(update(7, 0, 1), update(7, 1, 0), update(7, 0, 1));
        assertThat(stamp.holds()).isTrue();
        stamp.advance(early);
        log(update(7, 1, 0), update(7, 0, 1));

        assertThat(stamp.holds()).isTrue();
    }

    @Test
    void staysVoid() {
        begin(new Bounds(16, 16, 0, 0, 4, 1 << 16, 64));
        Stamp stamp = stamp(byId(5L));
        log(update(5, 0, 1));

        assertThat(stamp.holds()).isFalse();
        assertThat(stamp.holds()).isFalse();
    }

    @Test
    void dependsOnEachOfItsTables() {
        TableFootprint whole = TableFootprint.whole(new TableName("s", "u"));
        Stamp both = stamp(byId(5L), whole);
        Stamp reversed = stamp(whole, byId(5L));
        log(TestingLogSource.change(ChangeKind.ROWS_UNKNOWN, "s.u"));

        assertThat(both.holds()).isFalse();
        assertThat(reversed.holds()).isFalse();
    }

    @Test
    void aTableOfWhichAllMattersEndsWithAnyRow() {
        Stamp whole = stamp(TableFootprint.whole(TestingFootprints.T));
        Stamp name = stamp(TableFootprint.nameOnly(TestingFootprints.T));
        assertThat(whole.holds()).isTrue();
        assertThat(name.holds()).isTrue();
        log(insert(7L));

        assertThat(whole.holds()).isFalse();
        assertThat(name.holds()).isFalse();
    }

    @Test
    void endsWithItsHistory() {
        Stamp stamp = stamp(byId(5L));
        validity.onLost();

        assertThat(stamp.holds()).isFalse();
    }

    @Test
    void isNewerByItsMomentOrByItsHistory() {
        Stamp first = stamp(byId(5L));
        Stamp same = stamp(byId(5L));
        log(insert(7L));
        Stamp second = stamp(byId(5L));

        assertThat(second.isNewerThan(first)).isTrue();
        assertThat(first.isNewerThan(second)).isFalse();
        assertThat(same.isNewerThan(first)).isFalse();

        source.gap();
        LogBatch restart = source.watermark(2);
        validity.onRestart(restart);
        finish(restart);
        Stamp third = stamp(byId(5L));

        assertThat(third.isNewerThan(second)).isTrue();
        assertThat(second.isNewerThan(third)).isFalse();
    }

    @Test
    void keepsWhatItDependsOn() {
        AsOf asOf = now();
        Stamp stamp = stamp(asOf, byId(5L));

        assertThat(stamp.tables()).containsExactly(byId(5L));
        assertThat(stamp.asOf()).isSameAs(asOf);
    }

    @Test
    void moreColumnsThanAreLookedUpAreStillWatched() {
        begin(new Bounds(16, 16, 8, 1, 64, 1 << 16, 64));
        TableFootprint byValue =
                TestingFootprints.on(TestingFootprints.T, new OneOf(1, Comparison.NUMBER, Set.of(40L), false));
        stamp(byId(5L));
        Stamp stamp = stamp(byValue);
        log(change(ChangeKind.INSERT, null, image(1L, 41L)));
        assertThat(stamp.holds()).isTrue();
        log(change(ChangeKind.INSERT, null, image(1L, 40L)));

        assertThat(stamp.holds()).isFalse();
    }

    @Test
    void anUpdateOfUnusedColumnsChangesNothing() {
        TableFootprint idsOnly = new TableFootprint(
                TestingFootprints.T,
                TestingFootprints.COLUMNS,
                ColumnSet.of(List.of(0)),
                new OneOf(0, Comparison.NUMBER, Set.of(5L), false));
        Stamp stamp = stamp(idsOnly);
        log(update(5, 0, 1));

        assertThat(stamp.holds()).isTrue();
        log(delete(5L));
        assertThat(stamp.holds()).isFalse();
    }
}
