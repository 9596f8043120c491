package io.nearside.node.store;

import io.nearside.proxy.cache.ResultKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A region's tier in memory that several nodes may share, and that can be told to let callers wait. Not thread-safe. */
final class TestingRegionTier implements RegionTier {
    private final Map<ResultKey.Stored, byte[]> kept = new HashMap<>();
    private @Nullable CompletableFuture<Optional<byte[]>> slow;

    /** The next fetch completes when the returned future is completed. */
    CompletableFuture<Optional<byte[]>> slowDown() {
        CompletableFuture<Optional<byte[]>> answer = new CompletableFuture<>();
        slow = answer;
        return answer;
    }

    Optional<byte[]> kept(ResultKey.Stored key) {
        return Optional.ofNullable(kept.get(key));
    }

    @Override
    public CompletableFuture<Optional<byte[]>> fetch(ResultKey.Stored key) {
        CompletableFuture<Optional<byte[]>> answer = slow;
        slow = null;
        return answer == null ? CompletableFuture.completedFuture(kept(key)) : answer;
    }

    @Override
    public void offer(ResultKey.Stored key, CachedResult result) {
        byte[] offered = SharedForm.encode(result);
        kept.merge(key, offered, (old, latest) -> SharedForm.isNewer(latest, old) ? latest : old);
    }
}
