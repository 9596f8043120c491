package io.nearside.proxy.cache;

import org.jspecify.annotations.Nullable;

/**
 * How recent what a session is served must be. Immutable: a session keeps one, and makes another when it writes or sets its
 * bound, so that a lookup makes none.
 *
 * @param barrier from {@link ResultCache#writeBarrier()}, taken after the session's last write completed; or {@link
 *     ResultCache#NO_BARRIER}
 * @param write what the session wrote last, if the origin has told; when it is known the barrier need not be passed
 * @param maxStalenessNanos the session's own bound on how old an answer may be; 0: always ask the origin; or {@link
 *     #NO_BOUND}
 */
public record Recency(long barrier, @Nullable OwnWrite write, long maxStalenessNanos) {
    /** No bound of one's own: the next wider one holds, in the end the node's. */
    public static final long NO_BOUND = -1;

    /** A session that has written nothing and set nothing. */
    public static final Recency NODES_OWN = new Recency(ResultCache.NO_BARRIER, null, NO_BOUND);

    public Recency behind(long laterBarrier) {
        return behind(laterBarrier, null);
    }

    public Recency behind(long laterBarrier, @Nullable OwnWrite laterWrite) {
        return new Recency(laterBarrier, laterWrite, maxStalenessNanos);
    }

    public Recency within(long boundNanos) {
        return new Recency(barrier, write, boundNanos);
    }
}
