package io.nearside.config;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Where the origin database is, and the account that reads its binlog and metadata. Clients log in with accounts of
 * their own.
 */
public record OriginSettings(String host, int port, String username, Secret password, Duration connectTimeout) {
    static final Setting<String> HOST =
            Setting.required("host", Hosts.HOST, "127.0.0.1", "Host of the origin, the MySQL or MariaDB server.");
    static final Setting<Integer> PORT = Setting.of("port", Hosts.PORT, "3306", "Port of the origin.");
    static final Setting<String> USERNAME = Setting.required(
            "username",
            SettingType.text(Pattern.compile("\\S(?:.{0,78}\\S)?"), "a user name of 1 to 80 characters"),
            "nearside",
            "Account that reads the origin's binlog and metadata; clients use accounts of their own.");
    static final Setting<Secret> PASSWORD = Setting.required(
            "password",
            SettingType.secret(),
            "${NEARSIDE_ORIGIN_PASSWORD}",
            "Password of that account; never shown in messages or logs.");
    static final Setting<Duration> CONNECT_TIMEOUT = Setting.of(
            "connectTimeout",
            SettingType.duration("100ms", "1m"),
            "5s",
            "How long opening a connection to the origin may take.");

    public OriginSettings {
        HOST.check(host);
        PORT.check(port);
        USERNAME.check(username);
        CONNECT_TIMEOUT.check(connectTimeout);
    }

    /** These, and for everything else the defaults. */
    public static OriginSettings of(String host, int port, String username, Secret password) {
        return new OriginSettings(host, port, username, password, CONNECT_TIMEOUT.standardValue());
    }

    static OriginSettings read(SectionReader in) {
        return new OriginSettings(
                in.get(HOST), in.get(PORT), in.get(USERNAME), in.get(PASSWORD), in.get(CONNECT_TIMEOUT));
    }
}
