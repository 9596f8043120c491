package io.nearside.node.whole;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nearside.cdc.Invalidator;
import io.nearside.cdc.log.ChangeLog;
import io.nearside.cdc.log.TestingChangeLog;
import io.nearside.cdc.origin.OriginAccess;
import io.nearside.config.Configuration;
import io.nearside.node.catalog.LoggedAccounts;
import io.nearside.node.catalog.OriginCatalog;
import io.nearside.node.log.AppliedGtids;
import io.nearside.node.log.Freshness;
import io.nearside.node.log.LogFollower;
import io.nearside.node.origin.ClockReader;
import io.nearside.node.origin.OriginClock;
import io.nearside.node.store.AsOfSource;
import io.nearside.node.store.NodeTier;
import io.nearside.node.store.RegionResultCache;
import io.nearside.node.store.RegionTier;
import io.nearside.node.store.ShadowChecks;
import io.nearside.node.store.Timer;
import io.nearside.node.validity.Validity;
import io.nearside.proxy.ProxyServer;
import io.nearside.proxy.cache.ResultCache;
import io.nearside.proxy.sql.StatementAnalyzer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A node put together by hand from the parts that {@link io.nearside.node.Node} is made of, so that one of its guards can
 * be left out: shows that a test of the guard finds its absence. Its log is in memory, and nobody shares its results.
 */
final class AssembledNode implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HeldWatermarks newsHeld;
    private final LogFollower follower;
    private final Freshness freshness;
    private final ProxyServer proxy;

    /**
     * Starts it.
     *
     * @param asOf what results are stamped with
     * @param guard what sessions see in the place of the cache
     */
    AssembledNode(RunningNode.Plan plan, Function<Validity, AsOfSource> asOf, UnaryOperator<ResultCache> guard) {
        Configuration configuration = plan.configuration();
        ChangeLog log = new TestingChangeLog();
        this.newsHeld = new HeldWatermarks(log);
        OriginAccess access = new OriginAccess(configuration.origin());
        Validity validity = new Validity();
        NodeTier results = new NodeTier(configuration.cache().maxBytes());
        this.freshness = new Freshness(new OriginClock(), configuration.cache().maxStaleness(), System::nanoTime);
        AppliedGtids gtids = new AppliedGtids();
        OriginCatalog catalog = add(new OriginCatalog(access));
        ClockReader clock = add(new ClockReader(access, System::nanoTime, freshness::onReading));
        LoggedAccounts accounts = add(new LoggedAccounts(access));
        this.follower = add(new LogFollower(newsHeld, List.of(validity, results, catalog, freshness, gtids, accounts)));
        Invalidator invalidator = add(new Invalidator(configuration.origin(), configuration.cdc(), log, registry));
        Timer timer = add(Timer.start());
        ResultCache cache = new RegionResultCache(
                configuration.cache(),
                results,
                RegionTier.none(),
                validity,
                asOf.apply(validity),
                freshness,
                gtids,
                catalog,
                timer,
                System::nanoTime,
                new ShadowChecks(
                        configuration.cache().shadowRate(),
                        () -> 0,
                        freshness,
                        timer,
                        System::nanoTime,
                        follower::applied,
                        registry),
                registry);
        this.proxy = add(new ProxyServer(
                configuration.listen(),
                configuration.auth(),
                configuration.pool(),
                configuration.origin(),
                accounts,
                guard.apply(cache),
                new StatementAnalyzer(catalog),
                registry));
        clock.start();
        catalog.start();
        follower.start();
        invalidator.start();
        proxy.start();
        await().atMost(PATIENCE).until(() -> freshness.isFresh() && catalog.ready());
    }

    private <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    int port() {
        return proxy.port();
    }

    /** From now on changes are applied here, and no watermark is. */
    void holdWatermarks() {
        newsHeld.hold();
    }

    /** The last sequence of the log that is applied here. */
    long applied() {
        return follower.applied().sequence();
    }

    void awaitAppliedAfter(long sequence) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(() -> applied() > sequence);
    }

    /** Waits until all that the origin shows now is known here to be shown. */
    void awaitSettled() {
        long now = freshness.originNowMicros();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(() -> freshness.includes(now));
    }

    double hits() {
        return registry.counter("nearside.statements", "decision", "hit", "reason", "none")
                .count();
    }

    @Override
    public void close() {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                throw new AssertionError("a part cannot be closed", e);
            }
        }
    }
}
