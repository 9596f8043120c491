package io.nearside.node.validity;

/**
 * How much one {@link History} keeps. What finds no room is never taken for unchanged.
 *
 * @param mostTables more tables than this are not told apart; past it a new history begins
 * @param indexPlaces how many hashes of one column's values are told apart, a power of two
 * @param mostIndexes so many columns of all tables are looked up by value at most
 * @param mostIndexesOfTable so many columns of one table are looked up by value at most
 * @param recentChanges so many row changes are kept at most, a power of two
 * @param recentBytes how much memory they may take, about
 * @param mostSteps so many changes of a table does one check look at before the result counts as void
 */
record Bounds(
        int mostTables,
        int indexPlaces,
        int mostIndexes,
        int mostIndexesOfTable,
        int recentChanges,
        long recentBytes,
        int mostSteps) {

    /** At most 64 MiB of indexes, of 128 KiB each, and 64 MiB of rows; a step takes a few hundred nanoseconds. */
    static final Bounds USUAL = new Bounds(200_000, 1 << 14, 512, 8, 1 << 16, 64L << 20, 1_024);
}
