package io.nearside.cdc.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.OriginPosition;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowBufferTest {
    private static final long FOREVER = TimeUnit.MINUTES.toNanos(10);

    @Test
    void givesTheRowsOfAWholeTransaction() throws Exception {
        RowBuffer buffer = new RowBuffer(FOREVER);
        bring(buffer, "g1", 100, 2);

        assertThat(ask(buffer, "g1", 100)).hasSize(2);
    }

    @Test
    void waitsForAReaderThatKeepsUp() throws Exception {
        RowBuffer buffer = new RowBuffer(FOREVER);
        buffer.idle();
        CompletableFuture<Integer> rows = CompletableFuture.supplyAsync(() -> size(buffer, "g1", 100));

        bring(buffer, "g1", 100, 3);

        assertThat(rows.get(10, TimeUnit.SECONDS)).isEqualTo(3);
    }

    @Test
    void doesNotWaitForAReaderThatHasNotStarted() throws Exception {
        assertThat(ask(new RowBuffer(FOREVER), "g1", 100)).isNull();
    }

    @Test
    void doesNotWaitForADeadReader() throws Exception {
        RowBuffer buffer = new RowBuffer(FOREVER);
        buffer.idle();
        buffer.stopped();

        assertThat(ask(buffer, "g1", 100)).isNull();
    }

    @Test
    void aDyingReaderEndsTheWait() throws Exception {
        RowBuffer buffer = new RowBuffer(FOREVER);
        buffer.idle();
        CompletableFuture<Integer> rows = CompletableFuture.supplyAsync(() -> size(buffer, "g1", 100));

        buffer.stopped();

        assertThat(rows.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
    }

    @Test
    void oneTimeoutIsTheLastUntilTheReaderIsBackInTime() throws Exception {
        RowBuffer buffer = new RowBuffer(TimeUnit.HOURS.toNanos(1));
        buffer.idle();
        long longAgo = System.nanoTime() - TimeUnit.HOURS.toNanos(2);
        assertThat(buffer.await("g1", 100, end(199), longAgo)).isNull();
        assertThat(ask(buffer, "g2", 200)).as("does not wait").isNull();

        bring(buffer, "g1", 100, 1);
        assertThat(ask(buffer, "g3", 300)).as("g1 came very late").isNull();
        bring(buffer, "g2", 200, 1);
        bring(buffer, "g3", 300, 1);
        CompletableFuture<Integer> rows = CompletableFuture.supplyAsync(() -> size(buffer, "g4", 400));
        bring(buffer, "g4", 400, 1);

        assertThat(rows.get(10, TimeUnit.SECONDS)).as("g3 came soon enough").isEqualTo(1);
    }

    @Test
    void knowsFromALaterTransactionThatOneWillNotCome() throws Exception {
        RowBuffer buffer = new RowBuffer(FOREVER);
        buffer.idle();
        bring(buffer, "g2", 200, 1);

        assertThat(ask(buffer, "g1", 100)).isNull();
        assertThat(ask(buffer, "g2", 200)).hasSize(1);
    }

    @Test
    void knowsThatNoneOfTheRowsAreBrought() throws Exception {
        RowBuffer buffer = new RowBuffer(FOREVER);
        buffer.idle();
        buffer.end("g1", 0);

        assertThat(ask(buffer, "g1", 100)).isNull();
    }

    @Test
    void dropsWhatLiesBefore() throws Exception {
        RowBuffer buffer = new RowBuffer(FOREVER);
        bring(buffer, "g1", 100, 1);
        bring(buffer, "g2", 200, 1);

        assertThat(ask(buffer, "g2", 200)).hasSize(1);
        buffer.stopped();
        assertThat(ask(buffer, "g1", 100)).isNull();
    }

    @Test
    void comparesFilesToo() throws Exception {
        RowBuffer buffer = new RowBuffer(FOREVER);
        bring(buffer, "g1", 5_000, 1);
        buffer.row("g2", "binlog.000002", 10, row(0));
        buffer.end("g2", 1);

        assertThat(buffer.await("g2", 10, new OriginPosition("s", "binlog.000002", 90, ""), System.nanoTime()))
                .hasSize(1);
    }

    @Test
    void refusesTransactionsWithRowsMissing() throws Exception {
        RowBuffer buffer = new RowBuffer(FOREVER);
        buffer.row("g1", "binlog.000001", 100, row(0));
        buffer.end("g1", 2);

        assertThat(ask(buffer, "g1", 100)).isNull();
    }

    @Test
    void doesNotWaitForTheEndOfAGiantTransaction() throws Exception {
        RowBuffer buffer = new RowBuffer(FOREVER);
        buffer.idle();
        for (int i = 0; i <= RowBuffer.MOST_ROWS; i++) {
            buffer.row("g1", "binlog.000001", 100, row(i));
        }

        assertThat(ask(buffer, "g1", 100)).isNull();
    }

    @Test
    void saysForHowLongRowsAreOwed() throws Exception {
        RowBuffer buffer = new RowBuffer(FOREVER);
        assertThat(buffer.owesNanos()).isZero();
        ask(buffer, "g1", 100);
        assertThat(buffer.owesNanos()).isPositive();

        buffer.started("binlog.000001", 150);
        assertThat(buffer.owesNanos()).as("it never will bring that").isZero();
    }

    private static void bring(RowBuffer buffer, String gtid, long offset, int count) {
        for (int i = 0; i < count; i++) {
            buffer.row(gtid, "binlog.000001", offset, row(i));
        }
        buffer.end(gtid, count);
    }

    private static @Nullable List<RowChange> ask(RowBuffer buffer, String gtid, long offset)
            throws InterruptedException {
        return buffer.await(gtid, offset, end(offset + 99), System.nanoTime());
    }

    private static int size(RowBuffer buffer, String gtid, long offset) {
        try {
            List<RowChange> rows = ask(buffer, gtid, offset);
            return rows == null ? -1 : rows.size();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RowChange row(int number) {
        return new RowChange(number, new ChangedTable("s", "t"), ChangeKind.INSERT, null, null);
    }

    private static OriginPosition end(long offset) {
        return new OriginPosition("s", "binlog.000001", offset, "");
    }
}
