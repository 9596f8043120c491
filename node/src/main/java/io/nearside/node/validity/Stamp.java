package io.nearside.node.validity;

import io.nearside.proxy.footprint.TableFootprint;
import java.util.List;

/**
 * What decides whether one result still holds: the place in the log that it is as of, and what it depends on. The result
 * remembers up to where it was found to hold, so that no change is looked at twice.
 *
 * <p>Thread-safe: several threads may check at once, and at worst do the same work.
 */
public final class Stamp {
    private final History history;
    private final AsOf asOf;
    private final List<TableFootprint> tables;
    private final TableWatch[] watches;

    /** No change up to here affects the result. */
    private volatile long validUpTo;

    private volatile boolean isVoid;

    Stamp(History history, AsOf asOf, List<TableFootprint> tables, TableWatch[] watches) {
        this.history = history;
        this.asOf = asOf;
        this.tables = tables;
        this.watches = watches;
        this.validUpTo = asOf.sequence();
    }

    /** Whether no change that is known here affects the result: a few loads, unless its tables changed since the last check. */
    public boolean holds() {
        long applied = history.appliedSequence();
        if (!isUnaffected()) {
            return false;
        }
        advance(applied);
        return true;
    }

    /** Looks at all that is known by now; what is void stays so. */
    boolean isUnaffected() {
        if (isVoid || history.hasEnded() || history.everythingChangedAfter(asOf.sequence())) {
            return false;
        }
        long from = validUpTo;
        for (TableWatch watch : watches) {
            if (watch.mayBeAffectedAfter(from)) {
                isVoid = true;
                return false;
            }
        }
        return true;
    }

    /** The next check begins after {@code applied}, which was read before this one: what came meanwhile may be unseen. */
    void advance(long applied) {
        if (applied > validUpTo) {
            validUpTo = applied;
        }
    }

    /** Whether the result may take the place of one with {@code other}. */
    public boolean isNewerThan(Stamp other) {
        return history == other.history ? asOf.sequence() > other.asOf.sequence() : other.history.hasEnded();
    }

    public AsOf asOf() {
        return asOf;
    }

    public List<TableFootprint> tables() {
        return tables;
    }
}
