package io.nearside.bench.report;

import io.nearside.bench.experiment.QueryFigures;
import io.nearside.bench.experiment.RegionFigures;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes figures as JSON; times in milliseconds, null for what did not happen. */
public final class Json {
    private Json() {}

    public static String of(List<RegionFigures> figures) {
        return figures.stream().map(Json::region).collect(Collectors.joining(",\n", "{\"regions\": [\n", "\n]}\n"));
    }

    private static String region(RegionFigures figures) {
        return """
                  {"name": "%s", "rtt_ms": %d, "change_visible_ms": %s, "queries": [
                %s
                  ]}"""
                .formatted(
                        figures.region().title(),
                        figures.region().roundTrip().toMillis(),
                        number(figures.changeVisible()),
                        figures.queries().stream().map(Json::query).collect(Collectors.joining(",\n")));
    }

    private static String query(QueryFigures figures) {
        return ("    {\"name\": \"%s\", \"direct_new_ms\": %s, \"direct_kept_ms\": %s, \"nearside_mean_ms\": %s,"
                        + " \"hit_p50_ms\": %s, \"hit_p99_ms\": %s, \"misses\": %d}")
                .formatted(
                        figures.query().title(),
                        number(figures.directNew()),
                        number(figures.directKept()),
                        number(figures.nearsideMean()),
                        number(figures.hitP50()),
                        number(figures.hitP99()),
                        figures.misses());
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "null";
    }
}
