package io.nearside.cdc;

import io.nearside.cdc.binlog.OriginTransaction;
import io.nearside.cdc.binlog.Sentinel;
import io.nearside.cdc.binlog.SentinelListener;
import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.LogWriter;
import io.nearside.cdc.log.OriginPosition;
import io.nearside.cdc.log.Watermark;
import io.nearside.cdc.origin.ForeignKeys;
import io.nearside.cdc.origin.OriginErrors;
import io.nearside.cdc.origin.OriginSample;
import io.nearside.cdc.rows.RowChange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stretch of writing the log, from a position of the binlog on until the term or the history is lost. What the
 * sentinel and the sampler find waits in one inbox, in the order found, for the one thread that writes.
 */
final class Term implements SentinelListener, SampleLoop.Consumer, AutoCloseable {
    /** Why a stretch ended. */
    enum End {
        CLOSED,
        /** Another writer has taken over. */
        TERM_LOST,
        /** A new epoch must be opened. */
        HISTORY_LOST,
        /** The origin's settings do not do any more. */
        ORIGIN_UNFIT
    }

    private static final Logger log = LoggerFactory.getLogger(Invalidator.class);

    /** Beyond this the sentinel waits, and so does the origin's sending. */
    private static final int MOST_WAITING = 8_192;

    /** Transactions that wait already are written in one batch, unless the first would wait longer than this for it. */
    private static final long MOST_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int MOST_RECORDS = 1_000;

    private final BlockingQueue<Event> inbox = new ArrayBlockingQueue<>(MOST_WAITING);
    private final LogWriter writer;
    private final InvalidatorState state;
    private final TermParts parts;
    private final SampleLoop samples;
    private final SettledTracker tracker;
    private final List<ChangeRecord> records = new ArrayList<>();
    private final List<Written> written = new ArrayList<>();
    private long firstSeenNanos;
    private @Nullable Sentinel sentinel;
    private volatile boolean connected;
    private @Nullable Watermark published;
    private long publishedNanos;
    private @Nullable End end;

    Term(LogWriter writer, OriginPosition start, InvalidatorState state, TermParts parts) {
        this.writer = writer;
        this.state = state;
        this.parts = parts;
        this.samples = new SampleLoop(parts.sampler(), parts.watermarkInterval(), this);
        this.tracker = new SettledTracker(start, writer.last().sequence());
    }

    /** Reads and writes until something ends it. Everything found is in the log then, or will be found again. */
    End run(Sentinel opened, BooleanSupplier closed) throws InterruptedException {
        sentinel = opened;
        opened.start();
        samples.start();
        while (!closed.getAsBoolean()) {
            Event event = inbox.poll(100, TimeUnit.MILLISECONDS);
            if (event != null) {
                event.applyTo(this, closed);
            }
            state.rowImages(parts.rows().isUp());
            if (end != null) {
                return end;
            }
        }
        return End.CLOSED;
    }

    @Override
    public void connected() {
        connected = true;
        state.reading(true);
        state.problems(List.of());
    }

    @Override
    public void disconnected(String reason) {
        if (connected) {
            state.reconnects.increment();
        }
        connected = false;
        state.reading(false);
        state.problems(List.of("the origin's binlog cannot be read: " + reason));
    }

    @Override
    public void transaction(OriginTransaction transaction) throws InterruptedException {
        long now = System.nanoTime();
        inbox.put((term, closed) -> term.apply(transaction, now, closed));
    }

    @Override
    public void historyLost(String reason) {
        connected = false;
        state.reading(false);
        offer((term, closed) -> {
            term.flush();
            log.warn("the history of the change log ends: {}", reason);
            term.endWith(End.HISTORY_LOST);
        });
    }

    /** The settings of the origin were found wanting. */
    void originUnfit() {
        offer((term, closed) -> {
            term.flush();
            term.endWith(End.ORIGIN_UNFIT);
        });
    }

    /** The first reason counts. */
    private void endWith(End reason) {
        if (end == null) {
            end = reason;
        }
    }

