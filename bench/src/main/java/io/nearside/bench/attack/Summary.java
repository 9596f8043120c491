package io.nearside.bench.attack;

import io.nearside.bench.stage.StatementCounts;
import io.nearside.origin.OriginFlavor;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came of the attack on one server.
 *
 * @param counts how the node answered the statements of the attack
 * @param forwards what it passed on, by reason
 * @param reports what to tell of each difference
 */
record Summary(
        OriginFlavor flavor, Tally tally, StatementCounts counts, Map<String, Long> forwards, List<String> reports) {
    Summary {
        forwards = Map.copyOf(forwards);
        reports = List.copyOf(reports);
    }

    /** Of the statements that may be remembered, the share that was answered from memory. */
    double hitShare() {
        return share(counts);
    }

    /** Of the answers asked for first after a change, the share that the change had not voided. */
    double keptShare() {
        return (double) tally.kept.sum() / Math.max(1, tally.askedAfterChange.sum());
    }

    static double share(StatementCounts counts) {
        return counts.hits() == 0 ? 0 : (double) counts.hits() / (counts.hits() + counts.fills());
    }

    static String table(List<Summary> summaries) {
        StringBuilder text = new StringBuilder("%-8s %7s %12s %10s %10s %10s %10s %9s %9s %8s %8s%n"
                .formatted(
                        "server",
                        "rounds",
                        "comparisons",
                        "at rest",
                        "in storm",
                        "own write",
                        "hits",
                        "hit share",
                        "writes",
                        "failed",
                        "differ"));
        for (Summary one : summaries) {
            Tally tally = one.tally;
            text.append(String.format(
                    Locale.ROOT,
                    "%-8s %7d %12d %10d %10d %10d %10d %8.1f%% %9d %8d %8d%n",
                    one.flavor,
                    tally.rounds.sum(),
                    tally.comparisons(),
                    tally.atRest.sum(),
                    tally.underWrites.sum(),
                    tally.ownWrites.sum(),
                    one.counts.hits(),
                    100 * one.hitShare(),
                    tally.writes.sum(),
                    tally.failedWrites.sum(),
                    tally.differences.sum()));
        }
        for (Summary one : summaries) {
            text.append(one.flavor)
                    .append(": passed on ")
                    .append(one.counts.forwards())
                    .append(", not certain at the origin ")
                    .append(one.tally.unstable.sum())
                    .append(", kept over a change ")
                    .append(one.tally.kept.sum())
                    .append(" of ")
                    .append(one.tally.askedAfterChange.sum())
                    .append(", origin died ")
                    .append(one.tally.originDeaths.sum())
                    .append("; passed on by reason");
            one.forwards.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .filter(reason -> reason.getValue() > 0)
                    .forEach(reason ->
                            text.append(' ').append(reason.getKey()).append('=').append(reason.getValue()));
            text.append('\n');
        }
        return text.toString();
    }
}
