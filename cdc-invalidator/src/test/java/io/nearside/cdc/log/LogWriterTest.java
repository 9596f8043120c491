package io.nearside.cdc.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.cdc.log.TestingChangeLog.Append;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogWriterTest {
    private final TestingChangeLog log = new TestingChangeLog();
    private final AtomicLong clock = new AtomicLong(5_000_000);
    private final AtomicLong ids = new AtomicLong();

    @Test
    void opensAnEpochInAnEmptyLog() {
        LogWriter writer = writer();

        assertThat(writer.claimTerm()).isTrue();
        assertThat(writer.origin()).isEqualTo(OriginPosition.UNKNOWN);
        assertThat(writer.begin(at(100))).isTrue();
        assertThat(writer.append(records(3), at(200), null)).isTrue();
        assertThat(writer.last())
                .isEqualTo(LogPosition.startOfTerm(5_000_000, 1).plus(3));
        assertThat(writer.origin()).isEqualTo(at(200));
    }

    @Test
    void takesOverWhereTheOtherEnded() {
        LogWriter first = begun();
        first.append(records(2), at(200), null);

        LogWriter second = writer();

        assertThat(second.claimTerm()).isTrue();
        assertThat(second.origin()).isEqualTo(at(200));
        assertThat(first.append(records(1), at(300), null)).isFalse();
        assertThat(second.append(records(1), at(300), null)).isTrue();
        assertThat(second.last())
                .isEqualTo(LogPosition.startOfTerm(5_000_000, 2).plus(1));
    }

    @Test
    void writesNothingMoreOnceItLost() {
        LogWriter first = begun();
        writer().claimTerm();
        first.append(records(1), at(200), null);
        int size = log.batches().size();

        assertThat(first.append(records(1), at(300), null)).isFalse();
        assertThat(log.batches()).hasSize(size);
    }

    @Test
    void losesToAnEarlierClaimOfTheSameTerm() {
        begun();
        LogWriter late = new LogWriter(
                new InterruptedLog(log, () -> log.append(List.of(LogBatch.claim(5_000_000, 2, 999)))),
                clock::get,
                ids::incrementAndGet);

        assertThat(late.claimTerm()).isFalse();
        assertThat(late.append(records(1), at(200), null)).isFalse();
    }

    @Test
    void resumesAfterAnAppendThatWorkedThoughItFailed() {
        LogWriter writer = begun();
        log.nextAppend(Append.FAILS_AFTER_ADDING);
        assertThatThrownBy(() -> writer.append(records(2), at(200), null)).isInstanceOf(ChangeLogException.class);
        assertThat(writer.append(records(2), at(200), null)).isFalse();

        assertThat(writer.claimTerm()).isTrue();
        assertThat(writer.origin()).isEqualTo(at(200));
    }

    @Test
    void resumesAfterAnAppendThatFailed() {
        LogWriter writer = begun();
        log.nextAppend(Append.FAILS);
        assertThatThrownBy(() -> writer.append(records(2), at(200), null)).isInstanceOf(ChangeLogException.class);

        assertThat(writer.claimTerm()).isTrue();
        assertThat(writer.origin()).isEqualTo(at(100));
    }

    @Test
    void voidsNothingWhenTheRingStartsOver() {
        LogWriter writer = begun();
        LogCursor reader = new LogCursor();
        log.batches().forEach(reader::accept);
        log.clear();

        assertThat(writer.append(records(1), at(200), null)).isTrue();
        assertThat(reader.accept(log.batches().get(0))).isEqualTo(LogCursor.Verdict.APPLY);
    }

    @Test
    void neverNamesATermTwiceThoughTheLogLostItsClaim() {
        begun();
        clock.addAndGet(10 * 60_000);
        writer().claimTerm();

        assertThat(log.batches().get(log.batches().size() - 1).term()).isEqualTo(10);
    }

    @Test
    void splitsGiantTransactionsAndMovesThePositionOnlyWithTheLastBatch() {
        LogWriter writer = begun();
        int before = log.batches().size();

        writer.append(records(2_500), at(200), new Watermark(1, 2));

        List<LogBatch> batches = log.batches().subList(before, log.batches().size());
        assertThat(batches).extracting(b -> b.records().size()).containsExactly(1_000, 1_000, 500);
        assertThat(batches).extracting(b -> b.after().offset()).containsExactly(100L, 100L, 200L);
        assertThat(batches).extracting(LogBatch::watermark).containsExactly(null, null, new Watermark(1, 2));
        assertThat(writer.last())
                .isEqualTo(LogPosition.startOfTerm(5_000_000, 1).plus(2_500));
    }

    @Test
    void splitsBySizeToo() {
        LogWriter writer = begun();
        int before = log.batches().size();
        RowImage image = RowImage.builder().set("note", "x".repeat(1_000)).build();
        ChangeRecord large = new ChangeRecord(ChangeKind.INSERT, new ChangedTable("s", "t"), null, image, "", "");

        writer.append(Collections.nCopies(1_000, large), at(200), null);

        assertThat(log.batches().subList(before, log.batches().size()))
                .hasSizeGreaterThan(3)
                .allSatisfy(batch -> assertThat(LogBatchCodec.encode(batch)).hasSizeLessThan(256 << 10));
    }

    @Test
    void seesALivingWriterAndNotAFencedOne() {
        LogWriter old = begun();
        LogWriter standby = writer();
        standby.follow(0);
        old.append(records(1), at(200), null);

        assertThat(standby.follow(0)).isTrue();
        assertThat(standby.follow(0)).isFalse();
    }

    @Test
    void opensALaterEpochThoughTheClockWentBack() {
        begun();
        clock.set(17);
        LogWriter writer = writer();

        assertThat(writer.claimEpoch()).isTrue();
        assertThat(writer.epoch()).isEqualTo(5_000_001);
        assertThat(writer.origin()).isEqualTo(OriginPosition.UNKNOWN);
    }

    private LogWriter begun() {
        LogWriter writer = writer();
        writer.claimTerm();
        writer.begin(at(100));
        return writer;
    }

    private LogWriter writer() {
        return new LogWriter(log, clock::get, ids::incrementAndGet);
    }

    private static List<ChangeRecord> records(int count) {
        return Collections.nCopies(count, ChangeRecord.everything("", "test"));
    }

    private static OriginPosition at(int offset) {
        return new OriginPosition("server", "binlog.000001", offset, "");
    }
}
