package io.nearside.config;

import org.jspecify.annotations.Nullable;

/**
 * The links between regions.
 *
 * @param listen where other regions fetch this region's change log, or null to offer none
 * @param upstream the region whose change log this region follows, or null where this region reads the binlog
 */
public record WanSettings(@Nullable Endpoint listen, @Nullable Endpoint upstream) {
    public static WanSettings defaults() {
        return new WanSettings(null, null);
    }
}
