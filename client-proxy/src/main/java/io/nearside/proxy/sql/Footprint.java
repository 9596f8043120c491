package io.nearside.proxy.sql;

import java.util.Comparator;
import java.util.List;

/**
 * All that a result depends on: a change outside of it cannot alter the result.
 *
 * @param tables one entry for each base table read, sorted by table, distinct
 * @param catalogVersion the {@link Catalog#version()} under which names were resolved; under another version the footprint
 *     says nothing
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
