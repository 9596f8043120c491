package io.nearside.proxy.cache;

/**
 * How recent what a session is served must be. Immutable: a session keeps one, and makes another when it writes or sets its
 * bound, so that a lookup makes none.
 *
 * @param barrier from {@link ResultCache#writeBarrier()}, taken after the session's last write completed; or {@link
 *     ResultCache#NO_BARRIER}
 * @param maxStalenessNanos the session's own bound on how old an answer may be; 0: always ask the origin; or {@link
 *     #NO_BOUND}
 */
public record Recency(long barrier, long maxStalenessNanos) {
    /** No bound of one's own: the next wider one holds, in the end the node's. */
    public static final long NO_BOUND = -1;

    /** A session that has written nothing and set nothing. */
    public static final Recency NODES_OWN = new Recency(ResultCache.NO_BARRIER, NO_BOUND);

    public Recency behind(long laterBarrier) {
        return new Recency(laterBarrier, maxStalenessNanos);
    }

    public Recency within(long boundNanos) {
        return new Recency(barrier, boundNanos);
    }
}
