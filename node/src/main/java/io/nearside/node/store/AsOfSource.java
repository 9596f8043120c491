package io.nearside.node.store;

import io.nearside.node.validity.AsOf;
import org.jspecify.annotations.Nullable;

/**
 * The place in the log that a query sent to the origin after the call is sure to include, or null when none is known.
 * In a node that is {@link io.nearside.node.validity.Validity#settled()} and nothing else; a test may show why. Thread-safe.
 */
public interface AsOfSource {
    @Nullable
    AsOf now();
}
