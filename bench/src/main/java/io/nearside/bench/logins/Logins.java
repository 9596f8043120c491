package io.nearside.bench.logins;

import io.nearside.bench.protocol.Account;
import io.nearside.bench.protocol.ProtocolException;
import io.nearside.bench.stage.Cleanup;
import io.nearside.bench.stage.FarOrigin;
import io.nearside.bench.stage.LoneNode;
import io.nearside.bench.stage.LoneNodePlan;
import io.nearside.bench.stage.Progress;
import io.nearside.bench.stage.StageException;
import io.nearside.origin.OriginException;
import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * The command {@code nearside logins}: how long logins take far from the origin, direct and through a node, with TLS as most
 * drivers have it of themselves. Exits with 0
 * when later logins did without the origin, 1 when they did not or something failed, 2 for arguments that cannot be followed.
 */
public final class Logins {
    static final String SCHEMA = "test_logins";

    private static final int MET = 0;
    private static final int FAILED = 1;
    private static final int BAD_ARGUMENTS = 2;

    private static final int CLIENTS = 1_000;
    private static final int POOL_CONNECTIONS = 100;
    private static final Duration MAX_STALENESS = Duration.ofSeconds(5);
    private static final Duration WATERMARK_INTERVAL = Duration.ofMillis(100);
    private static final int WARM_UP = 30;
    private static final String PASSWORD = "secret of many";
    private static final double NANOS_PER_MILLI = 1e6;

    private final LoginsOptions options;
    private final Progress progress;

    private Logins(LoginsOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    public static void main(String... arguments) throws InterruptedException {
        // The node logs to a file of its own; of this process, only what is wrong is of interest.
        System.setProperty("logback.configurationFile", "io/nearside/bench/demo-logback.xml");
        try {
            System.exit(run(LoginsOptions.parse(arguments), System.out));
        } catch (IllegalArgumentException e) {
            System.err.println("nearside logins: " + e.getMessage());
            System.exit(BAD_ARGUMENTS);
        }
    }

    private static int run(LoginsOptions options, PrintStream out) throws InterruptedException {
        try {
            List<Findings> all = measure(options, new Progress(out, System::nanoTime));
            out.printf(
                    "%nmedians of %d, %d ms from the origin%n",
                    options.times(), options.roundTrip().toMillis());
            out.print(Findings.HEAD);
            all.forEach(findings -> out.print(findings.line()));
            boolean isMet = all.stream().allMatch(Findings::isMet);
            out.println(isMet ? "met: later logins did without the origin" : "NOT MET: later logins asked the origin");
            return isMet ? MET : FAILED;
        } catch (StageException | OriginException | ProtocolException e) {
            System.err.println("nearside logins: " + e.getMessage());
            return FAILED;
        }
    }

    static List<Findings> measure(LoginsOptions options, Progress progress) throws InterruptedException {
        Logins logins = new Logins(options, progress);
        List<Findings> all = new ArrayList<>();
        for (OriginFlavor flavor : options.flavors()) {
            try (Cleanup cleanup = new Cleanup()) {
                all.addAll(logins.measure(flavor, cleanup));
            } catch (SQLException e) {
                throw new StageException("the origin cannot be asked: " + e.getMessage(), e);
            }
        }
        return all;
    }

    private List<Findings> measure(OriginFlavor flavor, Cleanup cleanup) throws SQLException, InterruptedException {
        progress.say(
                "starting " + flavor + ", and a node " + options.roundTrip().toMillis() + " ms away");
        OriginServer origin = cleanup.add(flavor.builder().start());
        makeAccounts(origin);
        FarOrigin far = cleanup.add(FarOrigin.of(origin, options.roundTrip()));
        LoneNode node = cleanup.add(LoneNode.start(
                new LoneNodePlan(far.port(), MAX_STALENESS, WATERMARK_INTERVAL, CLIENTS, POOL_CONNECTIONS), progress));
        Door direct = new Door(far.port());
        Door through = new Door(node.clientPort());
        warmUp(new Door(origin.port()), through);
        List<Findings> all = new ArrayList<>();
        for (Way way : Way.values()) {
            progress.say(way.title() + ": direct, then through the node");
            double directly = median(direct, way, i -> account("known"));
            double first = median(through, way, i -> account(newcomer(way, i)));
            // Whatever the first logins began at the origin is over with another login.
            way.nanos(through, account("known"));
            long before = connections(origin) + 1;
            double later = median(through, way, i -> account("known"));
            all.add(new Findings(
                    flavor, way, options.roundTrip(), directly, first, later, connections(origin) - before));
        }
        return all;
    }

    private void makeAccounts(OriginServer origin) throws SQLException {
        List<String> names = new ArrayList<>(List.of("known", "warm"));
        for (Way way : Way.values()) {
            for (int i = 0; i < options.times(); i++) {
                names.add(newcomer(way, i));
            }
        }
        origin.execute("CREATE DATABASE " + SCHEMA);
        for (String name : names) {
            origin.execute(
                    "CREATE USER " + name + "@'%' IDENTIFIED BY '" + PASSWORD + "'",
                    "GRANT ALL ON " + SCHEMA + ".* TO " + name + "@'%'");
        }
    }

    private static String newcomer(Way way, int number) {
        return way.name().toLowerCase(Locale.ROOT) + number;
    }

    private static Account account(String user) {
        return new Account(user, PASSWORD);
    }

    /** The client's code and the node's; none of it asks the far origin more often than it must. */
    private static void warmUp(Door beside, Door through) {
        for (int i = 0; i < WARM_UP; i++) {
            for (Way way : Way.values()) {
                way.nanos(beside, account("warm"));
                way.nanos(through, account("warm"));
            }
        }
    }

    private double median(Door door, Way way, IntFunction<Account> who) {
        long[] nanos = new long[options.times()];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = way.nanos(door, who.apply(i));
            progress.soFar("logins", i + 1L, nanos.length);
        }
        Arrays.sort(nanos);
        return nanos[(nanos.length - 1) / 2] / NANOS_PER_MILLI;
    }

    /** How many connections the origin has seen begin, with the one that asks. */
    private static long connections(OriginServer origin) throws SQLException {
        try (Connection admin = origin.connect("");
                Statement statement = admin.createStatement();
                ResultSet rows = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Connections'")) {
            rows.next();
            return rows.getLong(2);
        }
    }
}
