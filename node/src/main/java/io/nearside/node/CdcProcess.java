package io.nearside.node;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nearside.cdc.log.RingChangeLog;
import io.nearside.config.Configuration;
import io.nearside.node.admin.AdminServer;
import io.nearside.node.admin.Condition;
import io.nearside.node.cluster.RegionMember;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The invalidator as its own process: it joins the region's cluster, keeps none of its data, and writes its change log.
 * Where several run, one reads the binlog and the others stand by.
 */
public final class CdcProcess implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CdcProcess.class);

    private final Parts parts;

    private CdcProcess(Parts parts, Configuration configuration) {
        this.parts = parts;
        PrometheusMeterRegistry registry = Metrics.registry(parts);
        RegionMember member = parts.add(RegionMember.join(configuration, true));
        Condition reading = BinlogReading.start(parts, configuration, new RingChangeLog(member.hazelcast()), registry);
        AdminServer admin = parts.add(AdminServer.start(configuration.admin(), registry, List.of(reading)));
        log.info(
                "invalidator is up region={} admin=http://{}:{} origin={}:{} members={}",
                configuration.region(),
                configuration.admin().host(),
                admin.port(),
                configuration.origin().host(),
                configuration.origin().port(),
                member.size());
    }

    /**
     * Starts an invalidator. An origin that cannot be reached is no hindrance: it is tried again and again.
     *
     * @throws IllegalStateException when the admin address cannot be listened on; the message names it and its setting
     */
    public static CdcProcess start(Configuration configuration) {
        return Parts.build(parts -> new CdcProcess(parts, configuration));
    }

    @Override
    public void close() {
        parts.close();
        log.info("invalidator is down");
    }
}
