package io.nearside.node.origin;

import io.nearside.node.origin.OriginClock.Reading;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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

    /** The same whatever the session's time zone. */
    private static final String QUERY =
            "SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00.000000', UTC_TIMESTAMP(6))";

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration INTERVAL_UNREACHABLE = Duration.ofMillis(500);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

    /** The first readings after connecting are slow; a few in a row sharpen the bounds at once. */
    private static final int READINGS_AT_START = 3;

    private final OriginConnector connector;
    private final LongSupplier nanoTime;
    private final Consumer<Reading> listener;
    private final Thread thread;
    private volatile boolean reachable;
    private volatile @Nullable String trouble = "not tried yet";

    public ClockReader(OriginConnector connector, LongSupplier nanoTime, Consumer<Reading> listener) {
        this.connector = connector;
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
                    onTrouble(e);
                }
                TimeUnit.MILLISECONDS.sleep(INTERVAL_UNREACHABLE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readWhileConnected() throws SQLException, InterruptedException {
        try (Connection connection = connector.open(READ_TIMEOUT);
                PreparedStatement statement = connection.prepareStatement(QUERY)) {
            for (int readings = 1; ; readings++) {
                listener.accept(read(statement));
                if (!reachable) {
                    reachable = true;
                    trouble = null;
                    log.info("Origin {} is reachable", connector);
                }
                if (readings >= READINGS_AT_START) {
                    TimeUnit.MILLISECONDS.sleep(INTERVAL.toMillis());
                }
            }
        }
    }

    private Reading read(PreparedStatement statement) throws SQLException {
        long before = nanoTime.getAsLong();
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            long originMicros = row.getLong(1);
            return new Reading(before, originMicros, nanoTime.getAsLong());
        }
    }

    private void onTrouble(SQLException e) {
        String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
        if (reachable || !reason.equals(trouble)) {
            log.warn("Origin {} is not reachable, trying again: {}", connector, reason);
        }
        reachable = false;
        trouble = reason;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
