package io.nearside.config;

/** A host and a port. */
public record Endpoint(String host, int port) {
    static final Setting<String> HOST = Setting.required("host", Hosts.HOST, "127.0.0.1", "Host name or address.");
    static final Setting<Integer> PORT = Setting.required("port", Hosts.PORT, "7307", "Port.");

    public Endpoint {
        HOST.check(host);
        PORT.check(port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    static Endpoint read(SectionReader in) {
        return new Endpoint(in.get(HOST), in.get(PORT));
    }
}