    private void offer(Event event) {
        try {
            inbox.put(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void sampled(OriginSample sample, long startedNanos) throws InterruptedException {
        inbox.put((term, closed) -> term.apply(sample, startedNanos));
    }

    @Override
    public void failed(String reason) {
        state.problems(List.of("the origin cannot be asked: " + reason));
    }

    private void apply(OriginTransaction transaction, long seenNanos, BooleanSupplier closed)
            throws InterruptedException {
        if (written.isEmpty()) {
            firstSeenNanos = seenNanos;
        }
        state.transactions.increment();
        if (transaction.redefines()) {
            parts.rows().distrust("tables may be defined anew in a way that images do not follow");
        } else if (transaction.mayChangeSchema()) {
            OriginPosition to = transaction.end();
            parts.rows().schemaChanged(to.inSameFile(transaction.start()), to);
        }
        ForeignKeys keys = transaction.changesParents() ? keys(closed) : ForeignKeys.NONE;
        List<ChangeRecord> made = parts.maker().make(transaction, rows(transaction, seenNanos), keys);
        if (made.stream().map(ChangeRecord::kind).anyMatch(ChangeKind::changesSchema)) {
            parts.keys().changed(transaction);
        }
        records.addAll(made);
        written.add(new Written(transaction, made.size()));
        boolean waitForMore = inbox.peek() != null
                && records.size() < MOST_RECORDS
                && written.size() < MOST_RECORDS
                && System.nanoTime() - firstSeenNanos < MOST_DELAY_NANOS;
        if (!waitForMore) {
            flush();
        }
    }

    private @Nullable List<RowChange> rows(OriginTransaction transaction, long seenNanos) throws InterruptedException {
        if (!transaction.detailed()
                || transaction.rowEvents().isEmpty()
                || transaction.gtid().isEmpty()) {
            return null;
        }
        return parts.rows().await(transaction.gtid(), transaction.start(), transaction.end(), seenNanos);
    }

    /** Without them nothing can be written that is true, so the log waits until the origin can be asked. */
    private ForeignKeys keys(BooleanSupplier closed) throws InterruptedException {
        while (true) {
            try {
                return parts.keys().get();
            } catch (SQLException e) {
                if (closed.getAsBoolean()) {
                    throw new InterruptedException("closed");
                }
                state.problems(List.of("the origin's foreign keys cannot be read: " + OriginErrors.line(e)));
                TimeUnit.MILLISECONDS.sleep(500);
            }
        }
    }

    private void flush() {
        if (written.isEmpty()) {
            return;
        }
        long sequence = writer.last().sequence();
        OriginPosition after = written.get(written.size() - 1).transaction().end();
        if (!append(after, null)) {
            return;
        }
        for (Written one : written) {
            sequence += one.records();
            tracker.appended(one.transaction(), sequence);
        }
        state.written(records);
        state.position(after.toString());
        records.clear();
        written.clear();
        if (tracker.hasUnsettled()) {
            samples.hurry();
        }
    }

    private boolean append(OriginPosition after, @Nullable Watermark watermark) {
        long started = System.nanoTime();
        boolean holds = writer.append(records, after, watermark);
        state.append.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
        if (!holds) {
            endWith(End.TERM_LOST);
        }
        return holds;
    }

    private void apply(OriginSample sample, long startedNanos) {
        flush();
        tracker.sampled(sample);
        Watermark watermark = connected ? tracker.watermark() : null;
        if (end == null && watermark != null && isDue(watermark) && append(writer.origin(), watermark)) {
            published = watermark;
            publishedNanos = System.nanoTime();
            state.watermark(startedNanos);
            state.problems(List.of());
        }
        samples.next(tracker.hasUnsettled());
    }

    /** At once when something has settled, else when the time has come. */
    private boolean isDue(Watermark watermark) {
        Watermark last = published;
        return last == null
                || watermark.settled() > last.settled()
                || (watermark.originMicros() > last.originMicros()
                        && System.nanoTime() - publishedNanos
                                >= parts.watermarkInterval().toNanos() * 9 / 10);
    }

    @Override
    public void close() {
        samples.close();
        Sentinel opened = sentinel;
        if (opened != null) {
            opened.close();
        }
    }

    /** Something for the writing thread. */
    private interface Event {
        void applyTo(Term term, BooleanSupplier closed) throws InterruptedException;
    }

    private record Written(OriginTransaction transaction, int records) {}
}
