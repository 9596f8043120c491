package io.nearside.node.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.nearside.cdc.log.LogBatch;
import io.nearside.node.log.LogListener;
import io.nearside.proxy.cache.ResultKey;
import org.jspecify.annotations.Nullable;

/** The results in this process's memory, bounded by bytes. Thread-safe; never blocks. */
public final class NodeTier implements LogListener {
    private final Cache<ResultKey, CachedResult> results;

    public NodeTier(long maxBytes) {
        this.results = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((ResultKey key, CachedResult result) -> result.weight(key))
                .build();
    }

    @Nullable
    CachedResult get(ResultKey key) {
        return results.getIfPresent(key);
    }

    /** Keeps the result, unless there is a newer one. */
    void offer(ResultKey.Stored key, CachedResult result) {
        results.asMap().merge(key, result, (old, offered) -> offered.stamp().isNewerThan(old.stamp()) ? offered : old);
    }

    long count() {
        return results.estimatedSize();
    }

    long bytes() {
        return results.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
    }

    /** Frees the memory of results that no longer hold; that they are not served does not depend on it. */
    @Override
    public void onLost() {
        results.invalidateAll();
    }

    @Override
    public void onRestart(LogBatch batch) {
        results.invalidateAll();
    }
}
