package io.nearside.node;

import io.nearside.cdc.origin.Finding;
import io.nearside.cdc.origin.OriginCheck;
import io.nearside.config.Configuration;
import io.nearside.config.ConfigurationException;
import io.nearside.config.ConfigurationLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The command line: {@code node}, {@code cdc} and {@code check}, each with {@code --config FILE}, and {@code version}.
 * Exits with 0 when done or ended by a signal, 1 when something failed, 2 when it was asked wrongly.
 */
public final class Main {
    private static final String USAGE = "usage: node --config FILE | cdc --config FILE | check --config FILE | version";
    private static final int FAILED = 1;
    private static final int ASKED_WRONGLY = 2;

    /** A process that runs until a signal ends it. */
    private interface Start {
        AutoCloseable apply(Configuration configuration);
    }

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;

    Main(PrintStream out, PrintStream err, Map<String, String> environment) {
        this.out = out;
        this.err = err;
        this.environment = environment;
    }

    public static void main(String[] args) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        System.exit(new Main(System.out, System.err, System.getenv()).run(List.of(args)));
    }

    int run(List<String> arguments) {
        if (arguments.equals(List.of("version"))) {
            out.println(version());
            return 0;
        }
        if (arguments.size() != 3 || !arguments.get(1).equals("--config")) {
            return usage();
        }
        try {
            Configuration configuration = ConfigurationLoader.load(Path.of(arguments.get(2)), environment);
            return switch (arguments.get(0)) {
                case "node" -> untilSignal(Node::start, configuration);
                case "cdc" -> untilSignal(CdcProcess::start, configuration);
                case "check" -> check(configuration);
                default -> usage();
            };
        } catch (ConfigurationException e) {
            e.problems().forEach(err::println);
            return ASKED_WRONGLY;
        } catch (IllegalStateException e) {
            err.println(e.getMessage());
            return FAILED;
        }
    }

    private int usage() {
        err.println(USAGE);
        return ASKED_WRONGLY;
    }

    private int check(Configuration configuration) {
        List<Finding> findings = OriginCheck.check(configuration.origin());
        findings.forEach(out::println);
        if (findings.isEmpty()) {
            out.println("the origin can serve");
        }
        return findings.isEmpty() ? 0 : FAILED;
    }

    private static int untilSignal(Start start, Configuration configuration) {
        AutoCloseable process = start.apply(configuration);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            int status = 0;
                            try {
                                process.close();
                            } catch (Exception e) {
                                status = FAILED;
                            }
                            // Asked to end and ended: not the failure that the JVM would report for a signal.
                            Runtime.getRuntime().halt(status);
                        },
                        "nearside-stop"));
        try {
            new CountDownLatch(1).await();
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream file = Main.class.getResourceAsStream("version.properties")) {
            properties.load(file);
        } catch (IOException e) {
            return "unknown";
        }
        return "nearside " + properties.getProperty("version");
    }
}
