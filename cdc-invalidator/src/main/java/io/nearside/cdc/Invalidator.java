package io.nearside.cdc;

import io.micrometer.core.instrument.MeterRegistry;
import io.nearside.cdc.InvalidatorStatus.State;
import io.nearside.cdc.binlog.Sentinel;
import io.nearside.cdc.log.ChangeLog;
import io.nearside.cdc.log.ChangeLogException;
import io.nearside.cdc.log.LogWriter;
import io.nearside.cdc.log.OriginPosition;
import io.nearside.cdc.origin.BinlogEnd;
import io.nearside.cdc.origin.Finding;
import io.nearside.cdc.origin.ForeignKeyLoader;
import io.nearside.cdc.origin.OriginAccess;
import io.nearside.cdc.origin.OriginCheck;
import io.nearside.cdc.origin.OriginErrors;
import io.nearside.cdc.origin.OriginSampler;
import io.nearside.cdc.origin.OriginServerId;
import io.nearside.cdc.origin.SettledSampler;
import io.nearside.cdc.rows.DebeziumRows;
import io.nearside.cdc.rows.RowSource;
import io.nearside.config.CdcSettings;
import io.nearside.config.OriginSettings;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition of the invalidator: while no other process does, it reads the origin's binlog and writes the region's
 * change log. Any number may run on one log; the one whose term is the latest writes, the others stand by.
 *
 * <p>Whatever fails is tried again for as long as it runs. While it cannot read, it writes no watermarks, and so nodes
 * stop serving from memory. Thread-safe.
 */
