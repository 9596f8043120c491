package io.nearside.bench.stage;

import io.nearside.bench.wan.Wan;
import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import io.nearside.origin.employees.Employees;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The origin with the sample data, and in every region a node and a delay line to the origin. What it consists of
 * belongs to the {@link Cleanup} it was opened with.
 */
public final class Stage {
    // Apart from the ports of a Nearside or a server that may be running on this machine for real.
    private static final int FIRST_CLIENT_PORT = 13_311;
    private static final int FIRST_CLUSTER_PORT = 15_711;
    private static final int FIRST_LOG_PORT = 17_311;
    private static final int FIRST_ADMIN_PORT = 19_311;

    private final OriginServer origin;
    private final Map<Region, Site> sites;
    private final Nodes nodes;

    private Stage(OriginServer origin, Map<Region, Site> sites, Nodes nodes) {
        this.origin = origin;
        this.sites = sites;
        this.nodes = nodes;
    }

    /** Sets everything up and returns when all nodes are ready. */
    public static Stage open(double scale, Cleanup cleanup, Progress progress) throws InterruptedException {
        try {
            progress.say("origin: starting MariaDB");
            OriginServer origin = cleanup.add(OriginFlavor.MARIADB.builder().start());
            progress.say("origin: up; loading employees at scale " + scale);
            new Employees(scale).load(origin, (table, rows, of) -> progress.soFar(table, rows, of));
            Wan wan = cleanup.add(Wan.open());
            Map<Region, Site> sites = sites(origin, wan);
            progress.say("nodes: starting one process in each of " + sites.size() + " regions");
            Path dir = cleanup.add(TemporaryFolder.create()).path();
            Nodes nodes = cleanup.add(new Nodes());
            int logPort = new Ports(FIRST_LOG_PORT).take();
            for (Site site : sites.values()) {
                nodes.start(site, configuration(site, logPort, wan), dir);
            }
            nodes.awaitReady(progress);
            return new Stage(origin, sites, nodes);
        } catch (IOException | SQLException e) {
            throw new StageException("cannot set up: " + e.getMessage(), e);
        }
    }

    private static Map<Region, Site> sites(OriginServer origin, Wan wan) throws IOException {
        Ports clientPorts = new Ports(FIRST_CLIENT_PORT);
        Ports adminPorts = new Ports(FIRST_ADMIN_PORT);
        Ports clusterPorts = new Ports(FIRST_CLUSTER_PORT);
        Map<Region, Site> sites = new EnumMap<>(Region.class);
        for (Region region : Region.values()) {
            int originPort = wan.line(origin.port(), region.roundTrip()).port();
            sites.put(region, new Site(region, clientPorts.take(), adminPorts.take(), clusterPorts.take(), originPort));
        }
        return sites;
    }

    private static String configuration(Site site, int logPort, Wan wan) throws IOException {
        if (site.region() == Region.ORIGIN) {
            return NodeConfiguration.leader(site, logPort);
        }
        int line = wan.line(logPort, site.region().roundTrip()).port();
        return NodeConfiguration.follower(site, line);
    }

    public OriginServer origin() {
        return origin;
    }

    /** In the order of {@link Region}. */
    public List<Site> sites() {
        return List.copyOf(sites.values());
    }

    public Site site(Region region) {
        return Objects.requireNonNull(sites.get(region));
    }

    /** Fails if the origin or a node has ended. */
    public void checkAlive() {
        if (!origin.isRunning()) {
            throw new StageException("the origin has ended");
        }
        nodes.checkAlive();
    }
}
