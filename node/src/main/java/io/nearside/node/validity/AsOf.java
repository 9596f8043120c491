package io.nearside.node.validity;

import io.nearside.proxy.footprint.TableFootprint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in the log as a result's moment: the result includes every change up to it. Good for one {@link History} only.
 * Immutable.
 */
public final class AsOf {
    private final History history;
    private final long sequence;
    private final long writer;

    AsOf(History history, long sequence, long writer) {
        this.history = history;
        this.sequence = sequence;
        this.writer = writer;
    }

    public long epoch() {
        return history.epoch();
    }

    public long sequence() {
        return sequence;
    }

    /** Who wrote the log at that place: the halves of a split region may give one number to two changes. */
    public long writer() {
        return writer;
    }

    /** The stamp of a result that is as of here and depends on these tables; null when they cannot be watched now. */
    public @Nullable Stamp stamp(List<TableFootprint> tables) {
        TableWatch[] watches = history.watch(tables);
        return watches == null ? null : new Stamp(history, this, List.copyOf(tables), watches);
    }
}
