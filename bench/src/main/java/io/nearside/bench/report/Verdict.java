package io.nearside.bench.report;

import io.nearside.bench.experiment.Query;
import io.nearside.bench.experiment.QueryFigures;
import io.nearside.bench.experiment.RegionFigures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Whether the figures hold what is claimed: the join through Nearside takes at most 1/50 of what it takes on a kept
 * connection to the origin, misses included, and a change is served everywhere within two seconds.
 *
 * <p>One of a hundred must be a miss, which alone takes half of that 1/50. Where the join is quick, what is left for a
 * hit is less than any client and server take to exchange two packets, however fast the cache. That is so in the
 * origin's own region when the data are small; such a region's factor is printed and not judged.
 *
 * @param lines for people
 */
public record Verdict(boolean isMet, List<String> lines) {
    static final double FACTOR = 50;
    static final double CHANGE_LIMIT_MILLIS = 2_000;
    /** Leaves a hit a quarter of a millisecond. */
    static final double JUDGED_FROM_MILLIS = 25;

    public Verdict {
        lines = List.copyOf(lines);
    }

    public static Verdict on(List<RegionFigures> figures) {
        List<String> lines = new ArrayList<>();
        boolean isMet = judgeJoin(figures, lines);
        isMet &= judgeChange(figures, lines);
        return new Verdict(isMet, lines);
    }

    private static boolean judgeJoin(List<RegionFigures> figures, List<String> lines) {
        List<RegionFigures> judged = figures.stream()
                .filter(region -> join(region).directKept() >= JUDGED_FROM_MILLIS)
                .toList();
        List<RegionFigures> slow = judged.stream()
                .filter(region -> !(join(region).speedUp() >= FACTOR))
                .toList();
        String claim = "the join through Nearside, misses included, takes at most 1/50 of direct on a kept connection";
        if (!slow.isEmpty()) {
            lines.add("NOT MET: " + claim + ": " + factors(slow));
        } else if (!judged.isEmpty()) {
            RegionFigures least = judged.stream()
                    .min(Comparator.comparingDouble(region -> join(region).speedUp()))
                    .orElseThrow();
            lines.add("met: %s in %s; least in %s".formatted(claim, names(judged), factors(List.of(least))));
        }
        for (RegionFigures region : figures) {
            if (!judged.contains(region)) {
                lines.add(String.format(
                        Locale.ROOT,
                        "not judged: %s, where the join takes only %.1f ms direct at this scale; one miss and 99 round"
                                + " trips to any server come near 1/50 of that",
                        factors(List.of(region)),
                        join(region).directKept()));
            }
        }
        return slow.isEmpty();
    }

    private static boolean judgeChange(List<RegionFigures> figures, List<String> lines) {
        List<RegionFigures> late = figures.stream()
                .filter(region -> !(region.changeVisible() <= CHANGE_LIMIT_MILLIS))
                .toList();
        String claim = "a change at the origin is served within 2 s";
        lines.add(late.isEmpty() ? "met: " + claim + " in every region" : "NOT MET: " + claim + " in " + names(late));
        return late.isEmpty();
    }

    private static QueryFigures join(RegionFigures region) {
        return region.of(Query.JOIN);
    }

    private static String names(List<RegionFigures> regions) {
        return regions.stream().map(region -> region.region().title()).collect(Collectors.joining(", "));
    }

    private static String factors(List<RegionFigures> regions) {
        return regions.stream()
                .map(region -> String.format(
                        Locale.ROOT,
                        "%s (1/%.0f)",
                        region.region().title(),
                        join(region).speedUp()))
                .collect(Collectors.joining(", "));
    }
}
