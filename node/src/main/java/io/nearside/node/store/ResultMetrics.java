package io.nearside.node.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What the store counts. Thread-safe. */
final class ResultMetrics {
    /** Where an answer was found. */
    enum Tier {
        NODE,
        REGION,
        FLIGHT
    }

    /** Why a lookup did not find an answer that may be served. */
    enum MissReason {
        ABSENT,
        /** It is there, and a change since may affect it. */
        VOIDED,
        NOT_FRESH,
        /** The session's own write is not known to be included yet. */
        BARRIER
    }

    /** What became of a lease, or why none was given. */
    enum FillOutcome {
        STORED,
        /** A change came between asking and answering. */
        VOIDED,
        ABANDONED,
        TOO_LARGE,
        /** No place in the log is known to be visible at the origin. */
        UNSETTLED,
        /** The statement's plan was made with other knowledge of the origin's tables. */
        CATALOG,
        NOT_FRESH,
        /** Another session's identical statement did not bring an answer to use. */
        FLIGHT
    }

    private final Map<Tier, Counter> hits;
    private final Map<MissReason, Counter> misses;
    private final Map<FillOutcome, Counter> fills;

    ResultMetrics(MeterRegistry registry, NodeTier results) {
        this.hits = counters(Tier.class, "nearside.results.hits", "tier", "Answers served from memory", registry);
        this.misses = counters(
                MissReason.class, "nearside.results.misses", "reason", "Lookups without an answer to serve", registry);
        this.fills =
                counters(FillOutcome.class, "nearside.results.fills", "outcome", "What became of misses", registry);
        registry.gauge("nearside.results.entries", results, NodeTier::count);
        registry.gauge("nearside.results.bytes", results, NodeTier::bytes);
    }

    private static <E extends Enum<E>> Map<E, Counter> counters(
            Class<E> type, String name, String label, String description, MeterRegistry registry) {
        Map<E, Counter> counters = new EnumMap<>(type);
        for (E value : type.getEnumConstants()) {
            counters.put(
                    value,
                    Counter.builder(name)
                            .description(description)
                            .tag(label, value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .register(registry));
        }
        return counters;
    }

    void hit(Tier tier) {
        count(hits, tier);
    }

    void missed(MissReason reason) {
        count(misses, reason);
    }

    void filled(FillOutcome outcome) {
        count(fills, outcome);
    }

    private static <E extends Enum<E>> void count(Map<E, Counter> counters, E value) {
        Counter counter = counters.get(value);
        if (counter != null) {
            counter.increment();
        }
    }
}
