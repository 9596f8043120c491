package io.nearside.config;

import java.time.Duration;

/** Where clients connect and how they are encrypted, how many may, and how long a node that stops waits for their statements to finish. */
public record ListenSettings(String host, int port, Duration drainTimeout, int maxConnections, TlsSettings tls) {
    static final Setting<String> HOST = Setting.of("host", Hosts.HOST, "0.0.0.0", "Address on which clients connect.");
    static final Setting<Integer> PORT = Setting.of(
            "port", Hosts.LISTEN_PORT, "3307", "Port on which clients connect; 0 takes any free port and logs it.");
    static final Setting<Duration> DRAIN_TIMEOUT = Setting.of(
            "drainTimeout",
            SettingType.duration("0s", "10m"),
            "10s",
            "How long a node that is stopped waits for statements and transactions that are under way.");
    static final Setting<Integer> MAX_CONNECTIONS = Setting.of(
            "maxConnections",
            SettingType.count(1, 1_000_000),
            "10000",
            "Most client connections at one time; one more gets MySQL error 1040.");

    public ListenSettings {
        HOST.check(host);
        PORT.check(port);
        DRAIN_TIMEOUT.check(drainTimeout);
        MAX_CONNECTIONS.check(maxConnections);
    }

    public static ListenSettings defaults() {
        return at(HOST.standardValue(), PORT.standardValue());
    }

    /** This address, and for everything else the defaults. */
    public static ListenSettings at(String host, int port) {
        return new ListenSettings(
                host, port, DRAIN_TIMEOUT.standardValue(), MAX_CONNECTIONS.standardValue(), TlsSettings.defaults());
    }

    static ListenSettings read(SectionReader in) {
        return new ListenSettings(
                in.get(HOST), in.get(PORT), in.get(DRAIN_TIMEOUT), in.get(MAX_CONNECTIONS), TlsSettings.read(in));
    }
}
