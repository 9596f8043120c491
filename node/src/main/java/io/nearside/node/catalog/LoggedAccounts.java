package io.nearside.node.catalog;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.origin.OriginAccess;
import io.nearside.cdc.origin.OriginConnection;
import io.nearside.cdc.origin.OriginErrors;
import io.nearside.node.log.LogListener;
import io.nearside.proxy.auth.OriginAccounts;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The origin's accounts as the change log tells of them, and as the node's own account may read them in
 * {@code mysql.user}. Every record that voids everything may be about accounts.
 *
 * <p>Told by the log's follower, read by event loops; one thread of its own reads the origin.
 */
public final class LoggedAccounts implements OriginAccounts, LogListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LoggedAccounts.class);

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);
    private static final int MOST_WAITING = 1_000;

    /** SHA1 in hexadecimal, after a star: what both servers keep for {@code mysql_native_password}. */
    private static final int STAGE_2_HEX = 40;

    private final OriginAccess access;
    private final ExecutorService reader;
    private volatile long version;
    private @Nullable OriginConnection connection;
    private boolean complained;

    public LoggedAccounts(OriginAccess access) {
        this.access = access;
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), work -> {
                    Thread thread = new Thread(work, "nearside-accounts");
                    thread.setDaemon(true);
                    return thread;
                });
        one.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        this.reader = one;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public void onRecord(long sequence, ChangeRecord change) {
        if (change.kind() == ChangeKind.EVERYTHING) {
            version = sequence;
        }
    }

    @Override
    public void onRestart(LogBatch batch) {
        version = batch.last().sequence();
    }

    @Override
    public CompletionStage<List<byte[]>> nativeHashes(String user) {
        return CompletableFuture.supplyAsync(() -> read(user), reader)
                .completeOnTimeout(List.of(), READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private List<byte[]> read(String user) {
        try {
            return hashes(open(), user);
        } catch (SQLException e) {
            hangUp();
            try {
                // It may have been idle for too long.
                return hashes(open(), user);
            } catch (SQLException again) {
                hangUp();
                complain(again);
                return List.of();
            }
        }
    }

    private OriginConnection open() throws SQLException {
        OriginConnection open = connection;
        if (open == null) {
            open = access.open(READ_TIMEOUT);
            connection = open;
        }
        return open;
    }

    private static List<byte[]> hashes(OriginConnection connection, String user) throws SQLException {
        String name = HexFormat.of().formatHex(user.getBytes(StandardCharsets.UTF_8));
        List<byte[]> hashes = new ArrayList<>();
        for (var row : connection.query("SELECT DISTINCT authentication_string FROM mysql.user WHERE User = CONVERT(x'"
                + name + "' USING utf8) AND plugin IN ('mysql_native_password', '')")) {
            String kept = row.text(0);
            if (kept.length() == STAGE_2_HEX + 1 && kept.matches("\\*[0-9A-Fa-f]*")) {
                hashes.add(HexFormat.of().parseHex(kept.substring(1)));
            }
        }
        return hashes;
    }

    private void complain(SQLException e) {
        if (!complained) {
            complained = true;
            log.info(
                    "accounts with mysql_native_password keep origin connections of their own unless they log in over"
                            + " TLS, as mysql.user cannot be read (GRANT SELECT ON mysql.user mends it): {}",
                    OriginErrors.line(e));
        }
    }

    private void hangUp() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    @Override
    public void close() {
        reader.execute(this::hangUp);
        reader.shutdown();
    }
}
