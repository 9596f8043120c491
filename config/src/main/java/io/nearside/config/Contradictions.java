package io.nearside.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Settings that are each allowed but do not go together. */
final class Contradictions {
    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::");
    private static final Pattern LOOPBACK =
            Pattern.compile("(?:localhost|127\\.[0-9.]+)(?::\\d+)?|::1|\\[::1](?::\\d+)?");

    /** One contradiction, with the keys that take part in it. */
    record Contradiction(List<String> keys, String message) {}

    /** An address of this machine that a process listens on. */
    private record Listener(String section, String host, int port) {
        boolean collidesWith(Listener other) {
            return port == other.port
                    && port != 0
                    && (host.equals(other.host) || ANY_ADDRESS.contains(host) || ANY_ADDRESS.contains(other.host));
        }
    }

    private final List<Contradiction> found = new ArrayList<>();

    private Contradictions() {}

    static List<Contradiction> in(Configuration configuration) {
        Contradictions contradictions = new Contradictions();
        contradictions.checkOneSourceOfChanges(configuration);
        contradictions.checkWatermarksAreFrequentEnough(configuration);
        contradictions.checkResultsFit(configuration);
        contradictions.checkCertificateHasKey(configuration.listen().tls());
        contradictions.checkAccountsFitThePool(configuration.pool());
        contradictions.checkMembersCanReachThisNode(configuration.cluster());
        contradictions.checkListenersDiffer(configuration);
        return contradictions.found;
    }

    private void checkOneSourceOfChanges(Configuration configuration) {
        if (configuration.cdc().embedded() && configuration.wan().upstream() != null) {
            add(
                    "cdc.embedded: true and wan.upstream exclude each other: a region either reads the origin's binlog"
                            + " or follows another region; remove one of the two",
                    "cdc.embedded",
                    "wan.upstream");
        }
    }

    private void checkWatermarksAreFrequentEnough(Configuration configuration) {
        long interval = configuration.cdc().watermarkInterval().toMillis();
        long staleness = configuration.cache().maxStaleness().toMillis();
        if (interval * 2 > staleness) {
            add(
                    "cdc.watermarkInterval (%dms) must be at most half of cache.maxStaleness (%dms)"
                            .formatted(interval, staleness),
                    "cdc.watermarkInterval",
                    "cache.maxStaleness");
        }
    }

    private void checkResultsFit(Configuration configuration) {
        CacheSettings cache = configuration.cache();
        if (cache.maxResultBytes() > cache.maxBytes()) {
            add(
                    "cache.maxResultBytes (%dB) must be at most cache.maxBytes (%dB)"
                            .formatted(cache.maxResultBytes(), cache.maxBytes()),
                    "cache.maxResultBytes",
                    "cache.maxBytes");
        }
    }

    private void checkCertificateHasKey(TlsSettings tls) {
        if (tls.certificate().isEmpty() != tls.key().isEmpty()) {
            String given = tls.key().isEmpty() ? "listen.tlsCertificate" : "listen.tlsKey";
            String missing = tls.key().isEmpty() ? "listen.tlsKey" : "listen.tlsCertificate";
            add(
                    "%s is given and %s is not: give both, or neither for a certificate that the node makes"
                            .formatted(given, missing),
                    given,
                    missing);
        }
    }

    private void checkAccountsFitThePool(PoolSettings pool) {
        if (pool.maxConnectionsPerAccount() > pool.maxConnections()) {
            add(
                    "pool.maxConnectionsPerAccount (%d) must be at most pool.maxConnections (%d)"
                            .formatted(pool.maxConnectionsPerAccount(), pool.maxConnections()),
                    "pool.maxConnectionsPerAccount",
                    "pool.maxConnections");
        }
    }

    private void checkMembersCanReachThisNode(ClusterSettings cluster) {
        if (isLoopback(cluster.host()) && !cluster.members().stream().allMatch(Contradictions::isLoopback)) {
            add(
                    "cluster.members on other machines cannot reach cluster.host (%s), give an address that they reach"
                            .formatted(cluster.host()),
                    "cluster.host",
                    "cluster.members");
        }
    }

    /** Whether a host or a member of the cluster names this machine only. */
    private static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host).matches();
    }

    private void checkListenersDiffer(Configuration configuration) {
        List<Listener> listeners = new ArrayList<>();
        OriginSettings origin = configuration.origin();
        ListenSettings listen = configuration.listen();
        AdminSettings admin = configuration.admin();
        ClusterSettings cluster = configuration.cluster();
        Endpoint wan = configuration.wan().listen();
        if (isLoopback(origin.host())) {
            listeners.add(new Listener("origin", origin.host(), origin.port()));
        }
        listeners.add(new Listener("listen", listen.host(), listen.port()));
        listeners.add(new Listener("admin", admin.host(), admin.port()));
        listeners.add(new Listener("cluster", cluster.host(), cluster.port()));
        if (wan != null) {
            listeners.add(new Listener("wan.listen", wan.host(), wan.port()));
        }
        for (int i = 0; i < listeners.size(); i++) {
            for (Listener earlier : listeners.subList(0, i)) {
                Listener later = listeners.get(i);
                if (later.collidesWith(earlier)) {
                    add(
                            "%s.port and %s.port are both %d"
                                    .formatted(earlier.section(), later.section(), later.port()),
                            later.section() + ".port",
                            earlier.section() + ".port");
                }
            }
        }
    }

    private void add(String message, String... keys) {
        found.add(new Contradiction(List.of(keys), message));
    }
}
