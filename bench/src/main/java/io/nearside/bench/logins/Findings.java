package io.nearside.bench.logins;

import io.nearside.origin.OriginFlavor;
import java.time.Duration;
import java.util.Locale;

/**
 * Medians, in milliseconds.
 *
 * @param first of accounts that the node had not seen
 * @param later of one that it had
 * @param originLogins how many connections the origin has seen begin while the later logins went on
 */
record Findings(
        OriginFlavor flavor,
        Way way,
        Duration roundTrip,
        double direct,
        double first,
        double later,
        long originLogins) {
    static final String HEAD = String.format(
            Locale.ROOT,
            "%-8s  %-26s  %10s  %10s  %10s  %14s  %s%n",
            "origin",
            "",
            "direct",
            "first",
            "later",
            "direct / later",
            "new connections at the origin, later");

    /** Whether a later login did without the origin: it took less than any question to it does, and opened nothing there. */
    boolean isMet() {
        return way != Way.LOGIN || (later < roundTrip.toMillis() && originLogins == 0);
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-8s  %-26s  %7.1f ms  %7.1f ms  %7.2f ms  %13.1fx  %d%n",
                flavor,
                way.title(),
                direct,
                first,
                later,
                direct / later,
                originLogins);
    }
}
