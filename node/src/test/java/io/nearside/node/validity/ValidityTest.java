package io.nearside.node.validity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.Watermark;
import io.nearside.node.log.TestingLogSource;
import io.nearside.proxy.footprint.TableFootprint;
import io.nearside.proxy.footprint.TableName;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ValidityTest {
    private static final TableName T = new TableName("s", "t");
    private static final TableName U = new TableName("s", "u");

    private final TestingLogSource source = new TestingLogSource(1_000);
    private Validity validity = new Validity();

    @BeforeEach
    void begin() {
        restart(source.watermark(1));
    }

    private void restart(LogBatch batch) {
        validity.onRestart(batch);
        applied(batch);
    }

    private void apply(LogBatch batch) {
        long sequence = batch.first();
        for (ChangeRecord change : batch.records()) {
            validity.onRecord(sequence++, change);
        }
        applied(batch);
    }

    private void applied(LogBatch batch) {
        validity.onApplied(batch);
        Watermark watermark = batch.watermark();
        if (watermark != null) {
            validity.onWatermark(watermark);
        }
    }

    private Stamp stampNow(TableName... tables) {
        return requireNonNull(requireNonNull(validity.settled())
                .stamp(Stream.of(tables).map(TableFootprint::whole).toList()));
    }

    @Test
    void holdsWhileNothingChanges() {
        Stamp stamp = stampNow(T, U);
        apply(source.watermark(2));

        assertThat(stamp.holds()).isTrue();
    }

    @Test
    void endsWithAChangeOfAnyOfItsTables() {
        Stamp both = stampNow(T, U);
        Stamp other = stampNow(U);
        apply(source.changes("s.t"));

        assertThat(both.holds()).isFalse();
        assertThat(other.holds()).isTrue();
    }

    @Test
    void endsWithAChangeThatMayBeOfAnything() {
        Stamp stamp = stampNow(T);
        apply(source.batch(null, ChangeRecord.everything("", "test")));

        assertThat(stamp.holds()).isFalse();
    }

    @Test
    void takesTablesThatDifferInCaseForOne() {
        Stamp stamp = stampNow(new TableName("S", "T"));
        apply(source.changes("s.t"));

        assertThat(stamp.holds()).isFalse();
    }

    @Test
    void isSettledOnlyUpToWhatTheOriginConfirmed() {
        apply(source.changes("s.t"));
        Stamp unsettled = stampNow(T);
        assertThat(unsettled.holds()).isFalse();

        apply(source.watermark(2));
        assertThat(stampNow(T).holds()).isTrue();
    }

    @Test
    void isNotSettledByAConfirmationOfWhatCameBefore() {
        long old = source.sequence();
        source.changes("s.t");
        restart(source.batch(new Watermark(5, old)));

        assertThat(validity.settled()).isNull();
    }

    @Test
    void neverSettlesBeyondWhatIsApplied() {
        apply(source.batch(new Watermark(5, source.sequence() + 1_000)));
        Stamp stamp = stampNow(T);
        apply(source.changes("s.t"));

        assertThat(stamp.holds()).isFalse();
    }

    @Test
    void voidsAllWithARestart() {
        Stamp stamp = stampNow(T);
        source.gap();
        restart(source.watermark(2));

        assertThat(stamp.holds()).isFalse();
        assertThat(stampNow(T).isNewerThan(stamp)).isTrue();
    }

    @Test
    void knowsNothingOnceLost() {
        Stamp stamp = stampNow(T);
        validity.onLost();

        assertThat(stamp.holds()).isFalse();
        assertThat(validity.settled()).isNull();
        apply(source.watermark(9));
        assertThat(validity.settled()).isNull();
    }

    @Test
    void recognizesPlacesItHasSeen() {
        AsOf here = requireNonNull(validity.settled());
        apply(source.changes("s.t"));

        AsOf recognized = requireNonNull(validity.recognize(here.epoch(), here.sequence(), here.writer()));

        assertThat(requireNonNull(recognized.stamp(List.of(TableFootprint.whole(T))))
                        .holds())
                .isFalse();
        assertThat(requireNonNull(recognized.stamp(List.of(TableFootprint.whole(U))))
                        .holds())
                .isTrue();
    }

    @Test
    void doesNotRecognizePlacesOfAnotherHistory() {
        AsOf here = requireNonNull(validity.settled());

        assertThat(validity.recognize(here.epoch() + 1, here.sequence(), here.writer()))
                .isNull();
        assertThat(validity.recognize(here.epoch(), here.sequence() - 1, here.writer()))
                .isNull();
        assertThat(validity.recognize(here.epoch(), here.sequence(), here.writer() + 1))
                .isNull();
        assertThat(validity.recognize(here.epoch(), here.sequence() + (1L << 40), here.writer()))
                .isNull();
    }

    @Test
    void recognizesPlacesOfAnEarlierTerm() {
        AsOf here = requireNonNull(validity.settled());
        source.nextTerm();
        apply(source.changes("s.t"));

        assertThat(validity.recognize(here.epoch(), here.sequence(), here.writer()))
                .isNotNull();
    }

    @Test
    void startsAnewWhenItCannotTellMoreTablesApart() {
        validity = new Validity(TestingValidity.tables(2));
        restart(source.watermark(1));
        Stamp stamp = stampNow(T, U);

        apply(source.batch(null, TestingLogSource.change(ChangeKind.INSERT, "s.v")));

        assertThat(stamp.holds()).isFalse();
        assertThat(validity.tableCount()).isLessThanOrEqualTo(2);
        apply(source.watermark(2));
        assertThat(stampNow(T).holds()).isTrue();
    }

    @Test
    void givesNoStampForATableItHasNoRoomFor() {
        validity = new Validity(TestingValidity.tables(1));
        restart(source.watermark(1));
        stampNow(T);

        assertThat(requireNonNull(validity.settled()).stamp(List.of(TableFootprint.whole(U))))
                .isNull();
        apply(source.watermark(2));
        assertThat(stampNow(U).holds()).isTrue();
    }
}
