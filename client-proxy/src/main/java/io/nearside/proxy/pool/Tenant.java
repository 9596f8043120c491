package io.nearside.proxy.pool;

import io.nearside.proxy.origin.OriginListener;
import org.jspecify.annotations.Nullable;

/** A session that has a connection. Called on the event loop of both. */
public interface Tenant extends OriginListener {
    /**
     * While the session rests: in which state it would leave the connection if another needed it; null if it must keep it, as
     * it could not go on with any other.
     */
    @Nullable
    Place place();

    /**
     * Others wait for a connection, and {@link #place} may be null only because something was not asked yet: asks.
     *
     * @return whether it does
     */
    boolean settle();

    /** The connection is another's from now on; only after {@link #place} has named a state. */
    void vacate();
}
