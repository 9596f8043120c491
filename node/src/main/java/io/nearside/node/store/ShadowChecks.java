package io.nearside.node.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.nearside.node.log.Freshness;
import io.nearside.node.origin.OriginClock;
import io.nearside.node.validity.Stamp;
import io.nearside.proxy.cache.Shadow;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the origin asked again for a share of the hits, and judges what it says. A difference is as it should be if a change
 * has come in between; so judgement waits until this node knows all that the origin had when it answered. If then no change
 * has made the served result void, something is wrong that nobody would notice otherwise.
 *
 * <p>Thread-safe; does not block.
 */
public final class ShadowChecks {
    private static final Logger log = LoggerFactory.getLogger(ShadowChecks.class);

    private static final Duration LOOK = Duration.ofMillis(10);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    /** What came of a check. */
    enum Outcome {
        SAME,
        REORDERED,
        /** Different, and a change since may be why. */
        EXPLAINED,
        /** Different, and no change is known that may be why. */
        DIFFERENT,
        /** The origin gave no answer to compare, or the log did not come that far in time. */
        FAILED
    }

    private final double rate;
    private final DoubleSupplier random;
    private final Freshness freshness;
    private final Timer timer;
    private final LongSupplier nanoTime;
    private final Supplier<?> position;
    private final Consumer<String> alarm;
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);

    /**
     * Checks that are told in metrics and as errors in the log.
     *
     * @param rate share of hits to check
     * @param random from 0 to just below 1
     * @param position where the node stands in the log, for people
     */
    public ShadowChecks(
            double rate,
            DoubleSupplier random,
            Freshness freshness,
            Timer timer,
            LongSupplier nanoTime,
            Supplier<?> position,
            MeterRegistry registry) {
        this(rate, random, freshness, timer, nanoTime, position, registry, log::error);
    }

    ShadowChecks(
            double rate,
            DoubleSupplier random,
            Freshness freshness,
            Timer timer,
            LongSupplier nanoTime,
            Supplier<?> position,
            MeterRegistry registry,
            Consumer<String> alarm) {
        this.rate = rate;
        this.random = random;
        this.freshness = freshness;
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.position = position;
        this.alarm = alarm;
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(
                    outcome,
                    Counter.builder("nearside.shadow")
                            .description("Hits compared with what the origin says")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** Whether the hit at hand is one to check. */
    boolean chooses() {
        return rate > 0 && random.getAsDouble() < rate;
    }

    /** The check of a result that was served just now. */
    Shadow of(CachedResult served) {
        return new Check(served.stamp());
    }

    private void count(Outcome outcome) {
        Counter counter = outcomes.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }

    private final class Check implements Shadow {
        private final Stamp stamp;

        Check(Stamp stamp) {
            this.stamp = stamp;
        }

        @Override
        public void found(Finding finding, Supplier<String> shape) {
            switch (finding) {
                case SAME -> count(Outcome.SAME);
                case REORDERED -> count(Outcome.REORDERED);
                case DIFFERENT -> new Judgement(stamp, shape).judge();
                case FAILED -> count(Outcome.FAILED);
            }
        }
    }

    /** Of one difference. Looks again and again, one look at a time. */
    private final class Judgement {
        private final Stamp stamp;
        private final Supplier<String> shape;
        private final long deadline = nanoTime.getAsLong() + PATIENCE_NANOS;

        /** What the origin's clock showed at most, after it had answered. */
        private long barrier = OriginClock.UNKNOWN;

        Judgement(Stamp stamp, Supplier<String> shape) {
            this.stamp = stamp;
            this.shape = shape;
        }

        void judge() {
            Outcome outcome = outcome();
            if (outcome == null) {
                timer.runAfter(LOOK, this::judge);
                return;
            }
            count(outcome);
            if (outcome == Outcome.DIFFERENT) {
                alarm.accept("a hit differs from what the origin says and no change explains it, statement=\""
                        + shape.get() + "\" asOf=" + stamp.asOf().epoch() + "/"
                        + stamp.asOf().sequence() + " position=" + position.get());
            }
        }

        private @Nullable Outcome outcome() {
            if (barrier == OriginClock.UNKNOWN) {
                barrier = freshness.originNowMicros();
            }
            // What is known is asked before what follows from it: all of the log up to there has been applied.
            boolean known = barrier != OriginClock.UNKNOWN && freshness.includes(barrier);
            if (!stamp.holds()) {
                return Outcome.EXPLAINED;
            }
            if (known) {
                return Outcome.DIFFERENT;
            }
            return nanoTime.getAsLong() - deadline > 0 ? Outcome.FAILED : null;
        }
    }
}
