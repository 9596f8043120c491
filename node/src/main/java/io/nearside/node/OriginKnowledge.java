package io.nearside.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.nearside.cdc.log.ChangeLog;
import io.nearside.cdc.origin.OriginAccess;
import io.nearside.config.Configuration;
import io.nearside.node.admin.Condition;
import io.nearside.node.catalog.LoggedAccounts;
import io.nearside.node.catalog.OriginCatalog;
import io.nearside.node.log.AppliedGtids;
import io.nearside.node.log.Freshness;
import io.nearside.node.log.LogFollower;
import io.nearside.node.origin.ClockReader;
import io.nearside.node.origin.OriginClock;
import io.nearside.node.store.NodeTier;
import io.nearside.node.validity.Validity;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that a node knows of the origin, and what keeps it up to date: the log, the origin's clock, its tables. */
final class OriginKnowledge {
    private final Validity validity = new Validity();
    private final Freshness freshness;
    private final AppliedGtids gtids = new AppliedGtids();
    private final OriginCatalog catalog;
    private final ClockReader clock;
    private final LoggedAccounts accounts;
    private final LogFollower follower;

    private OriginKnowledge(Configuration configuration, ChangeLog ring, NodeTier results) {
        OriginAccess access = new OriginAccess(configuration.origin());
        this.freshness = new Freshness(new OriginClock(), configuration.cache().maxStaleness(), System::nanoTime);
        this.clock = new ClockReader(access, System::nanoTime, freshness::onReading);
        this.catalog = new OriginCatalog(access);
        this.accounts = new LoggedAccounts(access);
        this.follower = new LogFollower(ring, List.of(validity, results, catalog, freshness, gtids, accounts));
    }

    static OriginKnowledge start(
            Parts parts, Configuration configuration, ChangeLog ring, NodeTier results, MeterRegistry registry) {
        OriginKnowledge knowledge = new OriginKnowledge(configuration, ring, results);
        parts.add(knowledge.clock).start();
        parts.add(knowledge.catalog).start();
        parts.add(knowledge.accounts);
        parts.add(knowledge.follower).start();
        knowledge.measure(registry);
        return knowledge;
    }

    Validity validity() {
        return validity;
    }

    Freshness freshness() {
        return freshness;
    }

    AppliedGtids gtids() {
        return gtids;
    }

    OriginCatalog catalog() {
        return catalog;
    }

    LoggedAccounts accounts() {
        return accounts;
    }

    LogFollower follower() {
        return follower;
    }

    List<Condition> conditions() {
        return List.of(
                new Condition("origin", clock::trouble),
                new Condition("log", () -> follower.isFollowing() ? null : "no change log to follow yet"),
                new Condition("fresh", this::whyNotFresh),
                new Condition("catalog", catalog::trouble));
    }

    private @Nullable String whyNotFresh() {
        if (freshness.isFresh()) {
            return null;
        }
        Duration age = freshness.age();
        return age == null ? "no watermark yet" : "the newest watermark is " + age.toMillis() + " ms old";
    }

    private void measure(MeterRegistry registry) {
        Gauge.builder("nearside.freshness.age", freshness, known -> {
                    Duration age = known.age();
                    return age == null ? Double.NaN : age.toNanos() / 1e9;
                })
                .description("Age of the newest watermark, at most")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("nearside.freshness.fresh", freshness, known -> known.isFresh() ? 1 : 0)
                .description("1 while hits may be served")
                .register(registry);
        Gauge.builder("nearside.log.tables", validity, Validity::tableCount)
                .description("Tables whose changes are told apart")
                .register(registry);
    }
}
