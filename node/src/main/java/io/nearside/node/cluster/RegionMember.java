package io.nearside.node.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.partition.PartitionLostListener;
import com.hazelcast.partition.PartitionService;
import io.nearside.cdc.log.RingChangeLog;
import io.nearside.config.ClusterSettings;
import io.nearside.config.Configuration;
import io.nearside.node.store.HazelcastRegionTier;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as a member of its region's Hazelcast cluster: joined when created, left in good order when closed.
 * Thread-safe.
 */
public final class RegionMember implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RegionMember.class);

    private static final long LEAVE_TIMEOUT_SECONDS = 10;

    private final HazelcastInstance hazelcast;

    private final int logBackups;

    private RegionMember(HazelcastInstance hazelcast, int logBackups) {
        this.hazelcast = hazelcast;
        this.logBackups = logBackups;
    }

    /**
     * Joins the region's cluster, or founds it. Takes seconds.
     *
     * @throws IllegalStateException when that is impossible; the message names the settings
     * @param lite whether this member keeps none of the region's data
     */
    public static RegionMember join(Configuration configuration, boolean lite) {
        ClusterSettings cluster = configuration.cluster();
        Config config = new Config();
        config.setClusterName(cluster.name());
        config.setLiteMember(lite);
        configureNetwork(config, cluster);
        config.setProperty("hazelcast.logging.type", "slf4j")
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.shutdownhook.enabled", "false")
                .setProperty("hazelcast.wait.seconds.before.join", "0")
                .setProperty("hazelcast.tcp.join.port.try.count", Integer.toString(cluster.portCount()))
                .setProperty("hazelcast.heartbeat.interval.seconds", "1")
                .setProperty("hazelcast.max.no.heartbeat.seconds", "10")
                .setProperty("hazelcast.graceful.shutdown.max.wait", Long.toString(LEAVE_TIMEOUT_SECONDS));
        config.getMetricsConfig().setEnabled(false);
        // Nothing here is serialized by Java, so whoever sends such a thing is not one of us.
        config.getSerializationConfig().setJavaSerializationFilterConfig(new JavaSerializationFilterConfig());
        RingChangeLog.configure(config, configuration.cdc(), cluster);
        HazelcastRegionTier.configure(config, configuration.cache());
        HazelcastInstance hazelcast = create(config, cluster);
        log.info(
                "joined the region's cluster name={} address={} members={}",
                cluster.name(),
                hazelcast.getCluster().getLocalMember().getAddress(),
                hazelcast.getCluster().getMembers().size());
        return new RegionMember(hazelcast, cluster.backupCount());
    }

    private static HazelcastInstance create(Config config, ClusterSettings cluster) {
        try {
            return Hazelcast.newHazelcastInstance(config);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "cannot join the region's cluster from " + cluster.host() + ":" + cluster.port()
                            + " (cluster.host, cluster.port): " + e.getMessage(),
                    e);
        }
    }

    private static void configureNetwork(Config config, ClusterSettings cluster) {
        NetworkConfig network = config.getNetworkConfig();
        network.setPort(cluster.port()).setPortCount(cluster.portCount()).setPortAutoIncrement(true);
        String address = numeric(cluster.host());
        boolean anyAddress = address.equals("0.0.0.0") || address.equals("::");
        config.setProperty("hazelcast.socket.bind.any", Boolean.toString(anyAddress));
        if (!anyAddress) {
            network.getInterfaces().setEnabled(true).addInterface(address);
        }
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true);
        List<String> members = cluster.members().isEmpty() ? List.of(cluster.host()) : cluster.members();
        members.forEach(join.getTcpIpConfig()::addMember);
    }

    /** Hazelcast chooses its interface by address, not by name; what cannot be resolved it will refuse itself. */
    private static String numeric(String host) {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException e) {
            return host;
        }
    }

    public HazelcastInstance hazelcast() {
        return hazelcast;
    }

    /** Whether this is the member that has been in the cluster longest, of those that keep its data. */
    public boolean isOldest() {
        if (!hazelcast.getLifecycleService().isRunning()) {
            return false;
        }
        for (Member member : hazelcast.getCluster().getMembers()) {
            if (!member.isLiteMember()) {
                return member.localMember();
            }
        }
        return false;
    }

    public int size() {
        return hazelcast.getCluster().getMembers().size();
    }

    /**
     * Tells when the change log that the cluster holds may have been lost, or replaced by that of another half of it.
     *
     * @param listener takes a short English reason; called on one of the cluster's threads
     */
    public void onLogReplaced(Consumer<String> listener) {
        hazelcast.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleState.MERGED) {
                listener.accept("the region's cluster was split and has merged");
            }
        });
        PartitionService partitions = hazelcast.getPartitionService();
        int logPartition = partitions.getPartition(RingChangeLog.NAME).getPartitionId();
        PartitionLostListener lost = event -> {
            if (event.getPartitionId() == logPartition && event.getLostBackupCount() >= logBackups) {
                listener.accept("the region's cluster lost the change log with a member");
            }
        };
        partitions.addPartitionLostListener(lost);
    }

    @Override
    public void close() {
        try {
            hazelcast.shutdown();
        } catch (RuntimeException e) {
            log.warn("the region's cluster was not left in good order", e);
            hazelcast.getLifecycleService().terminate();
        }
    }
}
