package io.nearside.proxy.sql;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which server the origin is, as far as its SQL is concerned.
 *
 * @param mariaDb true for MariaDB, false for MySQL and its close kin
 * @param number major * 10000 + minor * 100 + patch; 0 when unknown, which counts as older than everything
 */
public record ServerVersion(boolean mariaDb, int number) {

    private static final Pattern NUMBERS =
            Pattern.compile("(\\d{1,3})\\.(\\d{1,2})(?:\\.(\\d{1,2}))?(?!\\d).*", Pattern.DOTALL);

    /** What MariaDB puts before its version in the handshake, so that old replicas accept it. */
    private static final String REPLICATION_PREFIX = "5.5.5-";

    /** Reads a version as {@code @@version} or the handshake gives it, such as {@code 8.0.15} or {@code 11.4.5-MariaDB-log}. */
    public static ServerVersion parse(String version) {
        boolean mariaDb = version.toLowerCase(Locale.ROOT).contains("mariadb");
        String own = mariaDb && version.startsWith(REPLICATION_PREFIX)
                ? version.substring(REPLICATION_PREFIX.length())
                : version;
        Matcher matcher = NUMBERS.matcher(own);
        if (!matcher.matches()) {
            return new ServerVersion(mariaDb, 0);
        }
        int patch = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        return new ServerVersion(
                mariaDb, Integer.parseInt(matcher.group(1)) * 10000 + Integer.parseInt(matcher.group(2)) * 100 + patch);
    }
}
