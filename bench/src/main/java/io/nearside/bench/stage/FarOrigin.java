package io.nearside.bench.stage;

import io.nearside.bench.wan.Wan;
import io.nearside.origin.OriginServer;
import java.io.IOException;
import java.time.Duration;

/** The far end of a delay line to an origin. */
public final class FarOrigin implements AutoCloseable {
    private final Wan wan;
    private final int port;

    private FarOrigin(Wan wan, int port) {
        this.wan = wan;
        this.port = port;
    }

    /** Makes a line to an origin. */
    public static FarOrigin of(OriginServer origin, Duration roundTrip) {
        try {
            Wan wan = Wan.open();
            return new FarOrigin(wan, wan.line(origin.port(), roundTrip).port());
        } catch (IOException e) {
            throw new StageException("cannot make a delay line: " + e.getMessage(), e);
        }
    }

    /** The near end, where the origin seems to be. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        wan.close();
    }
}
