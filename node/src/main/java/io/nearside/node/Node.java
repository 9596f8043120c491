package io.nearside.node;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nearside.cdc.log.ChangeLog;
import io.nearside.cdc.log.RingChangeLog;
import io.nearside.config.Configuration;
import io.nearside.config.Endpoint;
import io.nearside.node.admin.AdminServer;
import io.nearside.node.admin.Condition;
import io.nearside.node.cluster.RegionMember;
import io.nearside.node.store.HazelcastRegionTier;
import io.nearside.node.store.NodeTier;
import io.nearside.node.store.RegionResultCache;
import io.nearside.node.store.RegionTier;
import io.nearside.node.store.ShadowChecks;
import io.nearside.node.store.Timer;
import io.nearside.node.wan.LogFeeder;
import io.nearside.node.wan.LogLinkServer;
import io.nearside.proxy.ProxyServer;
import io.nearside.proxy.cache.ResultCache;
import io.nearside.proxy.sql.StatementAnalyzer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: everything it is made of, built here, started in order and stopped in reverse.
 *
 * <p>{@link #start} returns when clients can connect. Whether there is anything to serve from memory yet is what
 * {@code /health/ready} tells; until then every statement goes to the origin.
 */
public final class Node implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Node.class);

    private final Parts parts;
    private final ProxyServer proxy;
    private final AdminServer admin;
    private volatile boolean listening;

    private Node(Parts parts, Configuration configuration) {
        this.parts = parts;
        PrometheusMeterRegistry registry = Metrics.registry(parts);
        RegionMember member = parts.add(RegionMember.join(configuration, false));
        ChangeLog ring = new RingChangeLog(member.hazelcast());
        NodeTier results = new NodeTier(configuration.cache().maxBytes());
        OriginKnowledge knowledge = OriginKnowledge.start(parts, configuration, ring, results, registry);
        member.onLogReplaced(knowledge.follower()::startOver);

        List<Condition> conditions = new ArrayList<>(knowledge.conditions());
        conditions.add(new Condition("listening", () -> listening ? null : "not accepting clients"));
        if (configuration.cdc().embedded()) {
            conditions.add(BinlogReading.start(parts, configuration, ring, registry));
        }
        link(configuration, member, ring, registry, conditions);
        admin = parts.add(AdminServer.start(configuration.admin(), registry, conditions));

        proxy = new ProxyServer(
                configuration.listen(),
                configuration.auth(),
                configuration.pool(),
                configuration.origin(),
                knowledge.accounts(),
                cache(configuration, member, results, knowledge, registry),
                new StatementAnalyzer(knowledge.catalog()),
                registry);
        parts.add(proxy).start();
        parts.add(proxy, this::drain);
        listening = true;
        log.info(
                "node is up region={} clients={}:{} admin=http://{}:{} origin={}:{} members={}",
                configuration.region(),
                configuration.listen().host(),
                proxy.port(),
                configuration.admin().host(),
                admin.port(),
                configuration.origin().host(),
                configuration.origin().port(),
                member.size());
    }

    /**
     * Starts a node. An origin that cannot be reached is no hindrance: it is tried again and again.
     *
     * @throws IllegalStateException when an address cannot be listened on; the message names it and its setting
     */
    public static Node start(Configuration configuration) {
        return Parts.build(parts -> new Node(parts, configuration));
    }

    private ResultCache cache(
            Configuration configuration,
            RegionMember member,
            NodeTier results,
            OriginKnowledge knowledge,
            PrometheusMeterRegistry registry) {
        RegionTier region = configuration.cache().regionTier()
                ? parts.add(new HazelcastRegionTier(member.hazelcast(), registry))
                : RegionTier.none();
        Timer timer = parts.add(Timer.start());
        return new RegionResultCache(
                configuration.cache(),
                results,
                region,
                knowledge.validity(),
                knowledge.validity()::settled,
                knowledge.freshness(),
                knowledge.gtids(),
                knowledge.catalog(),
                timer,
                System::nanoTime,
                new ShadowChecks(
                        configuration.cache().shadowRate(),
                        () -> ThreadLocalRandom.current().nextDouble(),
                        knowledge.freshness(),
                        timer,
                        System::nanoTime,
                        knowledge.follower()::applied,
                        registry),
                registry);
    }

    /** Links this region to others, as far as configured. */
    private void link(
            Configuration configuration,
            RegionMember member,
            ChangeLog ring,
            PrometheusMeterRegistry registry,
            List<Condition> conditions) {
        Endpoint listen = configuration.wan().listen();
        if (listen != null) {
            parts.add(LogLinkServer.start(ring, listen));
        }
        Endpoint upstream = configuration.wan().upstream();
        if (upstream != null) {
            LogFeeder feeder = parts.add(new LogFeeder(upstream, ring, member::isOldest, registry));
            feeder.start();
            conditions.add(new Condition("link", feeder::trouble));
        }
    }

    /** The port that clients connect to. */
    public int port() {
        return proxy.port();
    }

    /** The port of metrics and health. */
    public int adminPort() {
        return admin.port();
    }

    private void drain(ProxyServer server) {
        listening = false;
        server.drain();
    }

    /** Takes no more clients, lets statements under way finish as long as the settings say, and leaves the region. */
    @Override
    public void close() {
        parts.close();
        log.info("node is down");
    }
}
