package io.nearside.node.store;

import io.nearside.proxy.cache.ResultKey;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The results that the nodes of a region share, as bytes. Best effort: it may lose anything at any time.
 *
 * <p>Thread-safe. Nothing here blocks or throws.
 */
public interface RegionTier {
    /** What is stored under {@code key}; completes within a short deadline, and exceptionally when that passes. */
    CompletableFuture<Optional<byte[]>> fetch(ResultKey.Stored key);

    /** Shares a result, later and perhaps not at all; one that is newer stays. */
    void offer(ResultKey.Stored key, CachedResult result);

    /** Shares nothing and has nothing. */
    static RegionTier none() {
        return new RegionTier() {
            @Override
            public CompletableFuture<Optional<byte[]>> fetch(ResultKey.Stored key) {
                return CompletableFuture.completedFuture(Optional.empty());
            }

            @Override
            public void offer(ResultKey.Stored key, CachedResult result) {}
        };
    }
}
