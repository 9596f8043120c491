package io.nearside.config;

/** Where metrics and health are served, over HTTP without authentication: hence on loopback unless told otherwise. */
public record AdminSettings(String host, int port) {
    static final Setting<String> HOST = Setting.of(
            "host",
            Hosts.HOST,
            "127.0.0.1",
            "Address of `/metrics` and `/health`. There is no login: open it to trusted networks only.");
    static final Setting<Integer> PORT = Setting.of(
            "port", Hosts.LISTEN_PORT, "9307", "Port of `/metrics` and `/health`; 0 takes any free port and logs it.");

    public AdminSettings {
        HOST.check(host);
        PORT.check(port);
    }

    public static AdminSettings defaults() {
        return new AdminSettings(HOST.standardValue(), PORT.standardValue());
    }

    static AdminSettings read(SectionReader in) {
        return new AdminSettings(in.get(HOST), in.get(PORT));
    }
}
