package io.nearside.proxy.pool;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What the pools of a node count. Thread-safe. */
public final class PoolMetrics {
    /** How a session came by its connection. */
    enum Way {
        /** One was in the state that was wanted. */
        AS_IT_WAS,
        /** One was brought to it by what sets the session's variables or schema. */
        SET,
        /** One logged in anew. */
        CHANGE_USER,
        OPENED
    }

    private final AtomicInteger waiting = new AtomicInteger();
    private final MeterRegistry registry;
    private final Timer waits;
    private final Counter timeouts;

    public PoolMetrics(MeterRegistry registry, PoolLimits limits) {
        this.registry = registry;
        Gauge.builder("nearside.pool.connections", limits, PoolLimits::open).register(registry);
        Gauge.builder("nearside.pool.waiting", waiting, AtomicInteger::get).register(registry);
        waits = registry.timer("nearside.pool.waits");
        timeouts = registry.counter("nearside.pool.timeouts");
        for (Way way : Way.values()) {
            given(way, 0);
        }
    }

    private void given(Way way, double times) {
        registry.counter("nearside.pool.given", "way", way.name().toLowerCase(Locale.ROOT))
                .increment(times);
    }

    void given(Way way) {
        given(way, 1);
    }

    void waits() {
        waiting.incrementAndGet();
    }

    void waited(long nanos) {
        waiting.decrementAndGet();
        waits.record(nanos, TimeUnit.NANOSECONDS);
    }

    void timedOut() {
        timeouts.increment();
    }
}
