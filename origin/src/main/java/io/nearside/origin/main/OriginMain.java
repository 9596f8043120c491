package io.nearside.origin.main;

import io.nearside.origin.EmbeddedMariaDb;
import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginException;
import io.nearside.origin.OriginServer;
import io.nearside.origin.employees.Employees;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.OptionalDouble;

/**
 * Runs an embedded origin in a folder until Ctrl-C. Exits with 2 for arguments that cannot be followed, 1 when the
 * server fails.
 */
public final class OriginMain {
    private static final int FAILED = 1;
    private static final int BAD_ARGUMENTS = 2;

    private final OriginArguments arguments;
    private final PrintStream out;
    private volatile boolean stopping;

    private OriginMain(OriginArguments arguments, PrintStream out) {
        this.arguments = arguments;
        this.out = out;
    }

    public static void main(String... arguments) throws InterruptedException {
        try {
            new OriginMain(OriginArguments.parse(arguments), System.out).run();
        } catch (IllegalArgumentException e) {
            fail(BAD_ARGUMENTS, e);
        } catch (OriginException | SQLException e) {
            fail(FAILED, e);
        }
    }

    private static void fail(int status, Exception reason) {
        System.err.println("nearside origin: " + reason.getMessage());
        System.exit(status);
    }

    private void run() throws SQLException, InterruptedException {
        out.println("starting " + arguments.flavor() + " in " + arguments.dir() + " …");
        try (OriginServer origin = arguments
                .flavor()
                .builder()
                .dir(arguments.dir())
                .port(arguments.port())
                .start()) {
            if (arguments.employees().isPresent()) {
                provideEmployees(origin, arguments.employees().getAsDouble());
            }
            describe(origin);
            Runtime.getRuntime().addShutdownHook(new Thread(this::announceStop, "origin-announce-stop"));
            origin.awaitEnd();
            if (!stopping) {
                throw new OriginException("the server ended; its log is in " + arguments.dir());
            }
        }
    }

    /** Runs when this process is told to end; the origin's own hook stops the server. */
    private void announceStop() {
        stopping = true;
        out.println("stopping …");
    }

    private void provideEmployees(OriginServer origin, double scale) throws SQLException {
        OptionalDouble loaded = Employees.loadedScale(origin);
        if (loaded.isEmpty()) {
            new Employees(scale).load(origin, new ProgressLines(out, System::nanoTime));
        } else if (loaded.getAsDouble() != scale) {
            throw new IllegalArgumentException("--employees " + scale + " was asked for, but " + arguments.dir()
                    + " holds them at scale " + loaded.getAsDouble() + ": use another --dir");
        }
    }

    private void describe(OriginServer origin) {
        out.printf(
                "%n%s runs on %s port %d, its data are in %s%n",
                origin.flavor(), origin.host(), origin.port(), origin.dataDir());
        out.println("accounts:");
        describe(OriginAccount.APP, "an application: may do everything in the databases employees and test");
        describe(OriginAccount.APP_NATIVE, "the same, logging in with mysql_native_password");
        describe(OriginAccount.READER, "what Nearside itself needs, for its origin setting");
        describe(OriginAccount.ADMIN, "may do everything");
        out.println("connect:");
        OriginAccount account = OriginAccount.APP_NATIVE;
        out.printf(
                "  %s --no-defaults --skip-ssl -h %s -P %d -u %s -p%s employees%n",
                EmbeddedMariaDb.client(), origin.host(), origin.port(), account.user(), account.password());
        out.println("Ctrl-C stops it.");
    }

    private void describe(OriginAccount account, String purpose) {
        out.printf("  user %-10s password %-8s  %s%n", account.user(), account.password(), purpose);
    }
}
