package io.nearside.bench.experiment;

import io.nearside.bench.stage.Region;
import java.util.List;

/**
 * What was measured in a region.
 *
 * @param changeVisible milliseconds from the commit of a change at the origin until its new value was served
 */
public record RegionFigures(Region region, double changeVisible, List<QueryFigures> queries) {
    public RegionFigures {
        queries = List.copyOf(queries);
    }

    public QueryFigures of(Query query) {
        return queries.stream()
                .filter(figures -> figures.query() == query)
                .findFirst()
                .orElseThrow();
    }
}
