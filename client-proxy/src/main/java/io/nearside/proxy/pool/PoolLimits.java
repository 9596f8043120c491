package io.nearside.proxy.pool;

import io.nearside.config.PoolSettings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How many connections to the origin there may be, and are, over all event loops. Thread-safe. */
public final class PoolLimits {
    private final PoolSettings settings;
    private final Map<String, Integer> byAccount = new HashMap<>();
    private final Set<OriginPool> pools = new HashSet<>();
    private int open;

    public PoolLimits(PoolSettings settings) {
        this.settings = settings;
    }

    /** The right to have one connection, until it is {@link #release released}. */
    public final class Permit {
        private final String account;
        private boolean released;

        private Permit(String account) {
            this.account = account;
        }

        /** The connection is closed, or was never opened. More than once is as good as once. */
        public void release() {
            give(this);
        }
    }

    /** A permit, or null if there are as many connections as may be. */
    synchronized @Nullable Permit take(String account) {
        int has = byAccount.getOrDefault(account, 0);
        if (open >= settings.maxConnections() || has >= settings.maxConnectionsPerAccount()) {
            return null;
        }
        open++;
        byAccount.put(account, has + 1);
        return new Permit(account);
    }

    private void give(Permit permit) {
        OriginPool[] all;
        synchronized (this) {
            if (permit.released) {
                return;
            }
            permit.released = true;
            open--;
            byAccount.merge(permit.account, -1, (has, less) -> has + less == 0 ? null : has + less);
            all = pools.toArray(OriginPool[]::new);
        }
        for (OriginPool pool : all) {
            pool.permitFree();
        }
    }

    synchronized void add(OriginPool pool) {
        pools.add(pool);
    }

    /** A pool has sessions that wait and no connection of its own to give them: others are to close one that rests. */
    void starved(OriginPool by) {
        OriginPool[] others;
        synchronized (this) {
            others = pools.toArray(OriginPool[]::new);
        }
        for (OriginPool pool : others) {
            if (pool != by) {
                pool.spare();
            }
        }
    }

    synchronized boolean isFull() {
        return open >= settings.maxConnections();
    }

    synchronized int open() {
        return open;
    }

    PoolSettings settings() {
        return settings;
    }
}
