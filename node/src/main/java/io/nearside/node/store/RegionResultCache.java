package io.nearside.node.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.nearside.config.CacheSettings;
import io.nearside.node.log.AppliedGtids;
import io.nearside.node.log.Freshness;
import io.nearside.node.origin.OriginClock;
import io.nearside.node.store.Flights.Flight;
import io.nearside.node.store.ResultMetrics.FillOutcome;
import io.nearside.node.store.ResultMetrics.MissReason;
import io.nearside.node.store.ResultMetrics.Tier;
import io.nearside.node.validity.AsOf;
import io.nearside.node.validity.Stamp;
import io.nearside.node.validity.Validity;
import io.nearside.proxy.cache.Answer;
import io.nearside.proxy.cache.FillLease;
import io.nearside.proxy.cache.OwnWrite;
import io.nearside.proxy.cache.Recency;
import io.nearside.proxy.cache.ResultCache;
import io.nearside.proxy.cache.ResultKey;
import io.nearside.proxy.cache.Shadow;
import io.nearside.proxy.footprint.Footprint;
import io.nearside.proxy.sql.Catalog;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The results of this node and its region, as sessions see them.
 *
 * <p>What is served was checked in this order: is this node's knowledge of the origin recent enough, does it include the
 * session's own writes, has nothing changed that the result depends on. Knowledge is published in the opposite order, so
 * the third check sees every change that the first relies on.
 *
 * <p>Thread-safe; nothing blocks.
 */
public final class RegionResultCache implements ResultCache {
    private static final long HOPELESS_KEY_BYTES = 4 << 20;
    private static final Duration HOPELESS_FOR = Duration.ofSeconds(10);

    private final CacheSettings settings;
    private final NodeTier results;
    private final RegionTier region;
    private final Validity validity;
    private final AsOfSource asOf;
    private final Freshness freshness;
    private final AppliedGtids gtids;
    private final Catalog catalog;
    private final Flights flights;
    private final ShadowChecks shadows;
    private final ResultMetrics metrics;

    /** Keys whose last fill brought nothing to cache: nobody waits for another's attempt. */
    private final Cache<ResultKey.Stored, Boolean> hopeless;

    /**
     * Puts the tiers together.
     *
     * @param asOf what results are stamped with
     * @param timer for bounding how long sessions wait for each other; runs short tasks only
     */
    public RegionResultCache(
            CacheSettings settings,
            NodeTier results,
            RegionTier region,
            Validity validity,
            AsOfSource asOf,
            Freshness freshness,
            AppliedGtids gtids,
            Catalog catalog,
            Timer timer,
            LongSupplier nanoTime,
            ShadowChecks shadows,
            MeterRegistry registry) {
        this.settings = settings;
        this.results = results;
        this.region = region;
        this.validity = validity;
        this.asOf = asOf;
        this.freshness = freshness;
        this.gtids = gtids;
        this.catalog = catalog;
        this.flights = new Flights(settings.flightTimeout(), timer, nanoTime);
        this.shadows = shadows;
        this.metrics = new ResultMetrics(registry, results);
        this.hopeless = Caffeine.newBuilder()
                .maximumWeight(HOPELESS_KEY_BYTES)
                .weigher((ResultKey.Stored key, Boolean value) -> 100 + key.weight())
                .expireAfterWrite(HOPELESS_FOR)
                .build();
    }

    @Override
    public @Nullable Answer lookup(ResultKey key, Recency recency) {
        CachedResult found = results.get(key);
        if (found == null) {
            metrics.missed(MissReason.ABSENT);
            return null;
        }
        MissReason why = whyNotServed(found, recency);
        if (why != null) {
            metrics.missed(why);
            return null;
        }
        metrics.hit(Tier.NODE);
        return found.answer();
    }

    private @Nullable MissReason whyNotServed(CachedResult result, Recency recency) {
        if (!isFresh(result.boundNanos(), recency)) {
            return MissReason.NOT_FRESH;
        }
        if (!isBehind(recency)) {
            return MissReason.BARRIER;
        }
        return result.stamp().holds() ? null : MissReason.VOIDED;
    }

    /** Whether enough is known for the statement's own bound, else the session's, else the node's. */
    private boolean isFresh(long boundNanos, Recency recency) {
        if (boundNanos != Recency.NO_BOUND) {
            return freshness.isFresh(boundNanos);
        }
        return recency.maxStalenessNanos() == Recency.NO_BOUND
                ? freshness.isFresh()
                : freshness.isFresh(recency.maxStalenessNanos());
    }

    /** Whether all that the session wrote is known here. */
    private boolean isBehind(Recency recency) {
        if (freshness.includes(recency.barrier())) {
            return true;
        }
        OwnWrite write = recency.write();
        return write != null && gtids.includes(write.gtid(), write.mark());
    }

    private @Nullable Answer servable(ResultKey key, Recency recency) {
        CachedResult found = results.get(key);
        return found != null && whyNotServed(found, recency) == null ? found.answer() : null;
    }

    @Override
    public long writeMark() {
        return gtids.mark();
    }

    @Override
    public @Nullable Shadow shadow(ResultKey key, Answer served) {
        if (!shadows.chooses()) {
            return null;
        }
        CachedResult result = results.get(key);
        return result != null && result.answer() == served ? shadows.of(result) : null;
    }

    @Override
    public long writeBarrier() {
        long now = freshness.originNowMicros();
        return now == OriginClock.UNKNOWN ? BARRIER_UNKNOWN : now;
    }

