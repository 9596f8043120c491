package io.nearside.cdc;

import io.nearside.cdc.binlog.OriginTransaction;
import io.nearside.cdc.origin.ForeignKeyLoader;
import io.nearside.cdc.origin.ForeignKeys;
import io.nearside.cdc.origin.OriginSampler;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The foreign keys that held at the place in the binlog that is being written about. They are read anew when a
 * transaction that may follow them comes after one that may have changed them. Not thread-safe.
 */
final class CurrentKeys implements AutoCloseable {
    /** A definition without GTID can never be asked for; this is more than it takes. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ForeignKeyLoader loader;
    private final OriginSampler sampler;
    private ForeignKeys loaded = ForeignKeys.NONE;
    private ForeignKeys current = ForeignKeys.NONE;
    private boolean stale = true;
    private @Nullable OriginTransaction change;

    /** @param sampler says whether a change is visible in the metadata yet; closed with this */
    CurrentKeys(ForeignKeyLoader loader, OriginSampler sampler) {
        this.loader = loader;
        this.sampler = sampler;
    }

    /** What {@code transaction} did may include a change of foreign keys. */
    void changed(OriginTransaction transaction) {
        stale = true;
        change = transaction.transactional() ? transaction : null;
    }

    /** Blocks until they are known. */
    ForeignKeys get() throws SQLException, InterruptedException {
        if (!stale) {
            return current;
        }
        OriginTransaction awaited = change;
        // A definition stands in the binlog before it stands in the metadata.
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (awaited != null
                && !sampler.sample().shows(awaited.gtid(), awaited.end())
                && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
        ForeignKeys previous = loaded;
        loaded = loader.load();
        // Later definitions may be in there already that the binlog has only after the transaction at hand.
        current = previous.and(loaded);
        stale = false;
        change = null;
        return current;
    }

    @Override
    public void close() {
        sampler.close();
    }
}
