package io.nearside.node.store;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.Watermark;
import io.nearside.config.CacheSettings;
import io.nearside.node.log.AppliedGtids;
import io.nearside.node.log.Freshness;
import io.nearside.node.log.LogListener;
import io.nearside.node.log.TestingOriginTime;
import io.nearside.node.log.TestingTicker;
import io.nearside.node.origin.OriginClock;
import io.nearside.node.validity.Validity;
import io.nearside.proxy.cache.Answer;
import io.nearside.proxy.cache.Recency;
import io.nearside.proxy.cache.ResultKey;
import io.nearside.proxy.cache.SessionTraits;
import io.nearside.proxy.footprint.Footprint;
import io.nearside.proxy.footprint.TableFootprint;
import io.nearside.proxy.footprint.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The store of one node with everything around it under the test's control: time, the log, other tiers, the sessions'
 * executor. Not thread-safe.
 */
final class TestingNode {
    static final CacheSettings SETTINGS =
            new CacheSettings(1 << 20, 1 << 10, Duration.ofSeconds(2), Duration.ofSeconds(5), true, 1 << 20, 0.25);
    private static final SessionTraits TRAITS = new SessionTraits("app@%", 5, "s", "settings", 1);

    final TestingTicker ticker;
    final TestingOriginTime origin;
    final Validity validity = new Validity();
    final TestingCatalog catalog = new TestingCatalog();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Queue<Runnable> sessionTasks = new ArrayDeque<>();
    final List<Runnable> timerTasks = new ArrayList<>();
    final List<String> alarms = new ArrayList<>();

    /** What chance brings next. */
    double chance = 1;

    final Freshness freshness;
    final AppliedGtids gtids = new AppliedGtids();
    final RegionResultCache cache;
    private final List<LogListener> listeners;

    TestingNode(TestingTicker ticker, TestingOriginTime origin, RegionTier region) {
        this(ticker, origin, region, validity -> validity::settled);
    }

    TestingNode(
            TestingTicker ticker, TestingOriginTime origin, RegionTier region, Function<Validity, AsOfSource> asOf) {
        this.ticker = ticker;
        this.origin = origin;
        this.freshness = new Freshness(new OriginClock(), SETTINGS.maxStaleness(), ticker);
        NodeTier results = new NodeTier(SETTINGS.maxBytes());
        this.listeners = List.of(validity, results, freshness, gtids);
        this.cache = new RegionResultCache(
                SETTINGS,
                results,
                region,
                validity,
                asOf.apply(validity),
                freshness,
                gtids,
                catalog,
                (delay, task) -> timerTasks.add(task),
                ticker,
                new ShadowChecks(
                        SETTINGS.shadowRate(),
                        () -> chance,
                        freshness,
                        (delay, task) -> timerTasks.add(task),
                        ticker,
                        () -> "here",
                        registry,
                        alarms::add),
                registry);
        freshness.onReading(origin.read());
    }

    /** What the log's follower does with a batch that is the first, or continues nothing. */
    void restart(LogBatch batch) {
        listeners.forEach(listener -> listener.onRestart(batch));
        finish(batch);
    }

    /** What the log's follower does with a batch that continues. */
    void apply(LogBatch batch) {
        long sequence = batch.first();
        for (ChangeRecord change : batch.records()) {
            long number = sequence++;
            listeners.forEach(listener -> listener.onRecord(number, change));
        }
        finish(batch);
    }

    private void finish(LogBatch batch) {
        listeners.forEach(listener -> listener.onApplied(batch));
        Watermark watermark = batch.watermark();
        if (watermark != null) {
            listeners.forEach(listener -> listener.onWatermark(watermark));
        }
    }

    void pass(Duration time) {
        ticker.advance(time);
        freshness.onReading(origin.read());
    }

    static ResultKey.Stored key(String statement) {
        return new ResultKey.Stored(TRAITS, statement.getBytes(StandardCharsets.UTF_8));
    }

    Footprint reads(String... tables) {
        return new Footprint(
                Stream.of(tables)
                        .map(table -> TableFootprint.whole(new TableName("s", table)))
                        .toList(),
                catalog.version());
    }

    /** The text served, or null. */
    @Nullable
    String lookup(String statement) {
        return lookup(statement, Recency.NODES_OWN);
    }

    @Nullable
    String lookup(String statement, long barrier) {
        return lookup(statement, Recency.NODES_OWN.behind(barrier));
    }

    @Nullable
    String lookup(String statement, Recency recency) {
        Answer answer = cache.lookup(key(statement), recency);
        return answer == null ? null : TestingSession.text(answer);
    }

    TestingSession miss(String statement, String... tables) {
        return miss(statement, Recency.NODES_OWN, tables);
    }

    TestingSession miss(String statement, long barrier, String... tables) {
        return miss(statement, Recency.NODES_OWN.behind(barrier), tables);
    }

    TestingSession miss(String statement, Recency recency, String... tables) {
        return miss(statement, Recency.NO_BOUND, recency, tables);
    }

    /** Of a statement that says itself how old its answer may be. */
    TestingSession miss(String statement, long boundNanos, Recency recency, String... tables) {
        TestingSession session = new TestingSession();
        cache.miss(key(statement), reads(tables), boundNanos, recency, sessionTasks::add, session);
        return session;
    }

    /** Lets the sessions' executor do what it was given. */
    void runSessionTasks() {
        while (!sessionTasks.isEmpty()) {
            sessionTasks.remove().run();
        }
    }

    double count(String name, String label, String value) {
        return registry.get(name).tag(label, value).counter().count();
    }
}