    @Override
    public void miss(
            ResultKey.Stored key,
            Footprint footprint,
            long boundNanos,
            Recency recency,
            Executor executor,
            AfterMiss next) {
        if (key.weight() > settings.maxResultBytes()) {
            metrics.filled(FillOutcome.TOO_LARGE);
            next.forward();
            return;
        }
        Answer broughtSince = servable(key, recency);
        if (broughtSince != null) {
            metrics.hit(Tier.FLIGHT);
            next.serve(broughtSince);
            return;
        }
        // What others fetch now cannot be served to a session that waits for its own write, or for fresher news.
        if (!isBehind(recency) || !isFresh(boundNanos, recency) || hopeless.getIfPresent(key) != null) {
            fill(new Miss(key, footprint, boundNanos, recency, next, null));
            return;
        }
        Flight flight = flights.leadOrJoin(key, () -> onLanded(key, recency, executor, next));
        if (flight != null) {
            lead(new Miss(key, footprint, boundNanos, recency, next, flight), executor);
        }
    }

    /** One session's miss, and the flight it leads if it does not fly alone. */
    private record Miss(
            ResultKey.Stored key,
            Footprint footprint,
            long boundNanos,
            Recency recency,
            AfterMiss next,
            @Nullable Flight flight) {
        void land() {
            if (flight != null) {
                flight.land();
            }
        }
    }

    private void onLanded(ResultKey.Stored key, Recency recency, Executor executor, AfterMiss next) {
        tell(executor, () -> {
            Answer answer = servable(key, recency);
            if (answer != null) {
                metrics.hit(Tier.FLIGHT);
                next.serve(answer);
            } else {
                metrics.filled(FillOutcome.FLIGHT);
                next.forward();
            }
        });
    }

    private void lead(Miss miss, Executor executor) {
        CompletableFuture<Optional<byte[]>> shared = region.fetch(miss.key());
        if (shared.isDone()) {
            onFetched(miss, shared);
            return;
        }
        var unused = shared.whenComplete((found, trouble) -> {
            if (!tell(executor, () -> onFetched(miss, shared))) {
                miss.land();
            }
        });
    }

    private void onFetched(Miss miss, CompletableFuture<Optional<byte[]>> shared) {
        byte[] bytes = shared.isCompletedExceptionally() ? null : shared.join().orElse(null);
        CachedResult result = bytes == null ? null : SharedForm.decode(bytes, validity);
        if (result != null && result.stamp().holds()) {
            results.offer(miss.key(), result.within(miss.boundNanos()));
        }
        Answer answer = result == null ? null : servable(miss.key(), miss.recency());
        if (answer == null) {
            fill(miss);
            return;
        }
        miss.land();
        metrics.hit(Tier.REGION);
        miss.next().serve(answer);
    }

    private void fill(Miss miss) {
        // First the place in the log, then everything that may have changed up to it: a schema change before it is
        // seen.
        AsOf place = asOf.now();
        if (place == null) {
            forward(miss, FillOutcome.UNSETTLED);
            return;
        }
        FillOutcome why = whyNotFilled(miss);
        if (why != null) {
            forward(miss, why);
            return;
        }
        miss.next().fill(new Lease(miss, place));
    }

    private void forward(Miss miss, FillOutcome why) {
        metrics.filled(why);
        miss.land();
        miss.next().forward();
    }

    private @Nullable FillOutcome whyNotFilled(Miss miss) {
        Footprint footprint = miss.footprint();
        if (!catalog.ready() || footprint.catalogVersion() != catalog.version()) {
            return FillOutcome.CATALOG;
        }
        // The answer is for others too, who may ask for less or more.
        boolean useful = freshness.isFresh() || isFresh(miss.boundNanos(), miss.recency());
        return useful ? null : FillOutcome.NOT_FRESH;
    }

    /** Runs the task on the session's executor; false when that takes no more tasks, as its session is gone. */
    private static boolean tell(Executor executor, Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** A session's right to fill, as of a place known before its query was sent. */
    private final class Lease implements FillLease {
        private final Miss miss;
        private final AsOf asOf;
        private final AtomicBoolean ended = new AtomicBoolean();

        Lease(Miss miss, AsOf asOf) {
            this.miss = miss;
            this.asOf = asOf;
        }

        @Override
        public int maxBytes() {
            return (int) Math.min(Integer.MAX_VALUE, settings.maxResultBytes());
        }

        @Override
        public void complete(Answer answer) {
            if (ended.compareAndSet(false, true)) {
                end(answer.length() > maxBytes() ? FillOutcome.TOO_LARGE : store(answer));
            }
        }

        @Override
        public void abandon() {
            if (ended.compareAndSet(false, true)) {
                end(FillOutcome.ABANDONED);
            }
        }

        private FillOutcome store(Answer answer) {
            Stamp stamp = asOf.stamp(miss.footprint().tables());
            if (stamp == null || !stamp.holds()) {
                return FillOutcome.VOIDED;
            }
            CachedResult result = new CachedResult(answer, stamp, miss.boundNanos());
            results.offer(miss.key(), result);
            region.offer(miss.key(), result);
            return FillOutcome.STORED;
        }

        private void end(FillOutcome outcome) {
            metrics.filled(outcome);
            if (outcome == FillOutcome.STORED) {
                hopeless.invalidate(miss.key());
            } else if (outcome != FillOutcome.VOIDED) {
                hopeless.put(miss.key(), true);
            }
            miss.land();
        }
    }
}
