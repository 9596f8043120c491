package io.nearside.cdc.origin;

import java.util.Locale;

/**
 * Which server it is that answers at the origin's address.
 *
 * @param mariaDb MariaDB, else MySQL
 * @param version as the server says it
 * @param identity never the same for two servers, and the same after a restart: what {@code OriginPosition.server} holds
 * @param tls whether the server takes TLS connections
 */
public record OriginServerId(boolean mariaDb, String version, String identity, boolean tls) {
    public static final String VERSION_QUERY = "SELECT VERSION()";

    public static boolean isMariaDb(String version) {
        return version.toLowerCase(Locale.ROOT).contains("mariadb");
    }

    /** MariaDB has nothing like a server UUID in all its versions. */
    public static String identityQuery(boolean mariaDb) {
        return mariaDb
                ? "SELECT CONCAT('mariadb-', MD5(CONCAT_WS('/', @@global.server_id, @@global.hostname,"
                        + " @@global.port, @@global.datadir)))"
                : "SELECT @@global.server_uuid";
    }

    static String tlsQuery(boolean mariaDb) {
        return mariaDb ? "SELECT @@global.have_ssl" : "SELECT 'YES'";
    }

    /** From 8.4 on MySQL calls it otherwise, and from 9.0 on no longer knows the old name. */
    public String binlogStatusQuery() {
        return !mariaDb && majorMinor() >= 804 ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
    }

    private int majorMinor() {
        String[] parts = version.split("[.-]", 3);
        return parts.length < 2 ? 0 : number(parts[0]) * 100 + number(parts[1]);
    }

    private static int number(String digits) {
        return digits.matches("\\d{1,4}") ? Integer.parseInt(digits) : 0;
    }
}
