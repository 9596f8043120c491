package io.nearside.proxy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nearside.config.AuthSettings;
import io.nearside.config.ListenSettings;
import io.nearside.config.OriginSettings;
import io.nearside.config.PoolSettings;
import io.nearside.config.Secret;
import io.nearside.config.TlsSettings;
import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginServer;
import io.nearside.proxy.auth.OriginAccounts;
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

    final TestingAccounts accounts;

    private final OriginServer origin;
    private final JdbcCatalog catalog;

    TestingProxy(OriginServer origin) {
        this(origin, PoolSettings.defaults(), TlsSettings.defaults());
    }

    TestingProxy(OriginServer origin, PoolSettings pool) {
        this(origin, pool, TlsSettings.defaults());
    }

    TestingProxy(OriginServer origin, TlsSettings tls) {
        this(origin, PoolSettings.defaults(), tls);
    }

    private TestingProxy(OriginServer origin, PoolSettings pool, TlsSettings tls) {
        this.origin = origin;
        this.accounts = new TestingAccounts(origin);
        this.catalog = new JdbcCatalog(origin);
        this.server = before(
                origin.host(), origin.port(), pool, accounts, cache, new StatementAnalyzer(catalog), metrics, tls);
    }

    /** A started proxy before any address. */
    static ProxyServer before(
            String host,
            int port,
            PoolSettings pool,
            OriginAccounts accounts,
            TestingResultCache cache,
            StatementAnalyzer analyzer,
            SimpleMeterRegistry metrics) {
        return before(host, port, pool, accounts, cache, analyzer, metrics, TlsSettings.defaults());
    }

    private static ProxyServer before(
            String host,
            int port,
            PoolSettings pool,
            OriginAccounts accounts,
            TestingResultCache cache,
            StatementAnalyzer analyzer,
            SimpleMeterRegistry metrics,
            TlsSettings tls) {
        ProxyServer server = new ProxyServer(
                new ListenSettings("127.0.0.1", 0, Duration.ofSeconds(5), 1_000, tls),
                AuthSettings.defaults(),
                pool,
                OriginSettings.of(host, port, "nearside", new Secret("nearside")),
                accounts,
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

    /** Lets the analysis know of the tables that there are. */
    void readCatalog() throws SQLException {
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
        return counts("nearside.statements");
    }

    /** What was counted under a name, for messages. */
    String counts(String meter) {
        return metrics.find(meter).counters().stream()
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
