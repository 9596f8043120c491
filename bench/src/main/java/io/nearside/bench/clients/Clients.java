package io.nearside.bench.clients;

import com.sun.management.UnixOperatingSystemMXBean;
import io.nearside.bench.protocol.Account;
import io.nearside.bench.stage.Cleanup;
import io.nearside.bench.stage.LoneNode;
import io.nearside.bench.stage.LoneNodePlan;
import io.nearside.bench.stage.Progress;
import io.nearside.bench.stage.StageException;
import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginException;
import io.nearside.origin.OriginServer;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The command {@code nearside clients}: connects thousands of clients to one node, has each run a statement now and then,
 * and tells what that took. Exits with 0 when all was as it should be, 1 when it was not or something failed, 2 for
 * arguments that cannot be followed.
 */
public final class Clients {
    private static final int MET = 0;
    private static final int FAILED = 1;
    private static final int BAD_ARGUMENTS = 2;

    private static final Duration MAX_STALENESS = Duration.ofSeconds(5);
    private static final Duration WATERMARK_INTERVAL = Duration.ofMillis(100);
    private static final int SPARE_FILES = 500;
    private static final int SPARE_CLIENTS = 10;
    private static final int WARM_UP = 200;
    private static final Duration WARM_UP_LENGTH = Duration.ofSeconds(10);

    private Clients() {}

    public static void main(String... arguments) throws InterruptedException {
        // The node logs to a file of its own; of this process, only what is wrong is of interest.
        System.setProperty("logback.configurationFile", "io/nearside/bench/demo-logback.xml");
        try {
            ClientsOptions options = ClientsOptions.parse(arguments);
            checkFiles(options.count());
            System.exit(run(options, System.out));
        } catch (IllegalArgumentException e) {
            System.err.println("nearside clients: " + e.getMessage());
            System.exit(BAD_ARGUMENTS);
        }
    }

    /** Each client is an open file of this process, and another of the node's. */
    private static void checkFiles(int count) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < count + SPARE_FILES) {
            throw new IllegalArgumentException("this process may open " + system.getMaxFileDescriptorCount()
                    + " files, and " + count + " clients take " + (count + SPARE_FILES)
                    + ": raise it with 'ulimit -n', or ask for less with --count");
        }
    }

    private static int run(ClientsOptions options, PrintStream out) throws InterruptedException {
        try {
            Findings findings = measure(options, new Progress(out, System::nanoTime));
            out.println();
            out.print(findings.report());
            return findings.isMet() ? MET : FAILED;
        } catch (StageException | OriginException e) {
            System.err.println("nearside clients: " + e.getMessage());
            return FAILED;
        }
    }

    static Findings measure(ClientsOptions options, Progress progress) throws InterruptedException {
        try (Cleanup cleanup = new Cleanup()) {
            progress.say("starting " + options.flavor() + " and a node");
            OriginServer origin = cleanup.add(options.flavor().builder().start());
            origin.execute(Ask.schema(options.count()));
            LoneNode node = cleanup.add(LoneNode.start(
                    new LoneNodePlan(
                            origin.port(),
                            MAX_STALENESS,
                            WATERMARK_INTERVAL,
                            options.count() + SPARE_CLIENTS,
                            options.poolConnections()),
                    progress));
            proveAccount(node);
            Account account = new Account(OriginAccount.APP.user(), OriginAccount.APP.password());
            try (OriginConnections connections = OriginConnections.watch(origin, account.user())) {
                warmUp(node, account, Math.min(WARM_UP, options.count()), progress);
                long writtenBefore = written(origin);
                long heapBefore = node.liveHeapBytes();
                long residentBefore = node.residentBytes();
                try (Crowd crowd = new Crowd(
                        node.clientPort(), account, ThreadLocalRandom.current().nextLong())) {
                    crowd.connect(options.count(), progress);
                    progress.say("all are connected and rest");
                    long heap = node.liveHeapBytes() - heapBefore;
                    long resident = node.residentBytes() - residentBefore;
                    progress.say("each asks once in " + Crowd.PAUSE.toSeconds() + " s or so");
                    crowd.ask(options.length(), progress);
                    node.checkAlive();
                    return new Findings(
                            options,
                            crowd.tally(),
                            connections.most(),
                            heap / options.count(),
                            resident / options.count(),
                            written(origin) - writtenBefore);
                }
            }
        } catch (SQLException e) {
            throw new StageException("the origin cannot be asked: " + e.getMessage(), e);
        }
    }

    /** The node has seen the password once; from then on it can tell by itself who has it. */
    private static void proveAccount(LoneNode node) throws SQLException {
        DriverManager.getConnection(node.jdbcUrl(Ask.SCHEMA), OriginAccount.APP.user(), OriginAccount.APP.password())
                .close();
    }

    /** What is loaded or allocated once is not to count as the clients'. */
    private static void warmUp(LoneNode node, Account account, int count, Progress progress)
            throws InterruptedException {
        progress.say("warming up with " + count + " clients");
        try (Crowd crowd = new Crowd(node.clientPort(), account, 0)) {
            crowd.connect(count, progress);
            crowd.ask(WARM_UP_LENGTH, progress);
        }
    }

    /** How many writes of the clients are in the table. */
    private static long written(OriginServer origin) throws SQLException {
        try (Connection admin = origin.connect(Ask.SCHEMA);
                Statement statement = admin.createStatement();
                ResultSet rows = statement.executeQuery(Ask.WRITTEN)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
