package io.nearside.node.store;

import io.nearside.node.validity.Stamp;
import io.nearside.proxy.cache.Answer;
import io.nearside.proxy.cache.Recency;
import io.nearside.proxy.cache.ResultKey;

/**
 * An answer and the stamp that decides whether it still holds. Immutable.
 *
 * @param boundNanos how old it may be when it is served, as its statement says; or {@link Recency#NO_BOUND}
 */
record CachedResult(Answer answer, Stamp stamp, long boundNanos) {
    /** Roughly what an entry takes beside key and answer: map node, key, stamp, array headers. */
    private static final int OVERHEAD_BYTES = 300;

    private static final int BYTES_PER_TABLE = 150;
    private static final int BYTES_PER_VALUE = 80;

    CachedResult(Answer answer, Stamp stamp) {
        this(answer, stamp, Recency.NO_BOUND);
    }

    CachedResult within(long bound) {
        return bound == boundNanos ? this : new CachedResult(answer, stamp, bound);
    }

    /** Bytes that it takes in memory under {@code key}, about. */
    int weight(ResultKey key) {
        int keyBytes = key instanceof ResultKey.Stored stored ? stored.weight() : 0;
        int values = stamp.tables().stream()
                .mapToInt(table -> table.condition().size())
                .sum();
        int footprint = BYTES_PER_TABLE * stamp.tables().size() + BYTES_PER_VALUE * values;
        return OVERHEAD_BYTES + footprint + keyBytes + answer.length();
    }
}
