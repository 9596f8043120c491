package io.nearside.node.whole;

import io.nearside.origin.OriginServer;
import org.jspecify.annotations.Nullable;

/**
 * What all tests of one class share while it runs on one origin: made for the first of them, closed before the class runs
 * on another origin and when it has run on all. Kept in a static field of the class, as JUnit makes a new object for each
 * test. Not safe for use by several threads.
 */
final class PerOrigin<T extends AutoCloseable> {
    /** Makes what is shared. */
    interface Maker<T> {
        T make(OriginServer origin) throws Exception;
    }

    private final Maker<T> maker;
    private @Nullable OriginServer sharedOn;
    private @Nullable T shared;

    PerOrigin(Maker<T> maker) {
        this.maker = maker;
    }

    T on(OriginServer origin) throws Exception {
        T there = shared;
        if (there == null || sharedOn != origin) {
            close();
            there = maker.make(origin);
            shared = there;
            sharedOn = origin;
        }
        return there;
    }

    /** To be called when all tests of the class have run. */
    void close() throws Exception {
        T there = shared;
        shared = null;
        if (there != null) {
            there.close();
        }
    }
}
