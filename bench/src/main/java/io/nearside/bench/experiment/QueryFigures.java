package io.nearside.bench.experiment;

/**
 * What a query took in a region. Times are in milliseconds.
 *
 * @param directNew mean, asking the origin on a new connection each
 * @param directKept mean, asking the origin on one connection
 * @param nearsideMean mean, asking the region's node on one connection, misses included
 * @param hitP50 median of the hits among these
 * @param hitP99 99th percentile of the hits among these
 * @param misses how many of these went to the origin
 */
public record QueryFigures(
        Query query,
        double directNew,
        double directKept,
        double nearsideMean,
        double hitP50,
        double hitP99,
        int misses) {
    /** How many times longer the origin takes on a kept connection than Nearside does on average. */
    public double speedUp() {
        return directKept / nearsideMean;
    }
}
