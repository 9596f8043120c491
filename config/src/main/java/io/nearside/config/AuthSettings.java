package io.nearside.config;

import java.time.Duration;

/**
 * How long a node answers logins by itself.
 *
 * @param revalidate how long the origin's word on an account counts
 */
public record AuthSettings(Duration revalidate) {
    static final Setting<Duration> REVALIDATE = Setting.of(
            "revalidate",
            SettingType.duration("1s", "1h"),
            "60s",
            "How long a node goes by what the origin said of an account; a changed password, a REVOKE or a dropped"
                    + " account counts everywhere within this time.");

    public AuthSettings {
        REVALIDATE.check(revalidate);
    }

    public static AuthSettings defaults() {
        return new AuthSettings(REVALIDATE.standardValue());
    }

    static AuthSettings read(SectionReader in) {
        return new AuthSettings(in.get(REVALIDATE));
    }
}
