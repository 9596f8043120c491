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

    static WanSettings read(SectionReader in) {
        return new WanSettings(
                in.optionalSection(
                        "listen",
                        "Where other regions fetch this region's change log. Not offered unless given.",
                        Endpoint::read),
                in.optionalSection(
                        "upstream",
                        "The region whose change log this region follows instead of reading the origin's binlog.",
                        Endpoint::read));
    }
}
