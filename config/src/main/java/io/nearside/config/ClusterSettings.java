package io.nearside.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How the nodes of one region find each other. Whoever reaches the port and knows the name can read and write what
 * the region shares, so it is on loopback unless told otherwise.
 *
 * @param portCount how many ports are tried, from {@code port} upwards
 * @param members where other members may be, each {@code HOST} or {@code HOST:PORT}; empty means this host
 * @param backupCount how many other members keep a copy of the log
 */
public record ClusterSettings(
        String name, String host, int port, int portCount, List<String> members, int backupCount) {
    static final Setting<String> NAME = Setting.derived(
            "name",
            SettingType.text(
                    Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}"),
                    "a name of 1 to 100 letters, digits, dots, - and _"),
            "nearside-us-west-2",
            "`nearside-` and the region",
            "Name of the region's cluster. Nodes with the same name that reach each other work together.");
    static final Setting<String> HOST = Setting.of(
            "host",
            Hosts.HOST,
            "127.0.0.1",
            "Address for the region's other nodes. There is no login: whoever reaches it and knows the name can read"
                    + " and write what the region shares, so open it to the region's own network only.");
    static final Setting<Integer> PORT = Setting.of("port", Hosts.PORT, "5701", "Port for the region's other nodes.");
    static final Setting<Integer> PORT_COUNT = Setting.of(
            "portCount",
            SettingType.count(1, 100),
            "10",
            "How many ports are tried, from `port` upwards, where several processes share a machine.");
    static final Setting<String> MEMBERS = Setting.derived(
            "members",
            Hosts.MEMBER,
            "127.0.0.1:5701",
            "`host` itself",
            "List of where the region's nodes are; a member without a port is tried on `portCount` ports.");
    static final Setting<Integer> BACKUP_COUNT = Setting.of(
            "backupCount",
            SettingType.count(0, 6),
            "1",
            "How many other nodes of the region keep a copy of the change log.");

    public ClusterSettings {
        NAME.check(name);
        HOST.check(host);
        PORT.check(port);
        PORT_COUNT.check(portCount);
        members = List.copyOf(members);
        members.forEach(MEMBERS::check);
        BACKUP_COUNT.check(backupCount);
    }

    public static ClusterSettings defaults(String region) {
        return new ClusterSettings(
                defaultName(region),
                HOST.standardValue(),
                PORT.standardValue(),
                PORT_COUNT.standardValue(),
                List.of(),
                BACKUP_COUNT.standardValue());
    }

    static String defaultName(String region) {
        return "nearside-" + region;
    }

    static ClusterSettings read(SectionReader in, String region) {
        return new ClusterSettings(
                in.get(NAME, defaultName(region)),
                in.get(HOST),
                in.get(PORT),
                in.get(PORT_COUNT),
                in.list(MEMBERS),
                in.get(BACKUP_COUNT));
    }
}
