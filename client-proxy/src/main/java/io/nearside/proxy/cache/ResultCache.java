package io.nearside.proxy.cache;

import io.nearside.proxy.footprint.Footprint;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The cached results as a session sees them. Whatever is returned may be served now: the cache has checked that no change
 * since can affect it, that its knowledge of the origin is no older than the staleness bound, and that it includes
 * everything before the session's barrier.
 *
 * <p>Thread-safe. Nothing here blocks; all of it may be called on event loops.
 */
public interface ResultCache {
    /** No write to wait for. */
    long NO_BARRIER = 0;

    /** The origin's clock is not known now: ask again before the next read, and do not use the cache until then. */
    long BARRIER_UNKNOWN = Long.MAX_VALUE;

    /**
     * The answer to {@code key}, if it is in this process's memory and may be served now.
     *
     * @param recency of the session; a bound that the statement itself named when it was filled goes before the session's
     */
    @Nullable
    Answer lookup(ResultKey key, Recency recency);

    /**
     * Decides what a session does after {@link #lookup} found nothing: wait for the region's tier or another session's
     * identical query, fill, or just ask the origin.
     *
     * <p>Exactly one method of {@code next} is called, once: either before this returns or later on {@code executor}.
     *
     * @param boundNanos how old the answer may be, as the statement itself says; or {@link Recency#NO_BOUND}
     */
    void miss(
            ResultKey.Stored key,
            Footprint footprint,
            long boundNanos,
            Recency recency,
            Executor executor,
            AfterMiss next);

    /**
     * Asked after each hit, with the key and what was served: whether the same is to be asked of the origin, after the
     * client has its answer. Null if it is not.
     */
    default @Nullable Shadow shadow(ResultKey key, Answer served) {
        return null;
    }

    /**
     * A barrier that every write completed before this call is behind. A lookup with it finds only answers that include
     * those writes.
     */
    long writeBarrier();

    /**
     * A moment in this node's knowledge of the log, for {@link OwnWrite}. Taken before a write is sent, it tells that write
     * from any of before.
     */
    default long writeMark() {
        return 0;
    }

    /** What a session is told to do after a miss. */
    interface AfterMiss {
        /** Serve this. */
        void serve(Answer answer);

        /** Ask the origin, collect the answer, and complete or abandon the lease. */
        void fill(FillLease lease);

        /** Ask the origin; do not collect. */
        void forward();
    }
}
