package io.nearside.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.LogBatch;
import org.junit.jupiter.api.Test;

final class AppliedGtidsTest {
    private final TestingLogSource source = new TestingLogSource(1_000);
    private final AppliedGtids gtids = new AppliedGtids(3);

    private static ChangeRecord record(String gtid) {
        return ChangeRecord.of(ChangeKind.UPDATE, new ChangedTable("s", "t"), gtid, "test");
    }

    private void apply(LogBatch batch) {
        long sequence = batch.first();
        for (ChangeRecord change : batch.records()) {
            gtids.onRecord(sequence++, change);
        }
        gtids.onApplied(batch);
    }

    /** A batch that is not the last of what its writer appended. */
    private static LogBatch unfinished(LogBatch batch) {
        return new LogBatch(
                batch.epoch(),
                batch.term(),
                batch.writer(),
                batch.first(),
                batch.before(),
                batch.before(),
                batch.records(),
                batch.watermark());
    }

    @Test
    void knowsATransactionWhenItIsApplied() {
        assertThat(gtids.includes("0-1-1", 0)).isFalse();
        apply(source.batch(null, record("0-1-1"), record("0-1-1"), record("0-1-2")));

        assertThat(gtids.includes("0-1-1", 0)).isTrue();
        assertThat(gtids.includes("0-1-2", 0)).isTrue();
        assertThat(gtids.includes("0-1-3", 0)).isFalse();
    }

    @Test
    void doesNotKnowItBeforeAllOfItsBatchIsTold() {
        LogBatch batch = source.batch(null, record("0-1-1"));
        gtids.onRecord(batch.first(), batch.records().get(0));

        assertThat(gtids.includes("0-1-1", 0)).isFalse();
    }

    @Test
    void doesNotKnowItBeforeItsLastBatch() {
        apply(unfinished(source.batch(null, record("0-1-1"))));
        assertThat(gtids.includes("0-1-1", 0)).isFalse();
        apply(unfinished(source.batch(null, record("0-1-1"))));
        assertThat(gtids.includes("0-1-1", 0)).isFalse();
        apply(source.batch(null, record("0-1-1")));

        assertThat(gtids.includes("0-1-1", 0)).isTrue();
    }

    /** After the origin has lost its history, names are given again. */
    @Test
    void doesNotTakeAnEarlierOneForALaterOfThatName() {
        apply(source.batch(null, record("0-1-1")));
        long mark = gtids.mark();
        assertThat(gtids.includes("0-1-1", mark)).isFalse();
        apply(source.batch(null, record("0-1-1")));

        assertThat(gtids.includes("0-1-1", mark)).isTrue();
    }

    @Test
    void forgetsWithTheLog() {
        apply(source.batch(null, record("0-1-1")));
        gtids.onLost();
        assertThat(gtids.includes("0-1-1", 0)).isFalse();

        apply(source.batch(null, record("0-1-2")));
        apply(unfinished(source.batch(null, record("0-1-3"))));
        LogBatch other = source.batch(null);
        gtids.onRestart(other);
        gtids.onApplied(other);
        assertThat(gtids.includes("0-1-2", 0)).isFalse();
        assertThat(gtids.includes("0-1-3", 0)).isFalse();
    }

    @Test
    void keepsTheLastOnly() {
        for (int n = 1; n <= 5; n++) {
            apply(source.batch(null, record("0-1-" + n), record("")));
        }
        assertThat(gtids.includes("0-1-2", 0)).isFalse();
        assertThat(gtids.includes("0-1-3", 0)).isTrue();
        assertThat(gtids.includes("", 0)).isFalse();
    }
}
