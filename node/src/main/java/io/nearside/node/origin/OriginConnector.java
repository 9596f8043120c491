package io.nearside.node.origin;

import io.nearside.config.OriginSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** Opens this process's own connections to the origin, with the account that reads metadata. Thread-safe; blocks. */
public final class OriginConnector {
    private final OriginSettings origin;

    public OriginConnector(OriginSettings origin) {
        this.origin = origin;
    }

    /**
     * A new connection; the caller closes it.
     *
     * @param readTimeout how long one answer may take; a dead link is noticed after that
     */
    public Connection open(Duration readTimeout) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", origin.username());
        properties.setProperty("password", origin.password().reveal());
        properties.setProperty(
                "connectTimeout", Long.toString(origin.connectTimeout().toMillis()));
        properties.setProperty("socketTimeout", Long.toString(readTimeout.toMillis()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("sslMode", "PREFERRED");
        properties.setProperty("allowPublicKeyRetrieval", "true");
        properties.setProperty("connectionTimeZone", "UTC");
        properties.setProperty("useInformationSchema", "true");
        String host = origin.host().indexOf(':') >= 0 ? "[" + origin.host() + "]" : origin.host();
        return DriverManager.getConnection("jdbc:mysql://" + host + ":" + origin.port() + "/", properties);
    }

    @Override
    public String toString() {
        return origin.host() + ":" + origin.port();
    }
}
