package io.nearside.origin;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server process over one data directory. All that starts or ends the process holds this object's monitor. The
 * process does not outlive this Java process: a shutdown hook ends it, or its {@link Watchdog} where no hook could run.
 */
final class EmbeddedOrigin implements OriginServer {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedOrigin.class);
    private static final String HOST = "127.0.0.1";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final int PORT_TRIES = 5;

    private final Distribution distribution;
    private final Path home;
    private final OriginDir dir;
    private final Map<String, String> options;
    private final boolean anyPort;
    private final Thread shutdownHook = new Thread(this::end, "origin-shutdown");

    private volatile int port;
    private volatile @Nullable Process process;
    private @Nullable Watchdog watchdog;
    private boolean closed;

    private EmbeddedOrigin(Distribution distribution, Path home, OriginDir dir, Map<String, String> options, int port) {
        this.distribution = distribution;
        this.home = home;
        this.dir = dir;
        this.options = options;
        this.anyPort = port == 0;
        this.port = port;
    }

    /** Makes the data directory if need be; starts nothing. A {@code port} of 0 means a free one. */
    static EmbeddedOrigin prepare(
            Distribution distribution, Map<String, String> options, @Nullable Path dir, int port) {
        requireLinux();
        try {
            ServerCache cache = ServerCache.ofUser();
            Path home = cache.home(distribution);
            Path freshData = cache.freshData(distribution, home);
            OriginDir originDir = OriginDir.open(dir, distribution, freshData);
            EmbeddedOrigin origin = new EmbeddedOrigin(distribution, home, originDir, Map.copyOf(options), port);
            Runtime.getRuntime().addShutdownHook(origin.shutdownHook);
            return origin;
        } catch (IOException e) {
            throw new OriginException("cannot prepare " + distribution.id() + ": " + e, e);
        } catch (InterruptedException e) {
            throw OriginException.interrupted(e);
        }
    }

    static void requireLinux() {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!system.toLowerCase(Locale.ROOT).equals("linux amd64")) {
            throw new OriginException("embedded origins run on Linux amd64 only, this is " + system);
        }
    }

    @Override
    public OriginFlavor flavor() {
        return distribution.flavor();
    }

    @Override
    public String host() {
        return HOST;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Path dataDir() {
        return dir.data();
    }

    @Override
    public Path log() {
        return dir.log();
    }

    @Override
    public boolean isRunning() {
        Process current = process;
        return current != null && current.isAlive();
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        Process current = process;
        if (current != null) {
            current.waitFor();
        }
    }

    @Override
    public synchronized void start() {
        if (closed) {
            throw new IllegalStateException("this origin is closed");
        }
        if (isRunning()) {
            return;
        }
        // Of a process that died on its own.
        afterEnd();
        try {
            dir.awaitFormerServer();
            boolean mayChoose = anyPort && port == 0;
            for (int attempt = 1; !launch(mayChoose ? freePort() : port); attempt++) {
                if (attempt == PORT_TRIES || !mayChoose) {
                    throw new OriginException("port " + port + " of " + HOST + " is taken by another program");
                }
            }
        } catch (IOException e) {
            throw new OriginException("cannot start " + distribution.id() + ": " + e, e);
        } catch (InterruptedException e) {
            throw OriginException.interrupted(e);
        }
    }

    /** Starts the process and waits until it accepts logins. False if another program has the port. */
    private boolean launch(int atPort) throws IOException, InterruptedException {
        port = atPort;
        long began = System.nanoTime();
        long logged = dir.logSize();
        // Relative to the data directory, because the path of a socket may have 107 characters at most.
        String socket = OriginDir.SOCKET;
        String portOption = Integer.toString(atPort);
        Map<String, String> place =
                Map.of("bind-address", HOST, "port", portOption, "socket", socket, "pid-file", OriginDir.PID_FILE);
        List<String> command = distribution.command(home, dir.data(), Distribution.concat(options, place));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(dir.data().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(dir.log().toFile()));
        builder.environment().putAll(distribution.environment(home));
        Process started = builder.start();
        process = started;
        watchdog = dir.isTemporary() ? Watchdog.deleting(started.pid(), dir.root()) : Watchdog.stopping(started.pid());
        while (!acceptsLogins()) {
            if (started.waitFor(5, TimeUnit.MILLISECONDS)) {
                afterEnd();
                String said = dir.logSince(logged);
                if (said.contains("Address already in use")) {
                    return false;
                }
                throw new OriginException(distribution.id() + " did not start: " + Programs.reason(said));
            }
            if (System.nanoTime() - began > START_LIMIT.toNanos()) {
                kill();
                throw new OriginException(
                        distribution.id() + " accepted no login within " + START_LIMIT.toSeconds() + " s");
            }
        }
        long millis = (System.nanoTime() - began) / 1_000_000;
        log.info("origin started flavor={} port={} dir={} millis={}", flavor(), port, dir.root(), millis);
        return true;
    }

    private boolean acceptsLogins() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(loopback(), port), 1_000);
        } catch (IOException e) {
            return false;
        }
        String url = jdbcUrl("") + "&connectTimeout=1000&socketTimeout=5000";
        OriginAccount admin = OriginAccount.ADMIN;
        try (Connection connection = DriverManager.getConnection(url, admin.user(), admin.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT @@datadir")) {
            // Another origin may have the port that this one is about to be refused.
            return rows.next() && Path.of(rows.getString(1)).equals(dir.data());
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public synchronized void stop() {
        Process current = process;
        if (current == null) {
            return;
        }
        current.destroy();
        try {
            if (!current.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("origin did not stop in time, killed flavor={} port={}", flavor(), port);
                current.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            throw OriginException.interrupted(e);
        }
        afterEnd();
    }

    @Override
    public synchronized void kill() {
        Process current = process;
        if (current == null) {
            return;
        }
        try {
            current.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw OriginException.interrupted(e);
        }
        afterEnd();
    }

    private synchronized void afterEnd() {
        process = null;
        if (watchdog != null) {
            watchdog.dismiss();
            watchdog = null;
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            log.trace("closed while this process shuts down, by the hook or beside it", e);
        }
    }

    private synchronized void end() {
        if (closed) {
            return;
        }
        closed = true;
        if (dir.isTemporary()) {
            kill();
            dir.delete();
        } else {
            stop();
        }
    }

    private static InetAddress loopback() throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
            return socket.getLocalPort();
        }
    }
}
