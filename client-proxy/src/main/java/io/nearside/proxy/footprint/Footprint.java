package io.nearside.proxy.footprint;

import java.util.Comparator;
import java.util.List;

/**
 * All that a result depends on: a change outside of it cannot alter the result.
 *
 * @param tables at least one entry for each table or view read, sorted by table, distinct; several for one table when the
 *     statement refers to it several times
 * @param catalogVersion the version of the origin's catalog under which names were resolved; under another version the
 *     footprint says nothing
 */
public record Footprint(List<TableFootprint> tables, long catalogVersion) {

    /** Sorts the tables and drops what is there twice. */
    public Footprint {
        tables = tables.stream()
                .distinct()
                .sorted(Comparator.comparing(TableFootprint::table))
                .toList();
    }
}
