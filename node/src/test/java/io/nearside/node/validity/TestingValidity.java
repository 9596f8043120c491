package io.nearside.node.validity;

/** Knowledge of changes that keeps less than a node does, and the single steps of a check. */
public final class TestingValidity {
    /** So little that there are thousands of them at once, and enough for some dozen changes. */
    static final Bounds FEW = new Bounds(16, 16, 8, 4, 64, 1 << 16, 64);

    private TestingValidity() {}

    public static Validity small() {
        return new Validity(FEW);
    }

    static Bounds tables(int most) {
        return new Bounds(most, 16, 8, 4, 64, 1 << 16, 64);
    }

    /** First step of {@link Stamp#holds}: up to where the log is applied before anything is looked at. */
    public static long appliedBeforeCheck(Validity validity) {
        AsOf applied = validity.applied();
        return applied == null ? Long.MIN_VALUE : applied.sequence();
    }

    /** Second step of {@link Stamp#holds}. */
    public static boolean isUnaffected(Stamp stamp) {
        return stamp.isUnaffected();
    }

    /** Last step of {@link Stamp#holds}. */
    public static void advance(Stamp stamp, long applied) {
        stamp.advance(applied);
    }
}
