package io.nearside.cdc.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.LogCursor.Verdict;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogCursorTest {
    private static final long EPOCH = 1_000;
    private static final long ANNA = 71;
    private static final long BERT = 82;

    private final LogCursor cursor = new LogCursor();

    @Test
    void voidsAtTheFirstBatchAndAppliesWhatContinuesIt() {
        assertThat(cursor.accept(batch(1, ANNA, 1, 100, 120, 2))).isEqualTo(Verdict.VOID);
        assertThat(cursor.accept(batch(1, ANNA, 3, 120, 150, 1))).isEqualTo(Verdict.APPLY);

        assertThat(cursor.applied()).isEqualTo(LogPosition.startOfTerm(EPOCH, 1).plus(3));
        assertThat(cursor.origin()).isEqualTo(at(150));
    }

    @Test
    void appliesBatchesThatOnlyMoveThePositionOrCarryAWatermark() {
        cursor.accept(batch(1, ANNA, 1, 100, 120, 2));

        assertThat(cursor.accept(batch(1, ANNA, 3, 120, 120, 0))).isEqualTo(Verdict.APPLY);
        assertThat(cursor.accept(batch(1, ANNA, 3, 120, 140, 0))).isEqualTo(Verdict.APPLY);
        assertThat(cursor.accept(batch(1, ANNA, 3, 140, 160, 1))).isEqualTo(Verdict.APPLY);
    }

    @Test
    void ignoresRepeats() {
        LogBatch first = batch(1, ANNA, 1, 100, 120, 2);
        LogBatch second = batch(1, ANNA, 3, 120, 140, 1);
        LogBatch moved = batch(1, ANNA, 4, 140, 160, 0);
        List.of(first, second, moved).forEach(cursor::accept);

        assertThat(cursor.accept(first)).isEqualTo(Verdict.IGNORE);
        assertThat(cursor.accept(second)).isEqualTo(Verdict.IGNORE);
        assertThat(cursor.accept(moved)).isEqualTo(Verdict.IGNORE);
        assertThat(cursor.origin()).isEqualTo(at(160));
    }

    @Test
    void voidsAtAGapInTheSequence() {
        cursor.accept(batch(1, ANNA, 1, 100, 120, 2));

        assertThat(cursor.accept(batch(1, ANNA, 5, 120, 140, 1))).isEqualTo(Verdict.VOID);
        assertThat(cursor.accept(batch(1, ANNA, 6, 140, 150, 1))).isEqualTo(Verdict.APPLY);
    }

    @Test
    void voidsAtAGapInTheBinlog() {
        cursor.accept(batch(1, ANNA, 1, 100, 120, 2));

        assertThat(cursor.accept(batch(1, ANNA, 3, 130, 140, 1))).isEqualTo(Verdict.VOID);
    }

    @Test
    void voidsWhenOnlyAnEmptyBatchIsMissing() {
        cursor.accept(batch(1, ANNA, 1, 100, 120, 2));

        assertThat(cursor.accept(batch(1, ANNA, 3, 140, 150, 0))).isEqualTo(Verdict.VOID);
    }

    @Test
    void voidsWhenTheSamePlaceIsOfAnotherServer() {
        cursor.accept(batch(1, ANNA, 1, 100, 120, 2));
        OriginPosition elsewhere = new OriginPosition("other", "binlog.000001", 120, "");

        LogBatch batch = new LogBatch(EPOCH, 1, ANNA, sequence(1, 3), elsewhere, elsewhere, List.of(), null);

        assertThat(cursor.accept(batch)).isEqualTo(Verdict.VOID);
    }

    @Test
    void followsANewTermThatContinuesTheHistory() {
        cursor.accept(batch(1, ANNA, 1, 100, 120, 2));

        assertThat(cursor.accept(LogBatch.claim(EPOCH, 2, BERT))).isEqualTo(Verdict.IGNORE);
        assertThat(cursor.accept(batch(2, BERT, 1, 120, 130, 1))).isEqualTo(Verdict.APPLY);
        assertThat(cursor.applied().term()).isEqualTo(2);
    }

    @Test
    void voidsWhenANewTermContinuesSomethingElse() {
        cursor.accept(batch(1, ANNA, 1, 100, 120, 2));

        assertThat(cursor.accept(batch(2, BERT, 1, 110, 130, 1))).isEqualTo(Verdict.VOID);
    }

    @Test
    void ignoresAFencedTermFromItsClaimOn() {
        cursor.accept(batch(1, ANNA, 1, 100, 120, 2));
        cursor.accept(LogBatch.claim(EPOCH, 2, BERT));

        assertThat(cursor.accept(batch(1, ANNA, 3, 120, 140, 1))).isEqualTo(Verdict.IGNORE);
        assertThat(cursor.applied()).isEqualTo(LogPosition.startOfTerm(EPOCH, 1).plus(2));
    }

    @Test
    void followsTheFirstOfTwoClaims() {
        cursor.accept(LogBatch.claim(EPOCH, 2, ANNA));
        cursor.accept(LogBatch.claim(EPOCH, 2, BERT));

        assertThat(cursor.writer()).isEqualTo(ANNA);
        assertThat(cursor.accept(batch(2, ANNA, 1, 100, 120, 1))).isEqualTo(Verdict.VOID);
        assertThat(cursor.accept(batch(2, BERT, 2, 120, 140, 1))).isEqualTo(Verdict.IGNORE);
    }

    @Test
    void followsTheWriterWhoseWinningClaimTheRingNoLongerHolds() {
        cursor.accept(LogBatch.claim(EPOCH, 2, BERT));

        assertThat(cursor.accept(batch(2, ANNA, 9, 100, 120, 1))).isEqualTo(Verdict.VOID);
        assertThat(cursor.accept(batch(2, ANNA, 10, 120, 140, 1))).isEqualTo(Verdict.APPLY);
        assertThat(cursor.accept(LogBatch.claim(EPOCH, 2, BERT))).isEqualTo(Verdict.IGNORE);
        assertThat(cursor.writer()).isEqualTo(ANNA);
    }

    @Test
    void voidsAtANewEpochAndIgnoresTheOldOneFromItsClaimOn() {
        cursor.accept(batch(1, ANNA, 1, 100, 120, 2));

        assertThat(cursor.accept(LogBatch.claim(EPOCH + 1, 1, BERT))).isEqualTo(Verdict.IGNORE);
        assertThat(cursor.accept(batch(1, ANNA, 3, 120, 140, 1))).isEqualTo(Verdict.IGNORE);
        assertThat(cursor.accept(epoch(EPOCH + 1, BERT, 120))).isEqualTo(Verdict.VOID);
        assertThat(cursor.applied()).isEqualTo(new LogPosition(EPOCH + 1, sequence(1, 1) - 1));
    }

    private static LogBatch batch(int term, long writer, int first, int before, int after, int records) {
        return new LogBatch(
                EPOCH,
                term,
                writer,
                sequence(term, first),
                at(before),
                at(after),
                Collections.nCopies(records, ChangeRecord.everything("", "test")),
                null);
    }

    private static LogBatch epoch(long epoch, long writer, int position) {
        return new LogBatch(epoch, 1, writer, sequence(1, 1), at(position), at(position), List.of(), null);
    }

    private static long sequence(int term, int number) {
        return LogPosition.startOfTerm(0, term).plus(number).sequence();
    }

    private static OriginPosition at(int offset) {
        return new OriginPosition("server", "binlog.000001", offset, "");
    }
}
