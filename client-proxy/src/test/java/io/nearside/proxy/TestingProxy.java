package io.nearside.proxy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nearside.config.ListenSettings;
import io.nearside.config.OriginSettings;
import io.nearside.config.Secret;
import io.nearside.config.TlsSettings;
import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginServer;
import io.nearside.proxy.cache.TestingResultCache;
import io.nearside.proxy.sql.StatementAnalyzer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A real proxy before an origin, with a cache that a test looks into. */
final class TestingProxy implements AutoCloseable {
    final TestingResultCache cache = new TestingResultCache();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final ProxyServer server;

    private final OriginServer origin;
    private final JdbcCatalog catalog;

    TestingProxy(OriginServer origin) {
        this.origin = origin;
        this.catalog = new JdbcCatalog(origin);
        this.server = before(origin.host(), origin.port(), cache, new StatementAnalyzer(catalog), metrics);
    }

    /** A started proxy before any address. */
    static ProxyServer before(
            String host, int port, TestingResultCache cache, StatementAnalyzer analyzer, SimpleMeterRegistry metrics) {
        ProxyServer server = new ProxyServer(
                new ListenSettings("127.0.0.1", 0, Duration.ofSeconds(5), 1_000, TlsSettings.defaults()),
                OriginSettings.of(host, port, "nearside", new Secret("nearside")),
                cache,
                analyzer,
                metrics);
        server.start();
        return server;
    }

    int port() {
        return server.port();
    }

    /** Makes a schema anew, as the origin's administrator, and lets the analysis know of its tables. */
    void schema(String schema, String... statements) throws SQLException {
        try (Connection connection = origin.connect("");
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + schema);
            statement.execute("CREATE DATABASE " + schema + " CHARACTER SET utf8mb4");
            statement.execute("USE " + schema);
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        catalog.refresh();
    }

    /** An address for Connector/J; ends in parameters. */
    String mysqlUrl(String schema) {
        return "jdbc:mysql://127.0.0.1:" + port() + "/" + schema + "?sslMode=DISABLED&allowPublicKeyRetrieval=true";
    }

    /** An address for MariaDB's driver; ends in parameters. */
    String mariaDbUrl(String schema) {
        return "jdbc:mariadb://127.0.0.1:" + port() + "/" + schema + "?sslMode=disable&allowPublicKeyRetrieval=true";
    }

    /** A connection of the application through the proxy. */
    Connection connect(String schema) throws SQLException {
        return DriverManager.getConnection(mysqlUrl(schema), OriginAccount.APP.user(), OriginAccount.APP.password());
    }

    double count(String meter, String... tags) {
        return metrics.get(meter).tags(tags).counter().count();
    }

    /** What was decided about statements, for messages. */
    String statements() {
        return metrics.find("nearside.statements").counters().stream()
                .filter(counter -> counter.count() > 0)
                .map(counter -> counter.getId().getTags() + "=" + counter.count())
                .toList()
                .toString();
    }

    @Override
    public void close() {
        server.close();
    }
}
