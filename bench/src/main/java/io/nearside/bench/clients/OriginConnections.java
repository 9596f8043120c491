package io.nearside.bench.clients;

import io.nearside.origin.OriginServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many connections of a user an origin has at a time, by its own count. */
final class OriginConnections implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OriginConnections.class);
    private static final long PAUSE_MILLIS = 100;
    private static final String COUNT = "SELECT COUNT(*) FROM information_schema.processlist WHERE user = ?";

    private final Connection admin;
    private final String user;
    private final AtomicInteger most = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "origin-connections");

    private OriginConnections(Connection admin, String user) {
        this.admin = admin;
        this.user = user;
    }

    /** Counts from now on, until closed. */
    static OriginConnections watch(OriginServer origin, String user) throws SQLException {
        OriginConnections connections = new OriginConnections(origin.connect(""), user);
        connections.thread.setDaemon(true);
        connections.thread.start();
        return connections;
    }

    private void run() {
        try (PreparedStatement statement = admin.prepareStatement(COUNT)) {
            statement.setString(1, user);
            while (!Thread.interrupted()) {
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    most.accumulateAndGet(rows.getInt(1), Math::max);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            log.trace("closed", e);
        } catch (SQLException e) {
            log.error("the origin's connections are counted no more", e);
            most.set(Integer.MAX_VALUE);
        }
    }

    /** Of all counts; more than any number could be if the origin could not be asked. */
    int most() {
        return most.get();
    }

    @Override
    public void close() throws SQLException {
        thread.interrupt();
        admin.close();
    }
}
