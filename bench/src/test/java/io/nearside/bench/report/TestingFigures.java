package io.nearside.bench.report;

import io.nearside.bench.experiment.Query;
import io.nearside.bench.experiment.QueryFigures;
import io.nearside.bench.experiment.RegionFigures;
import io.nearside.bench.stage.Region;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Figures made up. */
final class TestingFigures {
    private TestingFigures() {}

    /** What a good run gives. */
    static RegionFigures region(Region region) {
        return region(region, 250.25, region.roundTrip().toMillis() + 50.0, 1.25);
    }

    static RegionFigures region(Region region, double changeVisible, double joinKept, double joinMean) {
        double roundTrip = region.roundTrip().toMillis();
        return new RegionFigures(
                region,
                changeVisible,
                List.of(
                        new QueryFigures(Query.LOOKUP, 7 * roundTrip, roundTrip + 0.5, 0.1234, 0.1, 0.25, 1),
                        new QueryFigures(Query.JOIN, 7 * roundTrip + 50, joinKept, joinMean, 0.11, 0.2664, 2)));
    }

    static List<RegionFigures> all(Function<Region, RegionFigures> figures) {
        return Arrays.stream(Region.values()).map(figures).toList();
    }
}
