package io.nearside.bench;

import io.nearside.bench.experiment.Experiment;
import io.nearside.bench.stage.Region;
import io.nearside.bench.stage.Site;
import io.nearside.bench.stage.Stage;
import io.nearside.origin.EmbeddedMariaDb;
import io.nearside.origin.OriginAccount;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the demo says about itself. */
final class Explanation {
    private Explanation() {}

    /** What is about to be done, and how it is measured. */
    static String opening(double scale) {
        String regions = Arrays.stream(Region.values())
                .map(region -> "  %-16s %-10s %4d ms%n"
                        .formatted(
                                region.title(),
                                region.place(),
                                region.roundTrip().toMillis()))
                .collect(Collectors.joining());
        return """
                Nearside demo: one origin, a real MariaDB in %s with the employees data at scale %s, and five regions.
                Round trips to the origin (typical published ones, kept to by delay lines):
                %s
                Each region's node is a process of its own, which the origin and the change log reach over its line;
                a client and the node of its region are beside each other. Connector/J asks each query %d times in each
                way. Client, nodes and kept connections are warmed up with other statements; what is measured starts
                cold, so its first answer through Nearside is a miss. The far regions ask the origin at the same time, up to %d new
                connections of each opening at once, but with only as many statements under way as keep it busy with
                about one of them.
                """
                .formatted(Region.ORIGIN.place(), scale, regions, Experiment.TIMES, Experiment.NEW_CONNECTIONS_AT_ONCE);
    }

    /** Where everything is, and a first thing to try. */
    static String whatToTry(Stage stage) {
        StringBuilder text = new StringBuilder("\nStill up, until Ctrl-C. All on 127.0.0.1:\n\n");
        text.append("                 clients  origin, delayed  metrics and health\n");
        for (Site site : stage.sites()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-16s %7d  %15d  %s  %s%n",
                    site.region().title(),
                    site.clientPort(),
                    site.originPort(),
                    site.admin().metricsAddress(),
                    site.admin().readinessAddress()));
        }
        int origin = stage.origin().port();
        Site far = stage.site(Region.AP_SOUTHEAST_2);
        text.append("origin           ").append(String.format(Locale.ROOT, "%7d%n", origin));
        text.append("\nThe account app (password app) works everywhere. From ")
                .append(far.region().place())
                .append(" through Nearside, from there directly, and beside the origin:\n\n");
        text.append(client(far.clientPort()));
        text.append(client(far.originPort()));
        text.append(client(origin));
        return text.toString();
    }

    private static String client(int port) {
        Path program = EmbeddedMariaDb.client();
        OriginAccount account = OriginAccount.APP;
        return "  %s --no-defaults --skip-ssl -h 127.0.0.1 -P %d -u %s -p%s employees%n"
                .formatted(program, port, account.user(), account.password());
    }
}
