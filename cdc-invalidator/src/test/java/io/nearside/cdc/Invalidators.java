package io.nearside.cdc;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nearside.cdc.log.ChangeLog;
import io.nearside.config.CdcSettings;
import io.nearside.config.OriginSettings;
import io.nearside.config.Secret;
import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginServer;
import java.time.Duration;

/** Invalidators and settings for tests. */
final class Invalidators {
    static final CdcSettings SETTINGS = new CdcSettings(true, 0, Duration.ofMillis(100), Duration.ofSeconds(1), 65_536);

    private Invalidators() {}

    static OriginSettings settings(OriginServer origin) {
        return OriginSettings.of(
                origin.host(), origin.port(), OriginAccount.READER.user(), new Secret(OriginAccount.READER.password()));
    }

    static Invalidator start(OriginServer origin, ChangeLog log) {
        Invalidator invalidator = new Invalidator(settings(origin), SETTINGS, log, new SimpleMeterRegistry());
        invalidator.start();
        return invalidator;
    }
}
