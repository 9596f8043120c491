package io.nearside.bench.stage;

/**
 * Where things are in a region; all on loopback.
 *
 * @param clientPort where the region's node serves clients
 * @param adminPort where it tells its metrics and health
 * @param clusterPort where it meets the other nodes of its region, if there were any
 * @param originPort the region's end of the delay line to the origin
 */
public record Site(Region region, int clientPort, int adminPort, int clusterPort, int originPort) {
    public NodeAdmin admin() {
        return new NodeAdmin(adminPort);
    }
}
