package io.nearside.bench.report;

import io.nearside.bench.experiment.Query;
import io.nearside.bench.experiment.QueryFigures;
import io.nearside.bench.experiment.RegionFigures;
import java.util.List;
import java.util.Locale;

/** Figures as tables and bars of plain characters, at most 100 wide. */
public final class Tables {
    private static final int BAR_WIDTH = 60;

    private Tables() {}

    /** The table of one query, and its bars. */
    public static String query(Query query, List<RegionFigures> figures) {
        StringBuilder out = new StringBuilder();
        out.append(query.title()).append(": ").append(query.sql()).append("\n\n");
        out.append(row("", "", "direct, ms:", "", "Nearside, ms:", "", "", "", "kept /"));
        out.append(row("region", "RTT ms", "new conn.", "kept", "mean", "hit p50", "hit p99", "misses", "Nearside"));
        for (RegionFigures region : figures) {
            QueryFigures row = region.of(query);
            out.append(row(
                    region.region().title(),
                    Long.toString(region.region().roundTrip().toMillis()),
                    number("%.2f", row.directNew()),
                    number("%.2f", row.directKept()),
                    number("%.3f", row.nearsideMean()),
                    number("%.3f", row.hitP50()),
                    number("%.3f", row.hitP99()),
                    Integer.toString(row.misses()),
                    number("%.0f", row.speedUp())));
        }
        out.append('\n');
        double longest = figures.stream()
                .mapToDouble(region -> region.of(query).directKept())
                .max()
                .orElse(1);
        for (RegionFigures region : figures) {
            QueryFigures row = region.of(query);
            out.append(bar(region.region().title(), "kept", row.directKept(), longest, '='));
            out.append(bar("", "Nearside", row.nearsideMean(), longest, '#'));
        }
        return out.toString();
    }

    private static String row(String... cells) {
        return String.format("%-16s %6s %13s %9s %14s %9s %9s %7s %9s%n", (Object[]) cells);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    /** How long a change took to be served. */
    public static String change(String statement, List<RegionFigures> figures) {
        StringBuilder out = new StringBuilder();
        out.append("change: ").append(statement).append("\n\n");
        out.append("region           RTT ms  new value served, ms after the commit\n");
        for (RegionFigures region : figures) {
            out.append(String.format(
                    Locale.ROOT,
                    "%-16s %6d  %s%n",
                    region.region().title(),
                    region.region().roundTrip().toMillis(),
                    Double.isNaN(region.changeVisible()) ? "not within 30 s" : number("%.1f", region.changeVisible())));
        }
        return out.toString();
    }

    private static String bar(String region, String way, double millis, double longest, char character) {
        int length = (int) Math.round(BAR_WIDTH * millis / longest);
        return String.format(
                Locale.ROOT,
                "%-16s %-8s |%s %.2f%n",
                region,
                way,
                String.valueOf(character).repeat(length),
                millis);
    }
}
