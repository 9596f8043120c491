package io.nearside.node.store;

import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.nearside.config.CacheSettings;
import io.nearside.proxy.cache.ResultKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The region's shared results in a Hazelcast map, one copy each, bounded by bytes on each member.
 *
 * <p>Thread-safe. Offers wait in a short queue for one thread and are dropped when it is full.
 */
public final class HazelcastRegionTier implements RegionTier, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HazelcastRegionTier.class);

    private static final String MAP = "nearside.results";
    private static final Duration MAX_IDLE = Duration.ofHours(6);

    /** A region's members are a millisecond apart; whatever takes this long is no faster than many an origin. */
    private static final Duration FETCH_DEADLINE = Duration.ofMillis(50);

    private static final int MOST_OFFERS_WAITING = 256;

    private final IMap<byte[], byte[]> map;
    private final ThreadPoolExecutor offers;
    private final Counter dropped;
    private final Counter late;

    public HazelcastRegionTier(HazelcastInstance member, MeterRegistry registry) {
        this.map = member.getMap(MAP);
        this.offers = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_OFFERS_WAITING), task -> {
                    Thread thread = new Thread(task, "nearside-share");
                    thread.setDaemon(true);
                    return thread;
                });
        this.dropped = Counter.builder("nearside.region.offers.dropped")
                .description("Results not shared because too many were waiting")
                .register(registry);
        this.late = Counter.builder("nearside.region.fetches.failed")
                .description("Lookups in the region's tier that failed or took too long")
                .register(registry);
    }

    /** What every member of the region must be configured with, also those that keep no results. */
    public static void configure(Config config, CacheSettings cache) {
        MapConfig map = new MapConfig(MAP)
                .setInMemoryFormat(InMemoryFormat.BINARY)
                .setBackupCount(0)
                .setAsyncBackupCount(0)
                .setStatisticsEnabled(false)
                .setMaxIdleSeconds((int) MAX_IDLE.toSeconds())
                .setMergePolicyConfig(new MergePolicyConfig(DiscardMergePolicy.class.getName(), 100));
        map.getEvictionConfig()
                .setEvictionPolicy(EvictionPolicy.LRU)
                .setMaxSizePolicy(MaxSizePolicy.USED_HEAP_SIZE)
                .setSize((int) Math.max(1, cache.regionMaxBytes() >> 20));
        config.addMapConfig(map);
        config.getSerializationConfig().addDataSerializableFactory(OfferProcessor.FACTORY, OfferProcessor.factory());
    }

    @Override
    public CompletableFuture<Optional<byte[]>> fetch(ResultKey.Stored key) {
        CompletableFuture<Optional<byte[]>> found = new CompletableFuture<>();
        try {
            map.getAsync(key.encode()).handle((value, trouble) -> settle(found, value, trouble));
        } catch (RuntimeException e) {
            found.completeExceptionally(e);
        }
        return found.orTimeout(FETCH_DEADLINE.toMillis(), TimeUnit.MILLISECONDS).whenComplete((value, trouble) -> {
            if (trouble != null) {
                late.increment();
                log.debug("the region's tier did not answer", trouble);
            }
        });
    }

    private static boolean settle(
            CompletableFuture<Optional<byte[]>> found, byte @Nullable [] value, @Nullable Throwable trouble) {
        return trouble == null ? found.complete(Optional.ofNullable(value)) : found.completeExceptionally(trouble);
    }

    @Override
    public void offer(ResultKey.Stored key, CachedResult result) {
        try {
            offers.execute(() -> share(key, result));
        } catch (RejectedExecutionException e) {
            dropped.increment();
        }
    }

    private void share(ResultKey.Stored key, CachedResult result) {
        try {
            map.executeOnKey(key.encode(), new OfferProcessor(SharedForm.encode(result)));
        } catch (RuntimeException e) {
            dropped.increment();
            log.debug("a result was not shared", e);
        }
    }

    @Override
    public void close() {
        offers.shutdownNow();
    }
}
