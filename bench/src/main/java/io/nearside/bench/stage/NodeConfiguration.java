package io.nearside.bench.stage;

import io.nearside.origin.OriginAccount;

/** The configuration file of a region's node. */
final class NodeConfiguration {
    /** Which variable of the node's environment holds the password of its account at the origin. */
    static final String PASSWORD_VARIABLE = "NEARSIDE_ORIGIN_PASSWORD";

    private NodeConfiguration() {}

    /** Of the node in the origin's region: reads the binlog, and offers its change log to the other regions. */
    static String leader(Site site, int logPort) {
        return common(site)
                + """
                wan:
                  listen: {host: 127.0.0.1, port: %d}
                """
                        .formatted(logPort);
    }

    /** Of a node elsewhere: follows the change log of the origin's region. */
    static String follower(Site site, int logPort) {
        return common(site)
                + """
                wan:
                  upstream: {host: 127.0.0.1, port: %d}
                """
                        .formatted(logPort);
    }

    /** Of a node that is the only one of its installation. */
    static String alone(Site site, LoneNodePlan plan) {
        return base(site, "maxConnections: " + plan.maxClients())
                + """
                cache: {maxBytes: 64MiB, regionMaxBytes: 64MiB, maxStaleness: %dms}
                cdc: {watermarkInterval: %dms}
                pool: {maxConnections: %d}
                """
                        .formatted(
                                plan.maxStaleness().toMillis(),
                                plan.watermarkInterval().toMillis(),
                                plan.poolConnections());
    }

    private static String common(Site site) {
        return base(site, "maxConnections: 1000")
                + """
                # As little memory as six processes on a small machine should take.
                cache: {maxBytes: 32MiB, regionMaxBytes: 32MiB}
                """;
    }

    private static String base(Site site, String moreOfListen) {
        return """
                region: %s
                origin: {host: 127.0.0.1, port: %d, username: %s, password: "${%s}"}
                listen: {host: 127.0.0.1, port: %d, drainTimeout: 1s, %s}
                admin: {host: 127.0.0.1, port: %d}
                cluster: {host: 127.0.0.1, port: %d, portCount: 1}
                """
                .formatted(
                        site.region().title(),
                        site.originPort(),
                        OriginAccount.READER.user(),
                        PASSWORD_VARIABLE,
                        site.clientPort(),
                        moreOfListen,
                        site.adminPort(),
                        site.clusterPort());
    }
}
