package io.nearside.config;

import java.util.regex.Pattern;

/** Every setting of one process, complete and checked. Immutable. */
public record Configuration(
        String region,
        OriginSettings origin,
        ListenSettings listen,
        AuthSettings auth,
        PoolSettings pool,
        AdminSettings admin,
        CacheSettings cache,
        CdcSettings cdc,
        ClusterSettings cluster,
        WanSettings wan) {
    static final Setting<String> REGION = Setting.required(
            "region",
            SettingType.text(
                    Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}"),
                    "a name of 1 to 63 letters, digits, dots, - and _"),
            "us-west-2",
            "Name of the region that this process is in.");

    public Configuration {
        REGION.check(region);
    }

    /** What the smallest file gives: this region and origin, and for everything else the defaults. */
    public static Configuration withDefaults(String region, OriginSettings origin) {
        return new Configuration(
                region,
                origin,
                ListenSettings.defaults(),
                AuthSettings.defaults(),
                PoolSettings.defaults(),
                AdminSettings.defaults(),
                CacheSettings.defaults(),
                CdcSettings.defaults(true),
                ClusterSettings.defaults(region),
                WanSettings.defaults());
    }

    static Configuration read(SectionReader in) {
        String region = in.get(REGION);
        OriginSettings origin = in.section("origin", "The origin database.", OriginSettings::read);
        ListenSettings listen = in.section("listen", "Where clients connect.", ListenSettings::read);
        AuthSettings auth = in.section("auth", "Logins that a node answers by itself.", AuthSettings::read);
        PoolSettings pool = in.section("pool", "Connections to the origin for the clients.", PoolSettings::read);
        AdminSettings admin = in.section("admin", "Metrics and health, over HTTP.", AdminSettings::read);
        CacheSettings cache = in.section("cache", "What is remembered, and for how long.", CacheSettings::read);
        ClusterSettings cluster = in.section(
                "cluster",
                "How the nodes of one region find each other.",
                section -> ClusterSettings.read(section, region));
        WanSettings wan = in.section("wan", "Links between regions.", WanSettings::read);
        CdcSettings cdc = in.section(
                "cdc",
                "How the origin's binlog becomes the change log.",
                section -> CdcSettings.read(section, wan.upstream() == null));
        return new Configuration(region, origin, listen, auth, pool, admin, cache, cdc, cluster, wan);
    }
}
