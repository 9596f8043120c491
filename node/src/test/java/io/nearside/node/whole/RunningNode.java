package io.nearside.node.whole;

import static org.awaitility.Awaitility.await;

import io.nearside.config.AdminSettings;
import io.nearside.config.AuthSettings;
import io.nearside.config.CacheSettings;
import io.nearside.config.CdcSettings;
import io.nearside.config.ClusterSettings;
import io.nearside.config.Configuration;
import io.nearside.config.Endpoint;
import io.nearside.config.ListenSettings;
import io.nearside.config.OriginSettings;
import io.nearside.config.PoolSettings;
import io.nearside.config.Secret;
import io.nearside.config.TlsMode;
import io.nearside.config.TlsSettings;
import io.nearside.config.WanSettings;
import io.nearside.node.Node;
import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A node in this JVM, on free ports of loopback, and what a user and an operator may ask of it: SQL, metrics, health.
 * Safe for use by many threads.
 */
final class RunningNode implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Node node;
    private final HttpClient http = HttpClient.newHttpClient();

    private RunningNode(Configuration configuration) {
        this.node = Node.start(configuration);
    }

    /** What a node in front of {@code origin} is to be like; a small installation of its own by default. */
    static Plan of(OriginServer origin) {
        return new Plan(origin.host(), origin.port());
    }

    /** The settings of a node that is to start. Not safe for use by several threads. */
    static final class Plan {
        private final String originHost;
        private int originPort;
        private Duration maxStaleness = Duration.ofSeconds(2);
        private boolean embedded = true;
        private Duration rowImageTimeout = CdcSettings.defaults(true).rowImageTimeout();
        private double shadowRate;
        private String cluster = "whole-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
        private int clusterPort = freePort();
        private String region = "test";
        private TlsSettings tls = TlsSettings.defaults();
        private @Nullable Endpoint wanListen;
        private @Nullable Endpoint wanUpstream;

        private Plan(String originHost, int originPort) {
            this.originHost = originHost;
            this.originPort = originPort;
        }

        /** Reaches the origin through this port instead of its own. */
        Plan originPort(int port) {
            originPort = port;
            return this;
        }

        Plan maxStaleness(Duration staleness) {
            maxStaleness = staleness;
            return this;
        }

        /** Waits so long for row images, however busy the machine is, and serves what is as old meanwhile. */
        Plan patient() {
            rowImageTimeout = Duration.ofSeconds(30);
            return maxStaleness(Duration.ofSeconds(60));
        }

        /** Compares this share of hits with the origin. */
        Plan shadowRate(double rate) {
            shadowRate = rate;
            return this;
        }

        /** Lets in no client without TLS. */
        Plan requiringTls() {
            tls = TlsSettings.selfMade(TlsMode.REQUIRE);
            return this;
        }

        Plan embedded(boolean reads) {
            embedded = reads;
            return this;
        }

        /** In the region of another: the same name, the same ports to meet on. */
        Plan sameRegionAs(Plan other) {
            region = other.region;
            cluster = other.cluster;
            clusterPort = other.clusterPort;
            return this;
        }

        Plan region(String name) {
            region = name;
            return this;
        }

        Plan offersLogAt(Endpoint endpoint) {
            wanListen = endpoint;
            return this;
        }

        Plan followsLogOf(Endpoint endpoint) {
            wanUpstream = endpoint;
            embedded = false;
            return this;
        }

        Configuration configuration() {
            OriginAccount reader = OriginAccount.READER;
            CacheSettings cache = CacheSettings.defaults();
            CdcSettings cdc = CdcSettings.defaults(embedded);
            return new Configuration(
                    region,
                    OriginSettings.of(originHost, originPort, reader.user(), new Secret(reader.password())),
                    new ListenSettings(HOST, 0, Duration.ofSeconds(1), 1_000, tls),
                    AuthSettings.defaults(),
                    PoolSettings.defaults(),
                    new AdminSettings(HOST, 0),
                    new CacheSettings(
                            cache.maxBytes(),
                            cache.maxResultBytes(),
                            maxStaleness,
                            cache.flightTimeout(),
                            cache.regionTier(),
                            cache.regionMaxBytes(),
                            shadowRate),
                    new CdcSettings(
                            embedded, cdc.serverId(), Duration.ofMillis(20), rowImageTimeout, cdc.logCapacity()),
                    new ClusterSettings(cluster, HOST, clusterPort, 5, List.of(), 0),
                    new WanSettings(wanListen, wanUpstream));
        }

        RunningNode start() {
            return new RunningNode(configuration());
        }

        /** Starts it and waits until it serves from memory. */
        RunningNode startReady() {
            RunningNode node = start();
            try {
                node.awaitReady();
                return node;
            } catch (RuntimeException | Error e) {
                node.close();
                throw e;
            }
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port that clients connect to. */
    int port() {
        return node.port();
    }

    /** A session through the node with Connector/J; {@code schema} may be empty. */
    Connection connect(String schema) throws SQLException {
        return connect(schema, OriginAccount.APP);
    }

    Connection connect(String schema, OriginAccount account) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(schema), account.user(), account.password());
    }

    /** An address for Connector/J; append more parameters after {@code &}. */
    String jdbcUrl(String schema) {
        return "jdbc:mysql://" + HOST + ":" + port() + "/" + schema + "?sslMode=DISABLED&allowPublicKeyRetrieval=true";
    }

    /** What {@code /metrics} shows now. */
    Metrics metrics() {
        return Metrics.parse(get("/metrics").body());
    }

    /** Statements that were answered from memory, as the operator sees them. */
    double hits() {
        return metrics().sum("nearside_statements_total", "decision=\"hit\"");
    }

    /** Statements whose answer was fetched to be kept. */
    double fills() {
        return metrics().sum("nearside_statements_total", "decision=\"fill\"");
    }

    /** Where a health page stands: 200, or 503 with its reasons. */
    HttpResponse<String> health(String page) {
        return get("/health/" + page);
    }

    private HttpResponse<String> get(String path) {
        URI page = URI.create("http://" + HOST + ":" + node.adminPort() + path);
        try {
            return http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    boolean isReady() {
        return health("ready").statusCode() == 200;
    }

    void awaitReady() {
        await("ready: " + health("ready").body())
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> {
                    HttpResponse<String> ready = health("ready");
                    if (ready.statusCode() != 200) {
                        throw new AssertionError(ready.body());
                    }
                });
    }

    /**
     * Waits until everything that was committed at the origin before this call is applied at the node: its newest
     * watermark is younger than the call.
     */
    void awaitApplied() {
        long began = System.nanoTime();
        await("log applied").atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
            double sinceBegan = (System.nanoTime() - began) / 1e9;
            return metrics().sum("nearside_freshness_age_seconds", "") < sinceBegan;
        });
    }

    /** A session once the node serves from memory. */
    Connection awaitReadyAndConnect(String schema) throws SQLException {
        awaitReady();
        return connect(schema);
    }

    /** Waits until what the node knows of the origin is older than this. */
    void awaitAge(Duration age) {
        await("no news for " + age)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> metrics().sum("nearside_freshness_age_seconds", "") * 1_000 > age.toMillis());
    }

    /** Asks until the answer comes from memory; gives the first column of the first row, or null if there is none. */
    @Nullable
    String awaitHit(Statement statement, String query) {
        AtomicReference<@Nullable String> answer = new AtomicReference<>();
        await("a hit for " + query)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    double before = hits();
                    answer.set(first(statement, query));
                    return hits() > before;
                });
        return answer.get();
    }

    /** The first column of the first row, or null if there is none. */
    static @Nullable String first(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
