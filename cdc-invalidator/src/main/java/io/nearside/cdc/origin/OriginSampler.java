package io.nearside.cdc.origin;

import java.sql.SQLException;

/** Asks the origin how far it is. One owner; {@link #close} may come from another thread and ends a waiting call. */
public interface OriginSampler extends AutoCloseable {
    OriginSample sample() throws SQLException;

    @Override
    void close();
}
