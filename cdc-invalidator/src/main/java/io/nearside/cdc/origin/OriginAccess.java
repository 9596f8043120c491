package io.nearside.cdc.origin;

import io.nearside.config.OriginSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Opens SQL connections to the origin with the account of the settings. Thread-safe; connections are the caller's. */
public final class OriginAccess {
    /** The origin's clock in microseconds since 1970 UTC: not that of a session that set its {@code timestamp}. */
    public static final String CLOCK_MICROS = "CAST(UNIX_TIMESTAMP(SYSDATE(6)) * 1000000 AS SIGNED)";

    private final OriginSettings settings;

    public OriginAccess(OriginSettings settings) {
        this.settings = settings;
    }

    /**
     * Opens a connection that answers within {@code answerTimeout} or breaks, in UTC (around a change of the clocks no
     * other time zone tells micros), and may send several statements at once.
     */
    public OriginConnection open(Duration answerTimeout) throws SQLException {
        String url = "jdbc:mysql://" + quoted(settings.host()) + ":" + settings.port() + "/";
        Properties properties = new Properties();
        properties.setProperty("user", settings.username());
        properties.setProperty("password", settings.password().reveal());
        properties.setProperty(
                "connectTimeout", Long.toString(settings.connectTimeout().toMillis()));
        properties.setProperty("socketTimeout", Long.toString(answerTimeout.toMillis()));
        properties.setProperty("sslMode", "PREFERRED");
        properties.setProperty("allowPublicKeyRetrieval", "true");
        properties.setProperty("allowMultiQueries", "true");
        Connection connection = DriverManager.getConnection(url, properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET time_zone = '+00:00', autocommit = 1");
            return new OriginConnection(connection, identify(statement));
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Asks which server it is, on a connection of its own. */
    public OriginServerId identify() throws SQLException {
        try (OriginConnection connection = open(Duration.ofSeconds(5))) {
            return connection.server();
        }
    }

    private static OriginServerId identify(Statement statement) throws SQLException {
        String version = single(statement, OriginServerId.VERSION_QUERY);
        boolean mariaDb = OriginServerId.isMariaDb(version);
        String identity = single(statement, OriginServerId.identityQuery(mariaDb));
        boolean tls = single(statement, OriginServerId.tlsQuery(mariaDb)).equals("YES");
        return new OriginServerId(mariaDb, version, identity, tls);
    }

    private static String single(Statement statement, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                values.add(result.getString(1));
            }
        }
        return values.get(0);
    }

    private static String quoted(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }
}
