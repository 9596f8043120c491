package io.nearside.node.validity;

import io.nearside.proxy.sql.TableName;
import java.util.List;

/**
 * What decides whether one result still holds: the place in the log that it is as of, and the tables that it depends on.
 * Immutable itself; the states that it looks at are kept up to date by the log's follower.
 */
public final class Stamp {
    private final History history;
    private final AsOf asOf;
    private final List<TableName> tables;
    private final TableState[] states;

    Stamp(History history, AsOf asOf, List<TableName> tables, TableState[] states) {
        this.history = history;
        this.asOf = asOf;
        this.tables = tables;
        this.states = states;
    }

    /** Whether no change that is known here affects the result: a few loads, for the path of every hit. */
    public boolean holds() {
        long sequence = asOf.sequence();
        if (history.hasEnded() || history.everythingChangedAfter(sequence)) {
            return false;
        }
        for (TableState state : states) {
            if (state.changedAfter(sequence)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the result may take the place of one with {@code other}. */
    public boolean isNewerThan(Stamp other) {
        return history == other.history ? asOf.sequence() > other.asOf.sequence() : other.history.hasEnded();
    }

    public AsOf asOf() {
        return asOf;
    }

    public List<TableName> tables() {
        return tables;
    }
}
