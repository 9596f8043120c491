package io.nearside.node.whole;

import io.nearside.proxy.cache.Answer;
import io.nearside.proxy.cache.FillLease;
import io.nearside.proxy.cache.Recency;
import io.nearside.proxy.cache.ResultCache;
import io.nearside.proxy.cache.ResultKey;
import io.nearside.proxy.footprint.Footprint;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A cache without the guard against late answers: what it keeps counts as of when the answer has come, not of before it
 * was asked for. Thread-safe.
 */
record LateStamping(ResultCache cache) implements ResultCache {
    @Override
    public @Nullable Answer lookup(ResultKey key, Recency recency) {
        return cache.lookup(key, recency);
    }

    @Override
    public long writeBarrier() {
        return cache.writeBarrier();
    }

    @Override
    public void miss(
            ResultKey.Stored key,
            Footprint footprint,
            long boundNanos,
            Recency recency,
            Executor executor,
            AfterMiss next) {
        cache.miss(key, footprint, boundNanos, recency, executor, new AfterMiss() {
            @Override
            public void serve(Answer answer) {
                next.serve(answer);
            }

            @Override
            public void fill(FillLease lease) {
                next.fill(new LateLease(lease, key, footprint, executor));
            }

            @Override
            public void forward() {
                next.forward();
            }
        });
    }

    /** Lets go of the lease that was asked for in time, and keeps the answer under one taken when it has come. */
    private final class LateLease implements FillLease {
        private final FillLease timely;
        private final ResultKey.Stored key;
        private final Footprint footprint;
        private final Executor executor;

        LateLease(FillLease timely, ResultKey.Stored key, Footprint footprint, Executor executor) {
            this.timely = timely;
            this.key = key;
            this.footprint = footprint;
            this.executor = executor;
        }

        @Override
        public int maxBytes() {
            return timely.maxBytes();
        }

        @Override
        public void abandon() {
            timely.abandon();
        }

        @Override
        public void complete(Answer answer) {
            timely.abandon();
            cache.miss(key, footprint, Recency.NO_BOUND, Recency.NODES_OWN, executor, new AfterMiss() {
                @Override
                public void serve(Answer there) {}

                @Override
                public void fill(FillLease lease) {
                    lease.complete(answer);
                }

                @Override
                public void forward() {}
            });
        }
    }
}