public final class Invalidator implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Invalidator.class);

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration CHECK_INTERVAL = Duration.ofMinutes(1);

    private final OriginSettings originSettings;
    private final CdcSettings settings;
    private final OriginAccess access;
    private final Function<OriginAccess, OriginSampler> samplers;
    private final LogWriter writer;
    private final InvalidatorState state;
    private final Thread thread;
    private final Thread checks;
    private volatile boolean closed;
    private volatile @Nullable Term term;

    public Invalidator(OriginSettings origin, CdcSettings settings, ChangeLog changeLog, MeterRegistry meters) {
        this(origin, settings, changeLog, meters, SettledSampler::new);
    }

    /** @param samplers what says how far the origin is */
    Invalidator(
            OriginSettings origin,
            CdcSettings settings,
            ChangeLog changeLog,
            MeterRegistry meters,
            Function<OriginAccess, OriginSampler> samplers) {
        this.originSettings = origin;
        this.samplers = samplers;
        this.settings = settings;
        this.access = new OriginAccess(origin);
        this.writer = new LogWriter(changeLog, System::currentTimeMillis, new SecureRandom()::nextLong);
        this.state = new InvalidatorState(meters);
        this.thread = new Thread(this::run, "nearside-cdc-writer");
        thread.setDaemon(true);
        this.checks = new Thread(this::recheck, "nearside-cdc-check");
        checks.setDaemon(true);
    }

    /** Starts to work in the background, and returns at once. */
    public void start() {
        thread.start();
        checks.start();
    }

    public InvalidatorStatus status() {
        return state.status();
    }

    /** Waits until the invalidator was closed. */
    public void await() throws InterruptedException {
        thread.join();
    }

    /** Stops reading and writing; another process, or a new start, goes on where the log ends. */
    @Override
    public void close() {
        closed = true;
        checks.interrupt();
        thread.interrupt();
        try {
            thread.join(15_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean takeover = false;
        while (!closed) {
            try {
                if (!takeover) {
                    standBy();
                }
                awaitFitOrigin();
                takeover = false;
                lead();
            } catch (InterruptedException e) {
                closed = true;
            } catch (ChangeLogException e) {
                // What was appended is known again only by a new claim.
                takeover = !closed;
                pause("the change log does not answer: " + describe(e), closed);
            } catch (SQLException e) {
                pause("the origin cannot be asked: " + OriginErrors.line(e), closed);
            } catch (RuntimeException e) {
                log.error("invalidator failed, starting over", e);
                pause("internal error: " + e, closed);
            }
        }
        state.enter(State.STOPPED);
    }

    private static String describe(ChangeLogException failure) {
        Throwable cause = failure.getCause();
        return failure.getMessage()
                + (cause == null ? "" : " (" + cause.getClass().getSimpleName() + ")");
    }

    private void pause(String problem, boolean atEnd) {
        if (atEnd) {
            return;
        }
        state.problems(List.of(problem));
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Returns when nobody writes the log. */
    private void standBy() throws InterruptedException {
        writer.follow(0);
        if (writer.epoch() == 0) {
            return;
        }
        state.enter(State.STANDBY);
        long quietAfter =
                settings.watermarkInterval().multipliedBy(3).plusSeconds(2).toNanos();
        long lastAlive = System.nanoTime();
        while (System.nanoTime() - lastAlive < quietAfter) {
            if (closed || Thread.interrupted()) {
                throw new InterruptedException("closed");
            }
            if (writer.follow(200)) {
                lastAlive = System.nanoTime();
                state.problems(List.of());
            }
            state.follows(writer.epoch(), writer.term());
        }
    }

    private void awaitFitOrigin() throws SQLException, InterruptedException {
        List<Finding> findings = OriginCheck.check(access);
        while (!findings.isEmpty()) {
            state.enter(State.WAITING_FOR_ORIGIN);
            state.problems(findings.stream().map(Finding::toString).toList());
            TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
            findings = OriginCheck.check(access);
        }
    }

    private void lead() throws SQLException, InterruptedException {
        if (!writer.claimTerm()) {
            return;
        }
        OriginPosition start = writer.origin();
        boolean resumed = !start.equals(OriginPosition.UNKNOWN);
        while (resumed || begin()) {
            state.follows(writer.epoch(), writer.term());
            state.enter(State.WRITING);
            Term.End end = write(writer.origin(), resumed);
            log.info("stopped writing the change log reason={}", end);
            if (end != Term.End.HISTORY_LOST || !writer.claimEpoch()) {
                return;
            }
            resumed = false;
        }
    }

    /** Opens the history of an epoch that has none yet, at what the origin shows now. */
    private boolean begin() throws SQLException, InterruptedException {
        OriginPosition start = BinlogEnd.find(access);
        log.info("a new epoch begins epoch={} position={}: everything cached is void", writer.epoch(), start);
        state.epochs.increment();
        return writer.begin(start);
    }

    private Term.End write(OriginPosition start, boolean resumed) throws SQLException, InterruptedException {
        OriginServerId server = access.identify();
        long rowsServerId = settings.serverId() == 0 ? 0 : settings.serverId() + 1;
        try (DebeziumRows rows = new DebeziumRows(originSettings, server, rowsServerId, settings.rowImageTimeout());
                CurrentKeys keys = new CurrentKeys(ForeignKeyLoader.from(access), new SettledSampler(access));
                Term current = new Term(writer, start, state, parts(server, rows, keys))) {
            keys.get();
            rows.start();
            term = current;
            Sentinel sentinel = new Sentinel(originSettings, settings.serverId(), start, resumed, current);
            return current.run(sentinel, () -> closed);
        } finally {
            term = null;
        }
    }

    private TermParts parts(OriginServerId server, RowSource rows, CurrentKeys keys) {
        return new TermParts(
                samplers.apply(access), keys, new RecordMaker(server.mariaDb()), rows, settings.watermarkInterval());
    }

    /** Settings can be changed while the binlog is read. */
    private void recheck() {
        try {
            while (!closed) {
                TimeUnit.SECONDS.sleep(CHECK_INTERVAL.toSeconds());
                Term current = term;
                if (current != null && isUnfit()) {
                    current.originUnfit();
                }
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private boolean isUnfit() {
        try {
            return !OriginCheck.check(access).isEmpty();
        } catch (SQLException e) {
            log.debug("the origin cannot be checked now: {}", OriginErrors.line(e));
            return false;
        }
    }
}
