package io.nearside.proxy.cache;

import java.util.function.Supplier;

/**
 * A second look at an answer that was served from memory: the origin is asked the same by the same session, and this is told
 * what came of it. Thread-safe; does not block.
 */
public interface Shadow {
    /** How the origin's answer compares to the one that was served. */
    enum Finding {
        SAME,
        /** The same rows in another order. */
        REORDERED,
        DIFFERENT,
        /** There is no answer that could be compared. */
        FAILED
    }

    /**
     * Takes the finding; called once.
     *
     * @param shape the statement without its literals, worked out when asked for
     */
    void found(Finding finding, Supplier<String> shape);
}
