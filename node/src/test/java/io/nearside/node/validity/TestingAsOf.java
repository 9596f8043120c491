package io.nearside.node.validity;

import org.jspecify.annotations.Nullable;

/** What no node may use: shows that the tests of what a result is as of can fail. */
public final class TestingAsOf {
    private TestingAsOf() {}

    /** What is applied, though the origin may not show it to queries yet. */
    public static @Nullable AsOf applied(Validity validity) {
        return validity.applied();
    }
}
