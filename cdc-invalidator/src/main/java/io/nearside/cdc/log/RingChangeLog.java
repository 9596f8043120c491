package io.nearside.cdc.log;

import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.RingbufferConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.ringbuffer.OverflowPolicy;
import com.hazelcast.ringbuffer.ReadResultSet;
import com.hazelcast.ringbuffer.Ringbuffer;
import io.nearside.config.CdcSettings;
import io.nearside.config.ClusterSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The change log in the region's Hazelcast ring, one encoded batch an item.
 *
 * <p>Thread-safe. An interrupt ends a waiting call with a {@link ChangeLogException} and stays set.
 */
public final class RingChangeLog implements ChangeLog {
    /** Name of the ring in the region's cluster. */
    public static final String NAME = "nearside.log";

    private static final Logger log = LoggerFactory.getLogger(RingChangeLog.class);

    /** What Hazelcast takes in one call, both ways; the smallest log that settings allow holds more. */
    private static final int MOST_ITEMS = 1_000;

    /** A call is one message to the ring's owner: enough for good throughput, little enough not to stall others. */
    private static final int MOST_BYTES = 4 << 20;

    private static final Duration APPEND_TIMEOUT = Duration.ofSeconds(30);

    private final Ringbuffer<byte[]> ring;
    private final Map<Slice, CompletableFuture<ReadResultSet<byte[]>>> waiting = new ConcurrentHashMap<>();

    public RingChangeLog(HazelcastInstance hazelcast) {
        ring = hazelcast.getRingbuffer(NAME);
    }

    /** Adds the ring to the configuration of a member of the region's cluster. */
    public static void configure(Config config, CdcSettings cdc, ClusterSettings cluster) {
        config.addRingBufferConfig(new RingbufferConfig(NAME)
                .setCapacity(cdc.logCapacity())
                .setBackupCount(cluster.backupCount())
                .setAsyncBackupCount(0)
                .setTimeToLiveSeconds(0)
                .setInMemoryFormat(InMemoryFormat.BINARY));
        // Otherwise an append counts as done although its backup was lost in a cut.
        config.setProperty("hazelcast.operation.fail.on.indeterminate.state", "true");
    }

    @Override
    public long append(List<LogBatch> batches) {
        long newest = -1;
        List<byte[]> items = new ArrayList<>();
        int size = 0;
        for (LogBatch batch : batches) {
            byte[] item = LogBatchCodec.encode(batch);
            if (items.size() == MOST_ITEMS || (size > 0 && size + item.length > MOST_BYTES)) {
                newest = add(items);
                items = new ArrayList<>();
                size = 0;
            }
            items.add(item);
            size += item.length;
        }
        return items.isEmpty() ? Math.max(newest, newest()) : add(items);
    }

    private long add(List<byte[]> items) {
        CompletableFuture<Long> newest =
                interruptible(guarded(() -> ring.addAllAsync(items, OverflowPolicy.OVERWRITE)));
        try {
            return newest.get(APPEND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChangeLogException("interrupted while appending to the change log", e);
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            throw new ChangeLogException("the change log did not confirm an append", e);
        }
    }

    @Override
    public long oldest() {
        return guarded(ring::headSequence);
    }

    @Override
    public long newest() {
        return guarded(ring::tailSequence);
    }

    @Override
    public Read read(long from, int most, long waitMillis) {
        Slice slice = new Slice(Math.max(from, 0), Math.min(most, MOST_ITEMS));
        ReadResultSet<byte[]> items = poll(slice, waitMillis);
        if (items == null) {
            // Nothing came. A ring that started over may never reach that number again.
            long newest = newest();
            return new Read(List.of(), from > newest + 1 ? oldest() : from);
        }
        List<LogBatch> batches = new ArrayList<>(items.size());
        for (byte[] item : items) {
            decode(item, batches);
        }
        return new Read(batches, items.getNextSequenceToReadFrom());
    }

    /** Left out, an item that cannot be read is a gap, and the cursor will see it. */
    private static void decode(byte[] item, List<LogBatch> batches) {
        try {
            batches.add(LogBatchCodec.decode(item));
        } catch (MalformedBatchException e) {
            log.warn("skipped an item of the change log that cannot be read reason={}", e.getMessage());
        }
    }

    /** A read that found nothing stays parked at the ring's owner; the next call for the same items waits for it. */
    private @Nullable ReadResultSet<byte[]> poll(Slice slice, long waitMillis) {
        CompletableFuture<ReadResultSet<byte[]>> items = waiting.computeIfAbsent(slice, this::request);
        try {
            ReadResultSet<byte[]> result = items.get(waitMillis, TimeUnit.MILLISECONDS);
            waiting.remove(slice, items);
            return result;
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChangeLogException("interrupted while reading the change log", e);
        } catch (ExecutionException | CancellationException e) {
            waiting.remove(slice, items);
            throw new ChangeLogException("the change log could not be read", e);
        }
    }

    private CompletableFuture<ReadResultSet<byte[]>> request(Slice slice) {
        return interruptible(guarded(() -> ring.readManyAsync(slice.from(), 1, slice.most(), null)));
    }

    /** Hazelcast's own futures may swallow an interrupt that came before the wait. */
    private static <T> CompletableFuture<T> interruptible(CompletionStage<T> stage) {
        CompletableFuture<T> future = new CompletableFuture<>();
        stage.whenCompleteAsync(
                (result, failure) -> {
                    if (failure == null) {
                        future.complete(result);
                    } else {
                        future.completeExceptionally(failure);
                    }
                },
                Runnable::run);
        return future;
    }

    /** Hazelcast throws unchecked exceptions of many kinds; to callers they are one. */
    private static <T> T guarded(Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            throw new ChangeLogException("the change log could not be reached", e);
        }
    }

    private record Slice(long from, int most) {}
}
