package io.nearside.origin;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A database server of this machine that stands for the origin. Starting, stopping and killing keep data directory and
 * port, so that a client finds the same server again. Safe for use by many threads.
 */
public interface OriginServer extends AutoCloseable {
    OriginFlavor flavor();

    String host();

    int port();

    /** Where the server keeps its data, binlog included. */
    Path dataDir();

    /** Where the server writes what befalls it; its own words, in latin1 or UTF-8. */
    Path log();

    /** Whether the server process lives. */
    boolean isRunning();

    /** Waits until the server process ends; returns at once if there is none. */
    void awaitEnd() throws InterruptedException;

    /** Starts the server and returns when it accepts logins; does nothing if it runs. */
    void start();

    /** Shuts the server down in order, as its own service script would; does nothing if it does not run. */
    void stop();

    /** Ends the server process at once ({@code kill -9}): what it had not written to its files is lost. */
    void kill();

    /** Ends the server for good, and deletes its data unless they were asked to be kept in a folder of the caller's. */
    @Override
    void close();

    /** An address for Connector/J; {@code schema} may be empty. Ends in parameters: append more after {@code &}. */
    default String jdbcUrl(String schema) {
        return "jdbc:mysql://" + host() + ":" + port() + "/" + schema
                + "?sslMode=DISABLED&allowPublicKeyRetrieval=true";
    }

    /** A connection as {@link OriginAccount#ADMIN}; {@code schema} may be empty. */
    default Connection connect(String schema) throws SQLException {
        return connect(schema, OriginAccount.ADMIN);
    }

    default Connection connect(String schema, OriginAccount account) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(schema), account.user(), account.password());
    }

    /** Runs the statements one after the other on one new connection as {@link OriginAccount#ADMIN}. */
    default void execute(String... statements) throws SQLException {
        try (Connection connection = connect("");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
