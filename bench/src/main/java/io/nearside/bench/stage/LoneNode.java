package io.nearside.bench.stage;

import java.io.IOException;

/** One node process in front of one origin. Its folder and process end with it. */
public final class LoneNode implements AutoCloseable {
    // Apart from those of Stage, so that a demo may run beside it.
    private static final int FIRST_CLIENT_PORT = 13_411;
    private static final int FIRST_CLUSTER_PORT = 15_811;
    private static final int FIRST_ADMIN_PORT = 19_411;

    private final Site site;
    private final TemporaryFolder folder;
    private final Nodes nodes;

    private LoneNode(Site site, TemporaryFolder folder, Nodes nodes) {
        this.site = site;
        this.folder = folder;
        this.nodes = nodes;
    }

    /** Starts the node and returns when it is ready. Start one after the other, or they may want the same ports. */
    public static LoneNode start(LoneNodePlan plan, Progress progress) throws InterruptedException {
        try {
            Site site = new Site(
                    Region.ORIGIN,
                    new Ports(FIRST_CLIENT_PORT).take(),
                    new Ports(FIRST_ADMIN_PORT).take(),
                    new Ports(FIRST_CLUSTER_PORT).take(),
                    plan.originPort());
            LoneNode node = new LoneNode(site, TemporaryFolder.create(), new Nodes());
            try {
                String configuration = NodeConfiguration.alone(site, plan);
                node.nodes.start(site, configuration, node.folder.path());
                node.nodes.awaitReady(progress);
                return node;
            } catch (IOException | RuntimeException | InterruptedException e) {
                node.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StageException("cannot start a node: " + e.getMessage(), e);
        }
    }

    /** Fails if the process has ended, with the last lines of its log. */
    public void checkAlive() {
        nodes.checkAlive();
    }

    /** The last lines of its log, indented. */
    public String logTail() {
        return nodes.onlyLogTail();
    }

    /** What its objects take, of those that something refers to, after a full collection of garbage; in bytes. */
    public long liveHeapBytes() throws InterruptedException {
        return ProcessMemory.liveHeapBytes(nodes.onlyPid());
    }

    /** What its process has of the machine's memory, in bytes. */
    public long residentBytes() {
        return ProcessMemory.residentBytes(nodes.onlyPid());
    }

    public int clientPort() {
        return site.clientPort();
    }

    public NodeAdmin admin() {
        return site.admin();
    }

    /** An address for Connector/J; append more parameters after {@code &}. */
    public String jdbcUrl(String schema) {
        return "jdbc:mysql://127.0.0.1:" + site.clientPort() + "/" + schema
                + "?sslMode=DISABLED&allowPublicKeyRetrieval=true";
    }

    @Override
    public void close() {
        nodes.close();
        try {
            folder.close();
        } catch (IOException e) {
            throw new StageException("cannot delete " + folder.path() + ": " + e.getMessage(), e);
        }
    }
}
