package io.nearside.node.catalog;

import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.Watermark;
import io.nearside.cdc.origin.OriginAccess;
import io.nearside.cdc.origin.OriginConnection;
import io.nearside.cdc.origin.OriginErrors;
import io.nearside.node.log.LogListener;
import io.nearside.proxy.footprint.TableName;
import io.nearside.proxy.sql.Catalog;
import io.nearside.proxy.sql.TableDefinition;
import io.nearside.proxy.sql.TableKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The origin's tables, read again after every schema change: not ready from the moment such a change is seen, and read
 * only once the origin shows it to queries, so that what is read includes it.
 *
 * <p>Told by the log's follower, read by event loops; one thread of its own reads the origin.
 */
public final class OriginCatalog implements Catalog, LogListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OriginCatalog.class);

    private static final Duration READ_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final long UNKNOWN = Long.MAX_VALUE;

    /** Where the tables come from. */
    interface Source {
        OriginTables read() throws SQLException;
    }

    private final Source source;
    private final Thread thread;

    /** The last schema change that is known; what was read before the origin showed it is out of date. */
    private long changedAt = UNKNOWN;

    private long settled = -1;
    private volatile long version = 1;
    private volatile boolean ready;
    private volatile @Nullable OriginTables tables;
    private volatile @Nullable String trouble = "not read yet";

    public OriginCatalog(OriginAccess access) {
        this(() -> {
            try (OriginConnection connection = access.open(READ_TIMEOUT)) {
                return OriginTables.read(connection);
            }
        });
    }

    OriginCatalog(Source source) {
        this.source = source;
        this.thread = new Thread(this::run, "nearside-catalog");
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public boolean ready() {
        return ready;
    }

    /** Why the catalog is not ready, or null when it is. */
    public @Nullable String trouble() {
        return ready ? null : trouble;
    }

    @Override
    public TableKind kindOf(TableName table) {
        OriginTables known = tables;
        return known == null ? TableKind.MISSING : known.kindOf(table);
    }

    @Override
    public TableDefinition definitionOf(TableName table) {
        OriginTables known = tables;
        return known == null ? TableDefinition.UNKNOWN : known.definitionOf(table);
    }

    @Override
    public TableName normalize(String schema, String table) {
        TableName written = new TableName(schema, table);
        OriginTables known = tables;
        return known == null ? written : known.normalize(written);
    }

    @Override
    public void onRecord(long sequence, ChangeRecord change) {
        if (change.kind().changesSchema()) {
            outdate(sequence);
        }
    }

    @Override
    public void onLost() {
        outdate(UNKNOWN);
    }

    @Override
    public void onRestart(LogBatch batch) {
        outdate(batch.last().sequence());
    }

    private synchronized void outdate(long sequence) {
        ready = false;
        trouble = "waiting for a schema change to show";
        version++;
        changedAt = sequence;
        settled = -1;
    }

    @Override
    public synchronized void onWatermark(Watermark watermark) {
        settled = watermark.settled();
        if (isDue()) {
            notifyAll();
        }
    }

    private boolean isDue() {
        return !ready && settled >= changedAt;
    }

    private void run() {
        try {
            while (true) {
                refresh(awaitDue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until there is something to read and returns the version that is to be replaced. */
    private synchronized long awaitDue() throws InterruptedException {
        while (!isDue()) {
            wait();
        }
        return version;
    }

    private void refresh(long outdated) throws InterruptedException {
        try {
            OriginTables read = source.read();
            if (install(read, outdated)) {
                log.info("the origin's catalog was read tables={} version={}", read.count(), version);
            }
        } catch (SQLException e) {
            pause(OriginErrors.line(e));
        } catch (RuntimeException e) {
            log.error("reading the origin's catalog failed", e);
            pause(e.toString());
        }
    }

    private void pause(String reason) throws InterruptedException {
        if (!reason.equals(trouble)) {
            log.warn("the origin's catalog cannot be read, trying again: {}", reason);
        }
        trouble = reason;
        TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_FAILURE.toMillis());
    }

    /** Takes what was read, unless the schema changed again meanwhile. */
    private synchronized boolean install(OriginTables read, long outdated) {
        if (version != outdated) {
            return false;
        }
        version++;
        tables = read;
        trouble = null;
        ready = true;
        return true;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
