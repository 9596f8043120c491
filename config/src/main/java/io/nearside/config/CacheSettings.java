package io.nearside.config;

import java.time.Duration;

/**
 * How much a node remembers and how old an answer may be. Sizes are in bytes.
 *
 * @param maxBytes what the node's own results may take
 * @param maxResultBytes a larger result is not remembered
 * @param maxStaleness a hit shows the origin as it was at most this long ago
 * @param flightTimeout how long a session waits for another session's identical statement
 * @param regionTier whether the nodes of the region share their results
 * @param regionMaxBytes what the shared results may take at this node
 * @param shadowRate share of hits that are compared with what the origin says
 */
public record CacheSettings(
        long maxBytes,
        long maxResultBytes,
        Duration maxStaleness,
        Duration flightTimeout,
        boolean regionTier,
        long regionMaxBytes,
        double shadowRate) {
    static final Setting<Long> MAX_BYTES =
            Setting.of("maxBytes", SettingType.size("1MiB", "64GiB"), "256MiB", "Memory for this node's own results.");
    static final Setting<Long> MAX_RESULT_BYTES = Setting.of(
            "maxResultBytes",
            SettingType.size("1KiB", "64MiB"),
            "1MiB",
            "A result larger than this passes through and is not remembered.");
    static final Setting<Duration> MAX_STALENESS = Setting.of(
            "maxStaleness",
            SettingType.duration("50ms", "1h"),
            "2s",
            "A hit shows the origin as it was at most this long ago; when that cannot be proved, the origin is asked.");
    static final Setting<Duration> FLIGHT_TIMEOUT = Setting.of(
            "flightTimeout",
            SettingType.duration("0s", "1m"),
            "5s",
            "How long a session waits for the same statement already sent by another session, before it asks the"
                    + " origin itself.");
    static final Setting<Boolean> REGION_TIER = Setting.of(
            "regionTier", SettingType.flag(), "true", "Whether the nodes of a region share results with each other.");
    static final Setting<Long> REGION_MAX_BYTES = Setting.of(
            "regionMaxBytes",
            SettingType.size("1MiB", "64GiB"),
            "256MiB",
            "Memory at this node for its part of the region's shared results.");
    static final Setting<Double> SHADOW_RATE = Setting.of(
            "shadowRate",
            SettingType.share(),
            "0",
            "Share of hits that the origin is asked again, after the client has its answer. A difference that no change"
                    + " explains is counted in `nearside_shadow_total` and logged as an error.");

    public CacheSettings {
        MAX_BYTES.check(maxBytes);
        MAX_RESULT_BYTES.check(maxResultBytes);
        MAX_STALENESS.check(maxStaleness);
        FLIGHT_TIMEOUT.check(flightTimeout);
        REGION_MAX_BYTES.check(regionMaxBytes);
        SHADOW_RATE.check(shadowRate);
    }

    public static CacheSettings defaults() {
        return new CacheSettings(
                MAX_BYTES.standardValue(),
                MAX_RESULT_BYTES.standardValue(),
                MAX_STALENESS.standardValue(),
                FLIGHT_TIMEOUT.standardValue(),
                REGION_TIER.standardValue(),
                REGION_MAX_BYTES.standardValue(),
                SHADOW_RATE.standardValue());
    }

    static CacheSettings read(SectionReader in) {
        return new CacheSettings(
                in.get(MAX_BYTES),
                in.get(MAX_RESULT_BYTES),
                in.get(MAX_STALENESS),
                in.get(FLIGHT_TIMEOUT),
                in.get(REGION_TIER),
                in.get(REGION_MAX_BYTES),
                in.get(SHADOW_RATE));
    }
}
