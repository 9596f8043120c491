package io.nearside.proxy.cache;

import io.nearside.proxy.footprint.Footprint;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A cache that believes everything it holds until it is told otherwise, and counts what it is asked. */
public final class TestingResultCache implements ResultCache {
    private static final int MAX_BYTES = 1 << 20;

    private final Map<ResultKey, Answer> answers = new ConcurrentHashMap<>();
    private final AtomicLong clock = new AtomicLong(1);
    private final AtomicLong knownUpTo = new AtomicLong(Long.MAX_VALUE - 1);
    private final Set<String> applied = ConcurrentHashMap.newKeySet();
    private volatile Recency asked = Recency.NODES_OWN;
    private volatile boolean shadowing;
    public final List<Shadow.Finding> findings = new CopyOnWriteArrayList<>();
    public final List<String> shapes = new CopyOnWriteArrayList<>();
    public final AtomicInteger hits = new AtomicInteger();
    public final AtomicInteger misses = new AtomicInteger();
    public final AtomicInteger fills = new AtomicInteger();
    public final AtomicInteger abandoned = new AtomicInteger();

    @Override
    public @Nullable Answer lookup(ResultKey key, Recency recency) {
        asked = recency;
        OwnWrite write = recency.write();
        boolean behind = recency.barrier() <= knownUpTo.get() || (write != null && applied.contains(write.gtid()));
        boolean mayHit = behind && recency.maxStalenessNanos() != 0;
        Answer answer = mayHit ? answers.get(key) : null;
        if (answer != null) {
            hits.incrementAndGet();
        }
        return answer;
    }

    @Override
    public void miss(
            ResultKey.Stored key,
            Footprint footprint,
            long boundNanos,
            Recency recency,
            Executor executor,
            AfterMiss next) {
        misses.incrementAndGet();
        executor.execute(() -> next.fill(new Lease(key)));
    }

    /** Whether every hit is to be compared with the origin. */
    public void shadow(boolean every) {
        shadowing = every;
    }

    @Override
    public @Nullable Shadow shadow(ResultKey key, Answer served) {
        if (!shadowing) {
            return null;
        }
        return (finding, shape) -> {
            findings.add(finding);
            if (finding == Shadow.Finding.DIFFERENT) {
                shapes.add(shape.get());
            }
        };
    }

    @Override
    public long writeBarrier() {
        return clock.incrementAndGet();
    }

    /** From now on writes stay unknown to the cache: sessions that write afterwards must not hit. */
    public void lagBehind() {
        knownUpTo.set(clock.get());
    }

    /** A transaction is known all the same. */
    public void applied(String gtid) {
        applied.add(gtid);
    }

    /** What was asked for last. */
    public Recency recency() {
        return asked;
    }

    public void catchUp() {
        knownUpTo.set(Long.MAX_VALUE - 1);
    }

    public void clear() {
        answers.clear();
    }

    private final class Lease implements FillLease {
        private final ResultKey.Stored key;

        Lease(ResultKey.Stored key) {
            this.key = key;
        }

        @Override
        public int maxBytes() {
            return MAX_BYTES;
        }

        @Override
        public void complete(Answer answer) {
            fills.incrementAndGet();
            answers.put(key, answer);
        }

        @Override
        public void abandon() {
            abandoned.incrementAndGet();
        }
    }
}
