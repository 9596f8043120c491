package io.nearside.cdc.rows;

import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.OriginPosition;
import io.nearside.cdc.origin.OriginAccess;
import io.nearside.cdc.origin.OriginErrors;
import io.nearside.cdc.origin.OriginServerId;
import io.nearside.cdc.origin.SettledSampler;
import io.nearside.cdc.origin.VersionedTables;
import io.nearside.config.OriginSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Row images from Debezium Embedded, kept running: when it dies (a session's partial row images are enough for that), or
 * falls silent although rows changed, it is started again at the end of the binlog, after a pause that grows while it
 * keeps dying (and only a little while it is the schema that keeps changing). Nothing is stored.
 *
 * <p>A reader ends at a definition that Debezium does not understand, and the next one has the origin's own. If it is one of
 * those that the origin has, readers go without its table from then on; what else they pass over then is not known, so
 * each schema statement makes a new one necessary. Readers also go without tables that have system versioning, by their
 * names: what gives a table such versioning or another name makes a new one necessary as well.
 */
public final class DebeziumRows implements RowSource {
    private static final Logger log = LoggerFactory.getLogger(DebeziumRows.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** For readers that did nothing wrong: short, as each costs the origin only one reading of its definitions. */
    private static final Duration LONGEST_PAUSE_FOR_SCHEMA = Duration.ofSeconds(5);

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);
    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    private final OriginSettings settings;
    private final OriginServerId server;
    private final OriginAccess access;
    private final long fixedServerId;
    private final RowBuffer buffer;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable RowReader reader;
    private volatile boolean lenient;
    private volatile TrustWindow window;
    private int runs;

    /** Why the present reader is to be replaced. */
    private volatile @Nullable String distrust;

    /** @param serverId replication server id at the origin; 0 takes a random one */
    public DebeziumRows(OriginSettings settings, OriginServerId server, long serverId, Duration timeout) {
        this.settings = settings;
        this.server = server;
        this.access = new OriginAccess(settings);
        this.fixedServerId = serverId;
        this.buffer = new RowBuffer(timeout.toNanos());
        this.window = new TrustWindow(server.identity());
        this.thread = new Thread(this::supervise, "nearside-cdc-rows");
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void supervise() {
        Duration pause = FIRST_PAUSE;
        try {
            while (!closed) {
                long started = System.nanoTime();
                String reason = runOnce();
                if (closed) {
                    return;
                }
                boolean lasted = System.nanoTime() - started > LONGEST_PAUSE.toNanos();
                Duration longest = distrust == null ? LONGEST_PAUSE : LONGEST_PAUSE_FOR_SCHEMA;
                pause = lasted ? FIRST_PAUSE : min(pause.multipliedBy(2), longest);
                log.warn("row images stopped, next try in {} ms: {}", pause.toMillis(), reason);
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private String runOnce() throws InterruptedException {
        distrust = null;
        Set<ChangedTable> left;
        try {
            left = VersionedTables.find(access);
        } catch (SQLException e) {
            return "the origin cannot be asked for its tables: " + OriginErrors.line(e);
        }
        long serverId = fixedServerId == 0 ? randomServerId() : fixedServerId;
        TrustWindow opened = new TrustWindow(server.identity());
        RowReader current = new RowReader(
                DebeziumConfiguration.of(settings, server, serverId, runs++, lenient, left), buffer, opened);
        window = opened;
        reader = current;
        try {
            current.start();
            long startedNanos = System.nanoTime();
            while (!current.awaitEnd(opened.isMarked() ? 500 : 50)) {
                if (!opened.isMarked() && current.isStreaming()) {
                    mark(opened, left);
                }
                String trouble = trouble(current, System.nanoTime() - startedNanos);
                if (trouble != null) {
                    return trouble;
                }
            }
            lenient |= current.isStuck();
            return current.failure();
        } finally {
            buffer.stopped();
            current.close();
            reader = null;
        }
    }

    /** Decides, now that the reader has its definitions, from where on its images count, or that they do not at all. */
    private void mark(TrustWindow opened, Set<ChangedTable> left) {
        try (SettledSampler sampler = new SettledSampler(access)) {
            // What came before the reader's own place, it does not see.
            if (!VersionedTables.find(access).equals(left)) {
                distrust("tables with system versioning have changed");
            } else if (!opened.marked(sampler.sample().written())) {
                distrust("a schema statement came while the reader started");
            } else {
                log.info("row images come server={}", server.version());
            }
        } catch (SQLException e) {
            distrust("the origin cannot be asked for its position: " + OriginErrors.line(e));
        }
    }

    private @Nullable String trouble(RowReader current, long aliveNanos) {
        if (distrust != null) {
            return distrust;
        }
        if (!current.isStreaming()) {
            return aliveNanos > LONGEST_START.toNanos() ? "the reader did not get to the binlog" : null;
        }
        boolean silent =
                current.silentNanos() > LONGEST_SILENCE.toNanos() && buffer.owesNanos() > LONGEST_SILENCE.toNanos();
        return silent ? "the reader is silent although rows changed" : null;
    }

    private static long randomServerId() {
        return ThreadLocalRandom.current().nextLong(1L << 30, (1L << 32) - 1);
    }

    private static Duration min(Duration left, Duration right) {
        return left.compareTo(right) <= 0 ? left : right;
    }

    @Override
    public @Nullable List<RowChange> await(String gtid, long start, OriginPosition end, long seenNanos)
            throws InterruptedException {
        return window.covers(end.inSameFile(start)) ? buffer.await(gtid, start, end, seenNanos) : null;
    }

    /** Debezium has its own idea of each table, from the statements it has read; the next reader asks the origin. */
    @Override
    public void distrust(String reason) {
        RowReader current = reader;
        if (current != null) {
            current.retire();
        }
        buffer.distrust();
        distrust = reason;
    }

    @Override
    public void schemaChanged(OriginPosition from, OriginPosition to) {
        if (!window.changed(from, to)) {
            distrust("a schema statement came while the reader started");
        } else if (lenient) {
            distrust("a schema statement may have been passed over");
        }
    }

    @Override
    public boolean isUp() {
        RowReader current = reader;
        return current != null && current.isStreaming() && window.isMarked();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
