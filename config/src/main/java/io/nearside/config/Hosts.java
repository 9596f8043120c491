package io.nearside.config;

import java.util.regex.Pattern;

/** The types of settings that name hosts and ports. */
final class Hosts {
    private static final String NAME = "[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_.])?";
    private static final String IP_V6 = "[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*(?:%[A-Za-z0-9_.-]+)?";

    static final SettingType<String> HOST =
            SettingType.text(Pattern.compile(NAME + "|" + IP_V6), "a host name or an IP address");

    static final SettingType<Integer> PORT = SettingType.count(1, 65_535);

    /** A port to listen on, where 0 lets the operating system choose one that is free. */
    static final SettingType<Integer> LISTEN_PORT = SettingType.count(0, 65_535);

    static final SettingType<String> MEMBER =
            SettingType.text(Pattern.compile("(?:" + NAME + "|\\[" + IP_V6 + "])(?::\\d{1,5})?"), "HOST or HOST:PORT");

    private Hosts() {}
}
