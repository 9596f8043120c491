package io.nearside.node.log;

import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.LogBatch;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The origin's transactions whose changes were applied here last, by name. A transaction is known once all its changes are;
 * to be the last of the {@link LogListener}s, so that by then they have reached every other.
 *
 * <p>Written by the follower's thread, read by every event loop.
 */
public final class AppliedGtids implements LogListener {
    private static final int MOST = 10_000;

    private final int most;
    private final Map<String, Long> applied = new ConcurrentHashMap<>();
    private final Queue<String> order = new ArrayDeque<>();
    private final Set<String> pending = new LinkedHashSet<>();
    private volatile long mark;

    public AppliedGtids() {
        this(MOST);
    }

    AppliedGtids(int most) {
        this.most = most;
    }

    /** What is applied after this call was not applied before this mark. */
    public long mark() {
        return mark;
    }

    /** Whether a transaction of that name was applied here after {@code since} was taken. */
    public boolean includes(String gtid, long since) {
        Long when = applied.get(gtid);
        return when != null && when > since;
    }

    @Override
    public void onLost() {
        forget();
    }

    @Override
    public void onRestart(LogBatch batch) {
        forget();
    }

    private void forget() {
        applied.clear();
        order.clear();
        pending.clear();
    }

    @Override
    public void onRecord(long sequence, ChangeRecord change) {
        if (!change.gtid().isEmpty()) {
            pending.add(change.gtid());
        }
    }

    /** A large transaction is cut into batches of which only the last moves the place in the binlog. */
    @Override
    public void onApplied(LogBatch batch) {
        if (pending.isEmpty() || batch.before().samePlace(batch.after())) {
            return;
        }
        long now = mark + 1;
        mark = now;
        for (String gtid : pending) {
            if (applied.put(gtid, now) == null) {
                order.add(gtid);
            }
        }
        pending.clear();
        while (order.size() > most) {
            applied.remove(order.remove());
        }
    }
}
