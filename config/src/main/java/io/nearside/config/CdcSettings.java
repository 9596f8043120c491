package io.nearside.config;

import java.time.Duration;

/**
 * How the origin's binlog becomes the change log.
 *
 * @param embedded whether the node itself reads the binlog
 * @param serverId the first of two replication server ids to use at the origin; 0 derives them
 * @param watermarkInterval how often a watermark is written
 * @param rowImageTimeout how long a transaction waits for its row images before its tables count as changed whole
 * @param logCapacity how many batches the region's log keeps
 */
public record CdcSettings(
        boolean embedded, long serverId, Duration watermarkInterval, Duration rowImageTimeout, int logCapacity) {
    static final Setting<Boolean> EMBEDDED = Setting.derived(
            "embedded",
            SettingType.flag(),
            "false",
            "true, or false where `wan.upstream` is given",
            "Whether this node may read the origin's binlog. Set false where `nearside cdc` runs as its own process.");
    static final Setting<Long> SERVER_ID = Setting.of(
            "serverId",
            SettingType.wholeNumber(0, 4_294_967_294L),
            "0",
            "Replication server id to use at the origin: this one and the next, which no other replica may have. 0"
                    + " derives them.");
    static final Setting<Duration> WATERMARK_INTERVAL = Setting.of(
            "watermarkInterval",
            SettingType.duration("10ms", "10s"),
            "100ms",
            "How often the log says up to when it is complete. At most half of `cache.maxStaleness`.");
    static final Setting<Duration> ROW_IMAGE_TIMEOUT = Setting.of(
            "rowImageTimeout",
            SettingType.duration("0s", "1m"),
            "1s",
            "How long a transaction waits for its row images; after that its tables count as changed whole.");
    static final Setting<Integer> LOG_CAPACITY = Setting.of(
            "logCapacity",
            SettingType.count(1_024, 16_777_216),
            "65536",
            "How many batches of changes the region's log keeps for nodes that lag behind.");

    public CdcSettings {
        SERVER_ID.check(serverId);
        WATERMARK_INTERVAL.check(watermarkInterval);
        ROW_IMAGE_TIMEOUT.check(rowImageTimeout);
        LOG_CAPACITY.check(logCapacity);
    }

    /** The defaults of a node that reads the binlog itself, or of one that does not. */
    public static CdcSettings defaults(boolean embedded) {
        return new CdcSettings(
                embedded,
                SERVER_ID.standardValue(),
                WATERMARK_INTERVAL.standardValue(),
                ROW_IMAGE_TIMEOUT.standardValue(),
                LOG_CAPACITY.standardValue());
    }

    static CdcSettings read(SectionReader in, boolean embeddedByDefault) {
        return new CdcSettings(
                in.get(EMBEDDED, embeddedByDefault),
                in.get(SERVER_ID),
                in.get(WATERMARK_INTERVAL),
                in.get(ROW_IMAGE_TIMEOUT),
                in.get(LOG_CAPACITY));
    }
}
