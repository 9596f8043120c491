package io.nearside.config;

import java.time.Duration;

/**
 * How many connections to the origin serve the clients.
 *
 * @param maxConnections of all accounts together
 * @param maxConnectionsPerAccount of one account
 * @param waitTimeout how long a statement waits for one
 */
public record PoolSettings(int maxConnections, int maxConnectionsPerAccount, Duration waitTimeout) {
    private static final SettingType<Integer> CONNECTIONS = SettingType.count(1, 100_000);

    static final Setting<Integer> MAX_CONNECTIONS = Setting.of(
            "maxConnections",
            CONNECTIONS,
            "100",
            "Most connections of this node to the origin for its clients; the origin's `max_connections` must have room"
                    + " for those of all nodes.");
    static final Setting<Integer> MAX_CONNECTIONS_PER_ACCOUNT = Setting.derived(
            "maxConnectionsPerAccount",
            CONNECTIONS,
            "100",
            "100, or `pool.maxConnections` where that is less",
            "Most of them for one account. At most `pool.maxConnections`.");
    static final Setting<Duration> WAIT_TIMEOUT = Setting.of(
            "waitTimeout",
            SettingType.duration("0s", "10m"),
            "10s",
            "How long a statement waits for a connection to the origin when all are in use; after that it fails.");

    public PoolSettings {
        MAX_CONNECTIONS.check(maxConnections);
        MAX_CONNECTIONS_PER_ACCOUNT.check(maxConnectionsPerAccount);
        WAIT_TIMEOUT.check(waitTimeout);
    }

    public static PoolSettings defaults() {
        int most = MAX_CONNECTIONS.standardValue();
        return new PoolSettings(most, perAccount(most), WAIT_TIMEOUT.standardValue());
    }

    private static int perAccount(int maxConnections) {
        return Math.min(MAX_CONNECTIONS_PER_ACCOUNT.standardValue(), maxConnections);
    }

    static PoolSettings read(SectionReader in) {
        int most = in.get(MAX_CONNECTIONS);
        return new PoolSettings(most, in.get(MAX_CONNECTIONS_PER_ACCOUNT, perAccount(most)), in.get(WAIT_TIMEOUT));
    }
}
