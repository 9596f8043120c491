package io.nearside.node.origin;

import io.nearside.cdc.origin.OriginAccess;
import io.nearside.cdc.origin.OriginConnection;
import io.nearside.cdc.origin.OriginErrors;
import io.nearside.node.origin.OriginClock.Reading;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the origin's clock about once a second on a connection of its own, for ever, and so also knows whether the
 * origin can be reached. One thread of its own.
 */
public final class ClockReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClockReader.class);

    private static final String QUERY = "SELECT " + OriginAccess.CLOCK_MICROS;

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration INTERVAL_UNREACHABLE = Duration.ofMillis(500);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

    /** The first readings after connecting are slow; a few in a row sharpen the bounds at once. */
    private static final int READINGS_AT_START = 3;

    private final OriginAccess access;
    private final LongSupplier nanoTime;
    private final Consumer<Reading> listener;
    private final Thread thread;
    private volatile boolean reachable;
    private volatile @Nullable String trouble = "not tried yet";

    public ClockReader(OriginAccess access, LongSupplier nanoTime, Consumer<Reading> listener) {
        this.access = access;
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.thread = new Thread(this::run, "nearside-clock");
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Why the origin cannot be reached, or null when it can. */
    public @Nullable String trouble() {
        return trouble;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    readWhileConnected();
                } catch (SQLException e) {
                    onTrouble(OriginErrors.line(e));
                } catch (RuntimeException e) {
                    log.error("reading the origin's clock failed", e);
                    onTrouble(e.toString());
                }
                TimeUnit.MILLISECONDS.sleep(INTERVAL_UNREACHABLE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readWhileConnected() throws SQLException, InterruptedException {
        try (OriginConnection connection = access.open(READ_TIMEOUT)) {
            for (int readings = 1; ; readings++) {
                listener.accept(read(connection));
                if (!reachable) {
                    reachable = true;
                    trouble = null;
                    log.info("the origin is reachable");
                }
                if (readings >= READINGS_AT_START) {
                    TimeUnit.MILLISECONDS.sleep(INTERVAL.toMillis());
                }
            }
        }
    }

    private Reading read(OriginConnection connection) throws SQLException {
        long before = nanoTime.getAsLong();
        long originMicros = connection.query(QUERY).get(0).number(0);
        return new Reading(before, originMicros, nanoTime.getAsLong());
    }

    private void onTrouble(String reason) {
        if (reachable || !reason.equals(trouble)) {
            log.warn("the origin is not reachable, trying again: {}", reason);
        }
        reachable = false;
        trouble = reason;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
