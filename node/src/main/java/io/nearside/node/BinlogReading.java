package io.nearside.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.nearside.cdc.Invalidator;
import io.nearside.cdc.InvalidatorStatus;
import io.nearside.cdc.log.ChangeLog;
import io.nearside.config.Configuration;
import io.nearside.node.admin.Condition;
import java.util.Locale;

/** The invalidator as a part of a process, of a node or on its own. */
final class BinlogReading {
    private BinlogReading() {}

    /** Starts an invalidator and returns the condition that it reads, or stands by for another that does. */
    static Condition start(Parts parts, Configuration configuration, ChangeLog ring, MeterRegistry registry) {
        Invalidator invalidator =
                parts.add(new Invalidator(configuration.origin(), configuration.cdc(), ring, registry));
        invalidator.start();
        return new Condition("invalidator", () -> {
            InvalidatorStatus status = invalidator.status();
            if (status.ready()) {
                return null;
            }
            return status.problems().isEmpty()
                    ? status.state().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    : status.problems().get(0);
        });
    }
}
