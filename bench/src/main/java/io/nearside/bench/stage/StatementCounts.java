package io.nearside.bench.stage;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many statements a node has answered, and how.
 *
 * @param hits from memory
 * @param fills from the origin, to be remembered
 * @param forwards from the origin, not to be remembered
 */
public record StatementCounts(long hits, long fills, long forwards) {
    private static final Pattern SAMPLE = Pattern.compile(
            "^nearside_statements_total\\{[^}]*\\bdecision=\"(\\w+)\"[^}]*}\\s+([0-9.eE+]+)", Pattern.MULTILINE);

    /** Out of metrics in Prometheus's text form. */
    static StatementCounts parse(String metrics) {
        long hits = 0;
        long fills = 0;
        long forwards = 0;
        Matcher samples = SAMPLE.matcher(metrics);
        while (samples.find()) {
            long count = Math.round(Double.parseDouble(samples.group(2)));
            switch (samples.group(1)) {
                case "hit" -> hits += count;
                case "fill" -> fills += count;
                default -> forwards += count;
            }
        }
        return new StatementCounts(hits, fills, forwards);
    }

    /** What was counted after {@code earlier}. */
    public StatementCounts since(StatementCounts earlier) {
        return new StatementCounts(hits - earlier.hits, fills - earlier.fills, forwards - earlier.forwards);
    }

    public long misses() {
        return fills + forwards;
    }
}
