package io.nearside.bench.stage;

import io.nearside.origin.OriginServer;
import java.time.Duration;

/**
 * How a {@link LoneNode} is set.
 *
 * @param originPort where it finds the origin, or the line to it
 * @param maxStaleness how old its answers may be
 * @param watermarkInterval how often it learns how old they are
 * @param maxClients how many clients it serves at a time
 * @param poolConnections how many connections to the origin it opens for them
 */
public record LoneNodePlan(
        int originPort, Duration maxStaleness, Duration watermarkInterval, int maxClients, int poolConnections) {
    private static final int MAX_CLIENTS = 1_000;
    private static final int POOL_CONNECTIONS = 100;

    /** One beside the origin, for not too many clients. */
    public static LoneNodePlan beside(OriginServer origin, Duration maxStaleness, Duration watermarkInterval) {
        return new LoneNodePlan(origin.port(), maxStaleness, watermarkInterval, MAX_CLIENTS, POOL_CONNECTIONS);
    }
}
